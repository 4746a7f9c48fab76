"""Recordings of a desk: sealed, found again without a database, read only with their key."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from app.config import CentralConfig, Config, RecordingConfig
from app.recording_keeper import RecordingKeeper
from app.recording_keys import RecordingKeys
from app.recording_shelf import Ended, RecordingShelf
from app.recovery import recover_left_calls
from app.store import blobs, calls, recordings
from app.store.clock import now_ms
from app.store.database import Store, open_store
from app.store.ledger import DeskLedger
from app.store.recovery import adopt_left_call
from domain.calls import Call, Recording
from domain.errors import KeyMissing
from domain.ids import new_id
from speech.audio.cipher import key_id
from speech.audio.decode import read_call
from speech.audio.frames import parts_of
from speech.audio.recorder import Recorder
from tests.app.station import config_in
from tests.app.store.made import made_call
from tests.speech.audio.recordings import BLOCK, counted_pcm, put

ENCRYPTED = RecordingConfig(is_encrypted=True)
KINDS = pytest.mark.parametrize("kind", [RecordingConfig(), ENCRYPTED], ids=["plain", "encrypted"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def shelf_in(folder: Path, kind: RecordingConfig, *, has_central: bool = False) -> RecordingShelf:
    central = CentralConfig(is_enabled=has_central)
    config: Config = replace(config_in(folder), recording=kind, central=central)
    config.recordings_folder.mkdir(exist_ok=True)
    return RecordingShelf(config, print)


def record(shelf: RecordingShelf, call: Call, *, seconds: float = 2.0, is_killed: bool) -> None:
    recorder = Recorder(shelf.begin(call), now_s=lambda: 0.0)
    for start in range(0, round(seconds * 16_000), BLOCK):
        put(recorder, start)
        recorder.step()
    if not is_killed:
        recorder.finish()


def seconds_of(shelf: RecordingShelf, recording: Recording) -> float:
    return read_call(Path(recording.path), open_file=shelf.open).duration_s


@pytest.mark.expects_warning_log
@KINDS
def test_a_recording_whose_database_is_lost_is_found_beside_its_call(
    tmp_path: Path, store: Store, kind: RecordingConfig
) -> None:
    shelf, call = shelf_in(tmp_path, kind), made_call()
    record(shelf, call, is_killed=True)
    (ended,) = recover_left_calls(store, shelf_in(tmp_path, kind))
    assert ended.recording.is_recovered
    assert seconds_of(shelf, ended.recording) == 2.0
    with store.read() as session:
        assert calls.load_call(session, call.call_id) == call
    assert recover_left_calls(store, shelf) == ()


@pytest.mark.expects_warning_log
@KINDS
def test_a_sealed_recording_whose_database_is_lost_is_whole(
    tmp_path: Path, store: Store, kind: RecordingConfig
) -> None:
    shelf, call = shelf_in(tmp_path, kind), made_call()
    record(shelf, call, is_killed=False)
    sealed = shelf.seal(call.call_id, Ended())
    shelf.drop_segments(call.call_id)
    assert not parts_of(shelf.folder, call.call_id)
    (ended,) = recover_left_calls(store, shelf)
    assert ended.recording == sealed
    assert not ended.recording.has_gap


def test_what_is_encrypted_shows_neither_sound_nor_customer(tmp_path: Path) -> None:
    shelf, call = shelf_in(tmp_path, ENCRYPTED), made_call()
    record(shelf, call, is_killed=False)
    sealed = shelf.seal(call.call_id, Ended())
    assert sealed is not None
    for path in shelf.folder.iterdir():
        content = path.read_bytes()
        assert call.customer.phone.encode() not in content
        assert b"fLaC" not in content
    with shelf.open(Path(sealed.path)) as file:
        assert file.read(4) == b"fLaC"


def test_another_computer_has_not_the_key(tmp_path: Path) -> None:
    shelf, call = shelf_in(tmp_path, ENCRYPTED), made_call()
    record(shelf, call, is_killed=False)
    sealed = shelf.seal(call.call_id, Ended())
    assert sealed is not None
    (tmp_path / "recording-keys.json").unlink()
    with pytest.raises(KeyMissing):
        seconds_of(shelf_in(tmp_path, ENCRYPTED), sealed)


def test_a_new_key_does_not_close_old_recordings(tmp_path: Path) -> None:
    keys = RecordingKeys(tmp_path)
    first = keys.current()
    assert RecordingKeys(tmp_path).current() == first
    kept = tmp_path / "recording-keys.json"
    told = {name: text for name, text in json.loads(kept.read_text()).items() if text}
    pointer = next(name for name in told if name.endswith("#current"))
    kept.write_text(json.dumps({**told, pointer: ""}))
    again = RecordingKeys(tmp_path)
    second = again.current()
    assert second != first
    assert {again.find(told[pointer]), again.find("")} == {first, b""}


def test_central_gets_the_sound_out_of_its_box(tmp_path: Path, store: Store) -> None:
    shelf, call = shelf_in(tmp_path, ENCRYPTED, has_central=True), made_call()
    record(shelf, call, is_killed=False)
    sealed = shelf.seal(call.call_id, Ended())
    assert sealed is not None
    with store.begin() as session:
        calls.save_call(session, call)
        recordings.seal(session, sealed)
    upload = DeskLedger(store, shelf.open_to_send).next_upload()
    assert upload is not None
    with upload.open_file(upload.path) as file:
        content = file.read()
    assert content.startswith(b"fLaC")
    assert (len(content), upload.sha256) == (upload.size_bytes, sealed.sha256)


def test_frames_stay_until_central_has_had_the_sound_for_a_day(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = RecordingConfig(kept_h=24.0)
    shelf, call = shelf_in(tmp_path, kind, has_central=True), made_call()
    record(shelf, call, is_killed=False)
    sealed = shelf.seal(call.call_id, Ended())
    assert sealed is not None
    with store.begin() as session:
        calls.save_call(session, call)
        recordings.seal(session, sealed)
        recordings.note_segments(session, call.call_id, are_there=True)
    RecordingKeeper(store, shelf, print).step()
    with store.begin() as session:
        blobs.ack(session, sealed.sha256)
    RecordingKeeper(store, shelf, print).step()
    assert parts_of(shelf.folder, call.call_id)
    later = 24 * 3_600_000 + 60_000
    now = now_ms()
    monkeypatch.setattr("app.recording_keeper.now_ms", lambda: now + later)
    RecordingKeeper(store, shelf, print).step()
    assert not parts_of(shelf.folder, call.call_id)
    assert Path(sealed.path).exists()


@pytest.mark.expects_warning_log
def test_frames_that_were_changed_stay_as_evidence(tmp_path: Path) -> None:
    shelf, call = shelf_in(tmp_path, RecordingConfig()), made_call()
    record(shelf, call, seconds=5.0, is_killed=False)
    (path,) = parts_of(shelf.folder, call.call_id)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    sealed = shelf.seal(call.call_id, Ended(until=80_000))
    assert sealed is not None
    assert (sealed.duration_s, sealed.has_gap) == (5.0, True)
    assert np.isclose(sealed.missing_s, 3.0, atol=0.6)
    shelf.drop_segments(call.call_id)
    assert path.exists()


def test_a_call_that_version_1_left_keeps_its_sound(tmp_path: Path, store: Store) -> None:
    shelf, call = shelf_in(tmp_path, RecordingConfig()), made_call()
    wav = shelf.folder / f"{call.call_id}.wav"
    with store.begin() as session:
        adopt_left_call(session, call, wav)
    said = counted_pcm(0, 40_000)
    unknown = b"\xff" * 4
    header = b"RIFF" + unknown + b"WAVEfmt " + b"\0" * 20 + b"data" + unknown
    wav.write_bytes(header + said.tobytes() + b"\1\2\3")
    (ended,) = recover_left_calls(store, shelf)
    with av.open(ended.recording.path) as container:
        heard = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]
    assert np.array_equal(np.concatenate(heard), said)
    assert (ended.recording.is_recovered, ended.recording.has_gap) == (True, True)
    assert not wav.exists()


@pytest.mark.expects_warning_log
def test_a_sealed_file_that_is_no_sound_keeps_no_desk_from_its_start(
    tmp_path: Path, store: Store
) -> None:
    shelf, call = shelf_in(tmp_path, RecordingConfig()), made_call()
    sealed = shelf.folder / f"{call.call_id}.flac"
    sealed.write_bytes(b"what a broken disk gave back" * 40)
    with store.begin() as session:
        adopt_left_call(session, call, sealed)
    assert recover_left_calls(store, shelf) == ()
    assert sealed.exists()


@pytest.mark.expects_warning_log
def test_a_recording_without_its_key_holds_up_no_other(tmp_path: Path, store: Store) -> None:
    lost, found = made_call(), replace(made_call(), call_id=new_id())
    shelf = shelf_in(tmp_path, ENCRYPTED)
    record(shelf, lost, is_killed=False)
    shelf.seal(lost.call_id, Ended())
    (tmp_path / "recording-keys.json").unlink()
    shelf = shelf_in(tmp_path, RecordingConfig())
    record(shelf, found, is_killed=True)
    with store.begin() as session:
        adopt_left_call(session, lost, parts_of(shelf.folder, lost.call_id)[0])
        recordings.note_segments(session, lost.call_id, are_there=True)
    recovered = [one.call_id for one in recover_left_calls(store, shelf)]
    assert recovered == [found.call_id]
    with store.begin() as session:
        recordings.note_segments(session, found.call_id, are_there=True)
    copy = shelf.folder / f"{found.call_id}.000.seg"
    copy.write_bytes(b"")
    RecordingKeeper(store, shelf, print).step()
    assert parts_of(shelf.folder, lost.call_id)
    assert not copy.exists()


def test_a_key_made_while_the_keyring_was_out_is_found_when_it_works_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = RecordingKeys(tmp_path)
    key = keys.current()
    ring: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(
        "keyring.set_password", lambda who, name, text: ring.update({(who, name): text})
    )
    monkeypatch.setattr("keyring.get_password", lambda who, name: ring.get((who, name)))
    monkeypatch.setattr("keyring.delete_password", lambda who, name: ring.pop((who, name)))
    again = RecordingKeys(tmp_path)
    assert again.find(key_id(key)) == key
    assert again.current() == key

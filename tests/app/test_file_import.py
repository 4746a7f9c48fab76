"""Recordings from elsewhere on a whole workstation: imported once, paused, mono, swapped."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.demo import DEMO_FOLDER
from app.store import outbox
from domain.audio import Role
from domain.events import CallScored
from domain.review import ImportState
from speech.audio.decode import read_call
from sync import wire
from tests.app.station import station
from tests.speech.audio.test_decode import write_sound

GAS = "03_gas_smell"


def test_a_folder_is_imported_once_heard_and_scored(tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    shutil.copy(DEMO_FOLDER / f"{GAS}.flac", folder / "a.flac")
    shutil.copy(DEMO_FOLDER / f"{GAS}.flac", folder / "again.flac")
    (folder / "broken.wav").write_bytes(b"not a sound")
    with station(tmp_path / "data", GAS) as (workstation, heard):
        review = workstation.review
        found = review.import_files([str(folder)])
        assert (found.queued, found.known, found.unread) == (1, 1, ("broken.wav",))
        heard.wait_for(lambda: bool(heard.of(CallScored)))
        (row,) = review.imports()
        assert (row.name, row.state, row.done) == ("a.flac", ImportState.DONE, 1.0)
        assert [one.call_id for one in review.rows()] == [row.call_id]
        assert review.import_files([str(folder)]).queued == 0


def test_swapped_channels_are_suspected_exchanged_scored_anew_and_undone(tmp_path: Path) -> None:
    audio = read_call(DEMO_FOLDER / f"{GAS}.flac")
    with station(tmp_path / "data", GAS) as (workstation, heard):
        review = workstation.review
        review.import_files([str(DEMO_FOLDER / f"{GAS}.flac")])
        heard.wait_for(lambda: bool(heard.of(CallScored)))
        right = review.open(heard.of(CallScored)[0].scorecard.call_id)
        assert right.swap_signs == ()
        call_id = right.call.call_id
        review.swap_channels(call_id)
        heard.wait_for(lambda: len(heard.of(CallScored)) == 2)
        wrong = review.open(call_id)
        assert wrong.is_swapped
        assert wrong.swap_signs, "now it is the wrong way round"
        other = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}
        assert [one.role for one in wrong.segments] == [other[one.role] for one in right.segments]
        peaks, before = review.peaks(call_id, steps=50), audio.customer.samples
        assert peaks is not None
        assert float(np.abs(peaks.agent).max()) > 0.9 * float(np.abs(before).max()) - 0.01
        review.swap_channels(call_id)
        heard.wait_for(lambda: len(heard.of(CallScored)) == 3)
        again = review.open(call_id)
        assert not again.is_swapped
        assert again.understandings == right.understandings
        assert again.scorecard is not None
        assert right.scorecard is not None
        same = replace(again.scorecard, scorecard_id=right.scorecard.scorecard_id)
        assert same == right.scorecard
        with workstation.review._store.read() as session:
            told = [op for op in outbox.pending(session, 500) if op.entity == wire.CHANNEL_SWAP]
        assert [op.payload["is_swapped"] for op in told] == [True, False]
        heard.assert_no_trouble()


def test_a_mono_recording_is_heard_and_left_to_a_person(tmp_path: Path) -> None:
    customer = read_call(DEMO_FOLDER / f"{GAS}.flac").customer.samples
    write_sound(tmp_path / "mono.wav", "pcm_s16le", "s16", [customer])
    with station(tmp_path / "data", GAS) as (workstation, heard):
        workstation.review.import_files([str(tmp_path / "mono.wav")])
        heard.wait_for(lambda: bool(heard.of(CallScored)))
        opened = workstation.review.open(heard.of(CallScored)[0].scorecard.call_id)
        assert opened.is_mono
        assert {one.role for one in opened.segments} == {Role.CUSTOMER}
        assert opened.scorecard is not None
        assert opened.scorecard.not_scorable_reason.startswith("单声道")

"""A sealed recording decodes to what went in, in a box or not, or it is not there at all."""

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from domain.errors import Damaged, DiskFull
from speech.audio.box import PIECE_BYTES, is_box, lock, unlock
from speech.audio.decode import read_call
from speech.audio.mulaw import Pcm
from speech.audio.sealing import Seal, SoundFormat, described, seal, sealed_path, sha256_of
from speech.audio.segment_reader import SegmentReader
from tests.speech.audio.recordings import KEY, KEYS, counted_pcm, find_key, record
from tests.speech.sounds import tone

BOTH = pytest.mark.parametrize("kind", ["plain", "encrypted"])


def sealed(folder: Path, how: Seal, seconds: float = 12.3) -> Path:
    record(folder, seconds, key=how.key)
    done = seal(SegmentReader(folder, "c1", find_key).pcm(), folder, "c1", how)
    assert done.samples == round(seconds * 16_000)
    return done.path


def opened(path: Path) -> BinaryIO:
    return unlock(path, find_key) if is_box(path) else path.open("rb")


@BOTH
def test_flac_holds_the_same_samples(tmp_path: Path, kind: str) -> None:
    path = sealed(tmp_path, Seal(SoundFormat.FLAC, KEYS[kind]))
    audio = read_call(path, open_file=opened)
    found = np.stack([audio.agent.samples, audio.customer.samples], axis=1)
    assert np.array_equal(np.round(found * 32768).astype(np.int64), counted_pcm(0, 196_800))
    assert sealed_path(tmp_path, "c1") == path
    assert is_box(path) == (kind == "encrypted")


@BOTH
def test_opus_holds_as_many_samples_of_the_same_sound(tmp_path: Path, kind: str) -> None:
    pcm = np.round(np.stack([tone(5.0, 400), tone(5.0, 900)], axis=1) * 20_000).astype(np.int16)
    done = seal([pcm], tmp_path, "c1", Seal(SoundFormat.OPUS, KEYS[kind]))
    audio = read_call(done.path, open_file=opened)
    assert done.samples == len(audio.agent.samples) == 80_000
    assert done.size_bytes < 0.1 * pcm.nbytes
    for samples, pitch_hz in ((audio.agent.samples, 400), (audio.customer.samples, 900)):
        spectrum = np.abs(np.fft.rfft(samples[16_000:32_000]))
        assert abs(int(spectrum.argmax()) - pitch_hz) <= 2


@BOTH
@pytest.mark.parametrize("sound_format", SoundFormat)
def test_a_call_that_ended_at_once_can_be_sealed(
    tmp_path: Path, kind: str, sound_format: SoundFormat
) -> None:
    assert sealed(tmp_path, Seal(sound_format, KEYS[kind]), 0.0).exists()


@BOTH
def test_sealing_goes_on_where_a_crash_left_it(tmp_path: Path, kind: str) -> None:
    how = Seal(SoundFormat.FLAC, KEYS[kind])
    name = "c1.flac.box.part" if how.key else "c1.flac.part"
    (tmp_path / name).write_bytes(b"half a file")
    path = sealed(tmp_path, how, 1.0)
    again = seal(SegmentReader(tmp_path, "c1", find_key).pcm(), tmp_path, "c1", how)
    with opened(path) as file:
        assert described(file, path) == again
    assert not list(tmp_path.glob("*.part"))


def test_a_box_tells_the_hash_of_what_is_in_it(tmp_path: Path) -> None:
    path = sealed(tmp_path, Seal(SoundFormat.FLAC, KEY))
    with unlock(path, find_key) as file:
        inside = file.read()
    assert inside.startswith(b"fLaC")
    assert inside[:2000] not in path.read_bytes()
    done = seal(SegmentReader(tmp_path, "c1", find_key).pcm(), tmp_path, "c1", Seal())
    assert (done.sha256, done.size_bytes) == (hashlib.sha256(inside).hexdigest(), len(inside))
    assert sha256_of(done.path) == done.sha256


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES - 1])
def test_a_box_can_be_read_from_any_place(tmp_path: Path, size: int) -> None:
    content = np.random.default_rng(3).bytes(size)
    (tmp_path / "open").write_bytes(content)
    with (tmp_path / "open").open("rb") as file:
        lock(file, tmp_path / "box", KEY)
    with unlock(tmp_path / "box", find_key) as box:
        assert box.read() == content
        for place in (0, size // 2, max(0, size - 1), size, size + 5):
            box.seek(place)
            assert box.read(100) == content[place : place + 100]
        assert box.seek(0, 2) == size


@pytest.mark.parametrize("change", ["bit", "short", "swap"])
def test_a_changed_box_does_not_open(tmp_path: Path, change: str) -> None:
    content = np.random.default_rng(3).bytes(3 * PIECE_BYTES)
    (tmp_path / "open").write_bytes(content)
    with (tmp_path / "open").open("rb") as file:
        lock(file, tmp_path / "box", KEY)
    whole = bytearray((tmp_path / "box").read_bytes())
    closed = PIECE_BYTES + 16
    start = len(whole) - 3 * closed
    if change == "bit":
        whole[start + closed + 7] ^= 1
    elif change == "short":
        del whole[-closed:]
    else:
        first = bytes(whole[start : start + closed])
        whole[start : start + closed] = whole[start + closed : start + 2 * closed]
        whole[start + closed : start + 2 * closed] = first
    (tmp_path / "box").write_bytes(whole)
    with unlock(tmp_path / "box", find_key) as box, pytest.raises(OSError, match="changed"):
        box.read()


def test_what_does_not_decode_to_what_went_in_is_not_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speech.audio.sealing._OPUS_RATE_HZ", 44_100)  # counts another length
    with pytest.raises(Damaged):
        seal([counted_pcm(0, 16_000)], tmp_path, "c1", Seal(SoundFormat.OPUS))
    assert sealed_path(tmp_path, "c1") is None


def test_a_seal_that_finds_no_room_gives_back_what_it_took(tmp_path: Path) -> None:
    def sound() -> Iterator[Pcm]:
        yield counted_pcm(0, 200_000)
        raise OSError(errno.ENOSPC, "no space left on device")

    with pytest.raises(DiskFull):
        seal(sound(), tmp_path, "c1", Seal())
    assert not list(tmp_path.iterdir())

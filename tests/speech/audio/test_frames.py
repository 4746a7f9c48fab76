"""Whatever is cut off, turned over, moved or put in from elsewhere is not read as sound."""

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from speech.audio.frames import HEAD, parts_of
from speech.audio.mulaw import narrowed, widened
from tests.speech.audio.recordings import KEYS, counted_pcm, read, record

BOTH = pytest.mark.parametrize("kind", ["plain", "encrypted"])


def frame_starts(path: Path) -> list[int]:
    """Return where each frame begins, and the end of the last."""
    content = path.read_bytes()
    place = 12 + int.from_bytes(content[8:12], "little") + 4
    starts = [place]
    while place < len(content):
        place += HEAD.size + int.from_bytes(content[place : place + 4], "little")
        starts.append(place)
    return starts


@BOTH
def test_what_was_put_is_read(tmp_path: Path, kind: str) -> None:
    record(tmp_path, 3.3, key=KEYS[kind])
    reader, pcm = read(tmp_path)
    assert np.array_equal(pcm, counted_pcm(0, 52_800))
    assert (reader.is_whole, reader.gaps, reader.cut_bytes) == (True, [], 0)


@BOTH
def test_a_cut_at_any_byte_of_the_last_frames_keeps_all_frames_before(
    tmp_path: Path, kind: str
) -> None:
    record(tmp_path, 2.0, key=KEYS[kind])
    path = parts_of(tmp_path, "c1")[0]
    whole, starts = path.read_bytes(), frame_starts(path)
    near = {start + step for start in starts[-4:-1] for step in range(-40, 60)}
    cuts = sorted(near | set(range(starts[-4], len(whole), 997)) | {len(whole) - 1})
    for cut in (cut for cut in cuts if cut < len(whole)):
        path.write_bytes(whole[:cut])
        reader, pcm = read(tmp_path)
        frames = sum(start <= cut for start in starts) - 1
        assert reader.frames == frames
        assert np.array_equal(pcm, counted_pcm(0, min(frames, 4) * 8_000))
        assert not reader.is_whole


@pytest.mark.parametrize("cut", range(0, 220, 7))
def test_a_file_cut_in_its_header_holds_no_sound(tmp_path: Path, cut: int) -> None:
    record(tmp_path, 0.5)
    path = parts_of(tmp_path, "c1")[0]
    header_bytes = frame_starts(path)[0]
    path.write_bytes(path.read_bytes()[: min(cut, header_bytes - 1)])
    reader, pcm = read(tmp_path)
    assert (len(pcm), reader.is_whole) == (0, False)


@BOTH
def test_a_turned_bit_cuts_at_its_frame(tmp_path: Path, kind: str) -> None:
    record(tmp_path, 3.0, key=KEYS[kind])
    path = parts_of(tmp_path, "c1")[0]
    whole, starts = path.read_bytes(), frame_starts(path)
    chance = random.Random(1)
    for _ in range(60):
        place = chance.randrange(starts[0], len(whole))
        turned = bytearray(whole)
        turned[place] ^= 1 << chance.randrange(8)
        path.write_bytes(turned)
        reader, pcm = read(tmp_path)
        good = sum(start <= place for start in starts) - 1
        assert reader.frames == good
        assert np.array_equal(pcm, counted_pcm(0, len(pcm)))
        assert reader.cut_bytes == len(whole) - starts[good]


@BOTH
@pytest.mark.parametrize("field", ["number", "tries"])
def test_the_highest_bit_of_a_count_turned_cuts_at_its_frame(
    tmp_path: Path, kind: str, field: str
) -> None:
    record(tmp_path, 2.0, key=KEYS[kind])
    path = parts_of(tmp_path, "c1")[0]
    turned, start = bytearray(path.read_bytes()), frame_starts(path)[1]
    turned[start + {"number": 11, "tries": 15}[field]] ^= 0x80
    path.write_bytes(turned)
    reader, pcm = read(tmp_path)
    assert reader.frames == 1
    assert np.array_equal(pcm, counted_pcm(0, 8_000))


@BOTH
@pytest.mark.parametrize("change", ["swap", "leave out", "double"])
def test_frames_out_of_their_order_are_not_sound(tmp_path: Path, kind: str, change: str) -> None:
    record(tmp_path, 3.0, key=KEYS[kind])
    path = parts_of(tmp_path, "c1")[0]
    whole, starts = path.read_bytes(), frame_starts(path)
    head, *frames = [whole[start:end] for start, end in zip([0, *starts[:-1]], starts, strict=True)]
    changed = {
        "swap": [*frames[:2], frames[3], frames[2], *frames[4:]],
        "leave out": [*frames[:2], *frames[3:]],
        "double": [*frames[:2], frames[1], *frames[2:]],
    }[change]
    path.write_bytes(b"".join([head, *changed]))
    reader, pcm = read(tmp_path)
    assert reader.frames == 2
    assert np.array_equal(pcm, counted_pcm(0, 16_000))


@BOTH
def test_a_frame_of_another_recording_does_not_open(tmp_path: Path, kind: str) -> None:
    for recording_id in ("c1", "c2"):
        record(tmp_path, 2.0, key=KEYS[kind], recording_id=recording_id)
    mine, other = (parts_of(tmp_path, name)[0] for name in ("c1", "c2"))
    starts, theirs = frame_starts(mine), frame_starts(other)
    whole, foreign = mine.read_bytes(), other.read_bytes()
    spliced = whole[: starts[1]] + foreign[theirs[1] : theirs[2]] + whole[starts[2] :]
    mine.write_bytes(spliced)
    reader, _ = read(tmp_path)
    assert reader.frames == 1


@BOTH
def test_a_recording_under_another_name_is_not_that_call(tmp_path: Path, kind: str) -> None:
    record(tmp_path, 1.0, key=KEYS[kind])
    shutil.copy(parts_of(tmp_path, "c1")[0], tmp_path / "c2.000.seg")
    reader, pcm = read(tmp_path, "c2")
    assert (len(pcm), reader.frames) == (0, 0)


def test_an_encrypted_recording_does_not_show_its_sound(tmp_path: Path) -> None:
    record(tmp_path, 1.0, key=KEYS["encrypted"])
    content = parts_of(tmp_path, "c1")[0].read_bytes()
    assert counted_pcm(100, 50).tobytes() not in content
    record(tmp_path, 1.0, recording_id="open")
    assert counted_pcm(100, 50).tobytes() in parts_of(tmp_path, "open")[0].read_bytes()


def test_mu_law_keeps_speech_recognisable_in_a_quarter_of_the_bytes() -> None:
    time_s = np.arange(16_001) / 16_000
    pcm = np.stack([np.sin(2 * np.pi * pitch * time_s) for pitch in (440, 1_500)], axis=1)
    pcm = np.round(pcm * 12_000).astype(np.int16)
    content = narrowed(pcm)
    back = widened(content, len(pcm))
    noise = (back[50:-50].astype(float) - pcm[50:-50]).std(axis=0)
    assert len(content) == 16_002
    assert back.shape == pcm.shape
    assert (20 * np.log10(pcm.std(axis=0) / noise) > 15).all()
    assert len(widened(narrowed(pcm[:0]), 0)) == 0

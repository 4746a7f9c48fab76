"""The recorder: what is put is on disk within a second, and what is lost leaves a gap, told."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from domain.audio import SAMPLE_RATE_HZ
from domain.calls import GapCause, SoundGap
from domain.errors import Damaged, DataFolderReadOnly, DiskFull, WorkstationError
from speech.audio.frames import parts_of
from speech.audio.recorder import Recorder
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from speech.audio.writing import translated
from tests.speech.audio.recordings import BLOCK, counted_pcm, put, read, record
from tests.speech.sounds import ROOT, silence, tone


def recorder_in(
    folder: Path,
    *,
    ring_s: float = 30.0,
    rotate_s: float = 1e9,
    must_narrow: Callable[[], bool] = lambda: False,
) -> Recorder:
    files = SegmentFiles(SegmentPlace(folder, "c1", rotate_s=rotate_s))
    return Recorder(files, now_s=lambda: 0.0, ring_s=ring_s, must_narrow=must_narrow)


def test_a_channel_that_lags_is_filled_with_silence(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path)
    recorder.put(tone(0.1), silence(0.05), 0.0)
    recorder.put(silence(0.0), tone(0.1), 0.1)
    recorder.finish()
    _, pcm = read(tmp_path)
    assert len(pcm) == 3200
    assert pcm[:1600, 0].any()
    assert not pcm[1600:, 0].any()
    assert pcm[1600:, 1].any()


def test_a_call_that_ended_at_once_leaves_a_whole_recording(tmp_path: Path) -> None:
    recorder_in(tmp_path).finish()
    reader, pcm = read(tmp_path)
    assert (len(pcm), reader.is_whole) == (0, True)


def test_sound_that_did_not_come_is_a_gap_and_nothing_moves(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path)
    for start in (0, 16_000, 48_000):
        put(recorder, start, 16_000)
        recorder.step()
    recorder.finish()
    reader, pcm = read(tmp_path)
    assert reader.gaps == [SoundGap(2.0, 3.0, GapCause.SOURCE)]
    assert np.array_equal(pcm[:32_000], counted_pcm(0, 32_000))
    assert not pcm[32_000:48_000].any()
    assert np.array_equal(pcm[48_000:], counted_pcm(48_000, 16_000))


def test_a_ring_that_overflows_is_a_gap_with_its_time_and_never_an_error(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path, ring_s=1.0)
    for start in range(0, 40_000, BLOCK):  # nobody writes for 2.5 s
        put(recorder, start)
    recorder.step()
    put(recorder, 40_000, 8_000)
    recorder.step()
    for start in range(48_000, 80_000, BLOCK):  # and again at the end
        put(recorder, start)
    recorder.finish()
    reader, pcm = read(tmp_path)
    assert reader.gaps == [
        SoundGap(1.0, 2.5, GapCause.OVERFLOW),
        SoundGap(4.0, 5.0, GapCause.OVERFLOW),
    ]
    assert len(pcm) == 80_000
    assert np.array_equal(pcm[40_000:64_000], counted_pcm(40_000, 24_000))


def test_a_long_call_goes_on_in_the_next_file_without_losing_a_sample(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path, rotate_s=1.0)
    for start in range(0, 80_000, BLOCK):
        put(recorder, start)
        recorder.step()
    recorder.finish()
    reader, pcm = read(tmp_path)
    assert len(parts_of(tmp_path, "c1")) == 5
    assert np.array_equal(pcm, counted_pcm(0, 80_000))
    assert (reader.is_whole, reader.gaps, reader.cut_bytes) == (True, [], 0)


def test_without_its_last_file_a_recording_is_not_whole(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path, rotate_s=1.0)
    for start in range(0, 80_000, BLOCK):
        put(recorder, start)
        recorder.step()
    recorder.finish()
    parts_of(tmp_path, "c1")[-1].unlink()
    reader, pcm = read(tmp_path)
    assert not reader.is_whole
    assert np.array_equal(pcm, counted_pcm(0, 64_000))


def test_a_nearly_full_disk_gets_smaller_frames_of_both_channels(tmp_path: Path) -> None:
    is_narrow = [False]
    recorder = recorder_in(tmp_path, must_narrow=lambda: is_narrow[0])
    sound = tone(1.0, 440)
    recorder.put(sound, -sound, 0.0)
    recorder.step()
    wide = parts_of(tmp_path, "c1")[0].stat().st_size
    is_narrow[0] = True
    recorder.put(sound, -sound, 1.0)
    recorder.step()
    narrow = parts_of(tmp_path, "c1")[0].stat().st_size - wide
    recorder.finish()
    _, pcm = read(tmp_path)
    assert narrow < 0.3 * wide
    assert len(pcm) == 32_000
    error = pcm[16_100:31_900].astype(float) - pcm[100:15_900]
    assert np.abs(error).max() < 0.1 * np.abs(pcm).max()
    assert (pcm[16_100:31_900, 0] * pcm[16_100:31_900, 1].astype(float)).max() <= 0


FILL_THE_DISK = """
import resource, sys
from pathlib import Path
from speech.audio.recorder import Recorder
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from tests.speech.audio.recordings import KEYS, put

folder = Path(sys.argv[1])
told = []
files = SegmentFiles(SegmentPlace(folder, "c1", KEYS[sys.argv[2]]))
recorder = Recorder(files, now_s=lambda: 0.0, tell=told.append)
put(recorder, 0, 16_000)
recorder.step()
size = next(folder.glob("*.seg")).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 1_001, resource.RLIM_INFINITY))
for start in (16_000, 32_000):
    put(recorder, start, 16_000)
    recorder.step()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
put(recorder, 48_000, 16_000)
recorder.step()
recorder.finish()
print(*{type(error).__name__ for error in told})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits there")
@pytest.mark.parametrize("kind", ["plain", "encrypted"])
def test_what_a_full_disk_swallows_is_a_gap_and_nothing_moves(tmp_path: Path, kind: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(tmp_path), kind],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert told == ["DiskFull"]
    reader, pcm = read(tmp_path)
    assert reader.gaps == [SoundGap(1.0, 3.0, GapCause.DISK)]
    assert reader.is_whole
    assert np.array_equal(pcm[:16_000], counted_pcm(0, 16_000))
    assert not pcm[16_000:48_000].any()
    assert np.array_equal(pcm[48_000:], counted_pcm(48_000, 16_000))


def test_a_folder_that_cannot_be_written_at_first_loses_only_that_time(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    told: list[WorkstationError] = []
    recorder = Recorder(
        SegmentFiles(SegmentPlace(folder, "c1")), now_s=lambda: 0.0, tell=told.append
    )
    put(recorder, 0, 16_000)
    recorder.step()
    folder.mkdir()
    put(recorder, 16_000, 16_000)
    recorder.step()
    recorder.finish()
    reader, pcm = read(folder)
    assert told
    assert reader.gaps == [SoundGap(0.0, 1.0, GapCause.DISK)]
    assert np.array_equal(pcm[16_000:], counted_pcm(16_000, 16_000))


def test_an_existing_recording_is_never_overwritten(tmp_path: Path) -> None:
    record(tmp_path, 1.0)
    before = parts_of(tmp_path, "c1")[0].read_bytes()
    with pytest.raises(Damaged):
        SegmentFiles(SegmentPlace(tmp_path, "c1")).begin()
    assert parts_of(tmp_path, "c1")[0].read_bytes() == before


def test_each_second_is_made_durable(tmp_path: Path) -> None:
    synced: list[int] = []
    clock = [0.0]
    files = SegmentFiles(SegmentPlace(tmp_path, "c1", sync=synced.append))
    recorder = Recorder(files, now_s=lambda: clock[0])
    for tenth in range(1, 51):
        put(recorder, (tenth - 1) * BLOCK)
        clock[0] = tenth / 10 + 1e-6
        recorder.step()
    recorder.finish()
    assert len(synced) == 5


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EROFS, DataFolderReadOnly),
        (errno.EACCES, DataFolderReadOnly),
        (errno.EIO, Damaged),
    ],
)
def test_each_refusal_of_the_system_has_its_word(number: int, expected: type) -> None:
    error = translated(OSError(number, os.strerror(number)), Path("folder") / "call.seg")
    assert isinstance(error, expected)
    assert " / " in str(error)


RECORD_UNTIL_KILLED = """
import sys, threading, time
from pathlib import Path
from speech.audio.recorder import Recorder
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from tests.speech.audio.recordings import BLOCK, KEYS, put

def write():
    while True:
        time.sleep(recorder.step())

recorder = Recorder(SegmentFiles(SegmentPlace(Path(sys.argv[1]), "c1", KEYS[sys.argv[2]])))
threading.Thread(target=write, daemon=True).start()
began_s = time.monotonic()
for count in range(1, 100_000):
    time.sleep(max(0.0, began_s + count * 0.1 - time.monotonic()))
    put(recorder, (count - 1) * BLOCK)
    print("put", count, flush=True)
"""
TRIALS = 6


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a word of POSIX")
@pytest.mark.parametrize("kind", ["plain", "encrypted"])
def test_a_kill_at_any_moment_loses_less_than_a_second(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    running = [_Killed(tmp_path / str(trial), kind) for trial in range(TRIALS)]
    for one in running:
        one.kill_after(chance.uniform(1.0, 4.0))
        reader, pcm = read(one.folder)
        put_samples = one.put * BLOCK
        assert put_samples - len(pcm) <= SAMPLE_RATE_HZ, "more than a second is gone"
        assert len(pcm) <= put_samples + BLOCK
        assert np.array_equal(pcm, counted_pcm(0, len(pcm)))
        assert not reader.is_whole
        lost_s = (put_samples - len(pcm)) / SAMPLE_RATE_HZ
        assert abs(reader.tail_s - lost_s) < 1.0, "the wall clock tells about what is gone"


class _Killed:
    """A process that records until it is killed; put: blocks that it had put by then."""

    def __init__(self, folder: Path, kind: str) -> None:
        folder.mkdir()
        self.folder, self.put = folder, 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", RECORD_UNTIL_KILLED, str(folder), kind],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def kill_after(self, seconds: float) -> None:
        assert self._process.stdout is not None
        with self._process as process:
            first = self._process.stdout.readline()
            time.sleep(seconds)  # the moment is the point: none may be better than another
            process.send_signal(signal.SIGKILL)
            told = [first, *self._process.stdout.read().split("\n")[:-1]]
        whole = [line for line in told if line.startswith("put ")]
        self.put = int(whole[-1].split()[1])

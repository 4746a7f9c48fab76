"""A long recording while other programs take all of the processor: is a sample lost?

Sound goes the way of a real call: a callback thread puts 20 ms blocks into the ring of a device
at their own time, a capture thread takes them from there into the recorder, whose worker writes
frames. At the end each sample on disk is compared with the one that was put.
"""

import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.worker import Worker
from domain.audio import SAMPLE_RATE_HZ, Role
from speech.audio.decode import read_call
from speech.audio.recorder import Recorder, int16
from speech.audio.ring import LEAST_S, BlockRing, Sound
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from speech.audio.segment_reader import SegmentReader

CALLBACK_S: Final = 0.02
TAKE_S: Final = 0.05
HOGS_PER_CORE: Final = 2
RECORDING: Final = "bench"


@dataclass(frozen=True, slots=True)
class RecorderFigures:
    """lost: samples that are not on disk; wrong: samples on disk that are not those put."""

    minutes: float
    theft_s: float
    put: int
    lost: int
    wrong: int
    gaps: int
    callback_late_s: float  # worst; the pace is absolute: what comes late is not less
    device_ring_s: float  # fullest, of LEAST_S
    recorder_ring_s: float  # fullest
    recorder_ring_of_s: float
    writer_cpu_s_per_hour: float
    megabytes_per_hour: float
    is_encrypted: bool

    def lines(self) -> tuple[str, ...]:
        kind = "加密 / encrypted" if self.is_encrypted else "不加密 / plain"
        return (
            f"录音 / recording      {self.minutes:g} min，{kind}，"
            f"其间满载抢占 / full CPU theft {self.theft_s:g} s",
            f"样本 / samples        {self.put} 进 / put，{self.lost} 丢 / lost，"
            f"{self.wrong} 错 / wrong，{self.gaps} 处缺口 / gaps",
            f"设备环 / device ring   最满 / fullest {self.device_ring_s:.2f} s of {LEAST_S:g} s",
            f"录音环 / writer ring   最满 / fullest {self.recorder_ring_s:.2f} s"
            f" of {self.recorder_ring_of_s:g} s",
            f"回调最迟 / callback    {self.callback_late_s:.3f} s late at worst",
            f"写盘线程 / writer CPU  {self.writer_cpu_s_per_hour:.1f} s/h，"
            f"{self.megabytes_per_hour:.0f} MB/h",
        )


def recorder_figures(
    folder: Path, sounds: list[Path], *, minutes: float, theft_s: float, key: bytes = b""
) -> RecorderFigures:
    """Record for so many minutes; theft_s of full load begin in the middle.

    sounds: call files played one after the other, again and again.
    """
    sound = np.concatenate([_stereo(path) for path in sounds])
    run = _Run(sound, round(minutes * 60 * SAMPLE_RATE_HZ), folder, key)
    with _theft(run.middle_s, theft_s):
        run.go()
    reader = SegmentReader(folder, RECORDING, lambda _key_id: key)
    differs = np.ones(run.total, np.bool_)  # what is not on disk at all differs too
    place, expected = 0, int16(sound)
    for pcm in reader.pcm():
        end = place + len(pcm)
        differs[place:end] = (pcm != _stretch(expected, place, len(pcm))).any(axis=1)
        place = end
    lost = run.total - place
    differs[place:] = False
    for gap in reader.gaps:
        start, end = (round(at_s * SAMPLE_RATE_HZ) for at_s in (gap.start_s, gap.end_s))
        differs[start:end] = False
        lost += end - start
    written = sum(path.stat().st_size for path in folder.glob(f"{RECORDING}.*.seg"))
    return RecorderFigures(
        minutes,
        theft_s,
        run.total,
        lost,
        int(differs.sum()),
        len(reader.gaps),
        run.late_s,
        run.device.fullest_s,
        run.recorder.ring.fullest_s,
        run.recorder.ring.seconds,
        run.writer_cpu_s / (minutes / 60),
        written / 1e6 / (minutes / 60),
        bool(key),
    )


class _Run:
    """Three threads, as in a call."""

    def __init__(self, sound: Sound, total: int, folder: Path, key: bytes) -> None:
        self.total, self._sound = total, sound
        self.device = BlockRing(LEAST_S, len(Role))
        self.recorder = Recorder(SegmentFiles(SegmentPlace(folder, RECORDING, key)))
        self.late_s = self.writer_cpu_s = 0.0
        self._all_put = threading.Event()

    @property
    def middle_s(self) -> float:
        return self.total / SAMPLE_RATE_HZ / 2

    def go(self) -> None:
        writer = Worker("recorder", self._write, _raise_dead)
        capture = threading.Thread(target=self._capture, name="capture")
        callback = threading.Thread(target=self._call_back, name="callback")
        for thread in (writer, capture, callback):
            thread.start()
        callback.join()
        capture.join()
        writer.stop(wait_s=60.0)
        self.recorder.finish()

    def _write(self) -> float:
        began_s = time.thread_time()
        rest_s = self.recorder.step()
        self.writer_cpu_s += time.thread_time() - began_s
        return rest_s

    def _call_back(self) -> None:
        step = round(CALLBACK_S * SAMPLE_RATE_HZ)
        began_s = time.monotonic()
        for start in range(0, self.total, step):
            length = min(step, self.total - start)
            due_s = began_s + (start + length) / SAMPLE_RATE_HZ
            early_s = due_s - time.monotonic()
            if early_s > 0:
                time.sleep(early_s)
            self.late_s = max(self.late_s, -early_s)
            self.device.put(_stretch(self._sound, start, length), start / SAMPLE_RATE_HZ)
        self._all_put.set()

    def _capture(self) -> None:
        while True:
            is_last = self._all_put.is_set()
            while (block := self.device.take()) is not None:
                self.recorder.put(block.samples[:, 0], block.samples[:, 1], block.at_s)
            if is_last:
                return
            time.sleep(TAKE_S)


@contextmanager
def _theft(after_s: float, for_s: float) -> Iterator[None]:
    """Keep every core busy with processes of others for a while, from after_s on."""
    context = multiprocessing.get_context("spawn")
    count = HOGS_PER_CORE * multiprocessing.cpu_count() if for_s else 0
    hogs = [context.Process(target=_hog, args=(after_s, for_s), daemon=True) for _ in range(count)]
    for hog in hogs:
        hog.start()
    try:
        yield
    finally:
        for hog in hogs:
            hog.terminate()
            hog.join()


def _hog(after_s: float, for_s: float) -> None:
    time.sleep(after_s)
    until_s = time.monotonic() + for_s
    while time.monotonic() < until_s:
        sum(range(10_000))


def _stereo(path: Path) -> Sound:
    audio = read_call(path)
    return np.stack([audio.agent.samples, audio.customer.samples], axis=1)


def _stretch(sound: np.ndarray, start: int, length: int) -> np.ndarray:
    """Return samples of a sound that is played again and again."""
    return np.take(sound, range(start, start + length), axis=0, mode="wrap")


def _raise_dead(event: object) -> None:
    raise AssertionError(f"the writer died: {event}")

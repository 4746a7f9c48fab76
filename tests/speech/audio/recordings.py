"""Recordings made for tests, and what stands in them."""

from pathlib import Path

import numpy as np

from domain.audio import SAMPLE_RATE_HZ
from speech.audio.mulaw import Pcm
from speech.audio.recorder import Recorder
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from speech.audio.segment_reader import SegmentReader

KEY = bytes(range(32))
KEYS = {"": b"", "plain": b"", "encrypted": KEY}
BLOCK = SAMPLE_RATE_HZ // 10


def find_key(key_id: str) -> bytes:
    return KEY if key_id else b""


def counted(start: int, length: int) -> np.ndarray:
    """Return samples that each tell their place: agent counts up, customer down."""
    place = (np.arange(start, start + length) % 60_000 - 30_000).astype(np.float32)
    return np.stack([place, -place], axis=1) / 32767.0


def counted_pcm(start: int, length: int) -> Pcm:
    return np.round(counted(start, length) * 32767.0).astype(np.int16)


def put(recorder: Recorder, start: int, length: int = BLOCK) -> None:
    sound = counted(start, length)
    recorder.put(sound[:, 0], sound[:, 1], start / SAMPLE_RATE_HZ)


def record(folder: Path, seconds: float, *, key: bytes = b"", recording_id: str = "c1") -> Recorder:
    """Return a finished recorder whose files hold counted() sound."""
    files = SegmentFiles(SegmentPlace(folder, recording_id, key))
    recorder = Recorder(files, now_s=lambda: 0.0)  # frames by their size, not by who is slow
    for start in range(0, round(seconds * SAMPLE_RATE_HZ), BLOCK):
        put(recorder, start)
        recorder.step()
    recorder.finish()
    return recorder


def read(folder: Path, recording_id: str = "c1") -> tuple[SegmentReader, Pcm]:
    reader = SegmentReader(folder, recording_id, find_key)
    pieces = list(reader.pcm())
    return reader, np.concatenate(pieces) if pieces else np.zeros((0, 2), np.int16)

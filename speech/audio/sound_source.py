"""The sound of a running call read back from disk, so that nobody needs to keep it in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Role, Samples
from domain.errors import Damaged
from speech.audio.recording import FRAME_BYTES, HEADER_BYTES


class SoundSource(Protocol):
    """What a recording that still grows already has on disk. Any thread."""

    def holds(self, start_s: float, end_s: float) -> bool:
        """Return whether that stretch is on disk without a gap; costs microseconds."""
        ...

    def read(self, role: Role, start_s: float, end_s: float) -> Samples:
        """Return one channel of that stretch; times count from the start of the call.

        Raises Damaged when it is not there.
        """
        ...


class RunningWav:
    """A RecordingWriter's file. is_whole: whether nothing was swallowed by a full disk so far."""

    def __init__(self, path: Path, is_whole: Callable[[], bool]) -> None:
        self._path, self._is_whole = path, is_whole

    def holds(self, start_s: float, end_s: float) -> bool:
        if start_s < 0 or not self._is_whole():
            return False
        try:
            size = self._path.stat().st_size
        except OSError:
            return False
        return HEADER_BYTES + _place(end_s) * FRAME_BYTES <= size

    def read(self, role: Role, start_s: float, end_s: float) -> Samples:
        start, end = _place(start_s), _place(end_s)
        try:
            with self._path.open("rb") as file:
                file.seek(HEADER_BYTES + start * FRAME_BYTES)
                content = file.read((end - start) * FRAME_BYTES)
        except OSError as error:
            raise _gone(self._path) from error
        if len(content) < (end - start) * FRAME_BYTES:
            raise _gone(self._path)
        stereo = np.frombuffer(content, "<i2").reshape(-1, 2)
        channel = stereo[:, 0 if role is Role.AGENT else 1]
        return channel.astype(np.float32) / np.float32(32767.0)


def _place(at_s: float) -> int:
    return round(at_s * SAMPLE_RATE_HZ)


def _gone(path: Path) -> Damaged:
    return Damaged(
        f"正在写的录音读不回来：{path.name}"
        f" / The running recording cannot be read back: {path.name}"
    )

"""The sound of a running call read back from its frames, so that nobody needs to keep it."""

from bisect import bisect_right
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Role, Samples
from domain.errors import Damaged
from speech.audio.frames import next_frame
from speech.audio.mulaw import Pcm
from speech.audio.segment_files import SegmentFiles, WrittenFrame

_FULL: Final = np.float32(32767.0)


class RunningSound:
    """Implements speech.audio.sound_source.SoundSource on the files that a recorder writes."""

    def __init__(self, files: SegmentFiles) -> None:
        self._files = files

    def holds(self, start_s: float, end_s: float) -> bool:
        start, end = _place(start_s), _place(end_s)
        if start < 0:
            return False
        for frame in self._from(start):
            if frame.place > start:
                return False  # a gap
            if frame.end >= end:
                return True
            start = frame.end
        return False

    def read(self, role: Role, start_s: float, end_s: float) -> Samples:
        start, end = _place(start_s), _place(end_s)
        if not self.holds(start_s, end_s):
            raise self._gone()
        pieces = []
        for frame in self._from(start):
            if frame.place >= end:
                break
            pieces.append(self._pcm(frame)[max(0, start - frame.place) : end - frame.place])
        channel = np.concatenate(pieces)[:, 0 if role is Role.AGENT else 1]
        return channel.astype(np.float32) / _FULL

    def _from(self, place: int) -> list[WrittenFrame]:
        written = self._files.written
        first = bisect_right(written, place, key=lambda frame: frame.place)
        return written[max(0, first - 1) :]

    def _pcm(self, frame: WrittenFrame) -> Pcm:
        try:
            with frame.path.open("rb") as file:
                file.seek(frame.offset)
                found = next_frame(file, frame.cipher)
        except OSError as error:
            raise self._gone() from error
        if found is None:
            raise self._gone()
        return found.pcm

    def _gone(self) -> Damaged:
        return Damaged("正在写的录音读不回来 / The running recording cannot be read back here")


def _place(at_s: float) -> int:
    return round(at_s * SAMPLE_RATE_HZ)

"""What the files of a running call hold: its sound in order, its gaps, how it ended."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from domain.audio import SAMPLE_RATE_HZ
from domain.calls import GapCause, SoundGap
from speech.audio.frames import (
    END_OF_FILE,
    END_OF_RECORDING,
    Cause,
    Frame,
    frames_of,
    parts_of,
    read_header,
)
from speech.audio.mulaw import Pcm

FindKey: TypeAlias = Callable[[str], bytes]  # key id ("" = none) -> key; raises KeyMissing
_CAUSES: Final = {
    Cause.NONE: GapCause.SOURCE,
    Cause.SOURCE: GapCause.SOURCE,
    Cause.OVERFLOW: GapCause.OVERFLOW,
    Cause.DISK: GapCause.DISK,
}
_SILENCE: Final[Pcm] = np.zeros((SAMPLE_RATE_HZ, 2), np.int16)


class SegmentReader:
    """Reads the files of one recording once; the attributes are known after pcm() has run."""

    def __init__(self, folder: Path, recording_id: str, find_key: FindKey) -> None:
        self._parts = parts_of(folder, recording_id)
        self._id, self._find_key = recording_id, find_key
        self.end = 0  # place after the last sample
        self.frames = 0
        self.gaps: list[SoundGap] = []
        self.is_whole = False  # it was ended by its recorder, not by a kill
        self.cut_bytes = 0  # behind the last frame that opened
        self.tail_s = 0.0  # lived on after its last frame, by the wall clock
        self._alive_ms = self._written_ms = 0

    def pcm(self, *, until: int = 0) -> Iterator[Pcm]:
        """Yield the sound as (n, 2) of at most a second, silence in its gaps.

        until: the place where the call is known to have ended; what lacks is a gap.

        Raises KeyMissing, OSError.
        """
        flags = END_OF_FILE
        for number, path in enumerate(self._parts):
            if flags != END_OF_FILE:  # the file before was never ended: this one is not its next
                self.cut_bytes += path.stat().st_size
                continue
            flags = 0
            for frame in self._frames(path, number):
                yield from self._filled(frame.place, frame.cause)
                yield frame.pcm
                self.end, flags = frame.end, frame.flags
        self.is_whole = bool(flags & END_OF_RECORDING)
        if not self.is_whole:
            self.tail_s = max(0, self._alive_ms - self._written_ms) / 1000
        yield from self._filled(until, Cause.DISK)

    def _frames(self, path: Path, number: int) -> Iterator[Frame]:
        """Yield the frames of one file up to the first that is not in its place."""
        good = 0
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            self._alive_ms = about.st_mtime_ns // 1_000_000
            header = read_header(file)
            if header is not None and (header.recording_id, header.part) == (self._id, number):
                good, self._written_ms = file.tell(), header.started_at_ms
                for frame in frames_of(file, header.cipher(self._find_key(header.key_id))):
                    if frame.place < self.end:
                        break
                    good, self._written_ms = file.tell(), frame.wall_ms
                    self.frames += 1
                    yield frame
            self.cut_bytes += about.st_size - good

    def _filled(self, place: int, cause: Cause) -> Iterator[Pcm]:
        if place <= self.end:
            return
        gap = SoundGap(self.end / SAMPLE_RATE_HZ, place / SAMPLE_RATE_HZ, _CAUSES[cause])
        self.gaps.append(gap)
        while self.end < place:
            silence = _SILENCE[: place - self.end]
            yield silence
            self.end += len(silence)

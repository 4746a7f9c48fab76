"""The files of a running call: frames appended, made durable, a new file every four hours."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ
from speech.audio.cipher import FileCipher, key_id, new_salt
from speech.audio.frames import (
    END_OF_FILE,
    END_OF_RECORDING,
    Cause,
    Codec,
    Frame,
    Header,
    packed,
    part_path,
)
from speech.audio.mulaw import Pcm
from speech.audio.writing import synced_folder, translated, write_all

ROTATE_S: Final = 4 * 3600.0
NOTHING: Final[Pcm] = np.zeros((0, 2), np.int16)


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """Where the frames go. key b"" leaves them readable by anyone."""

    folder: Path
    recording_id: str
    key: bytes = b""
    rotate_s: float = ROTATE_S
    sync: Callable[[int], None] = os.fsync


@dataclass(frozen=True, slots=True)
class WrittenFrame:
    """Where the samples from place to end can be read back."""

    place: int
    end: int
    path: Path
    offset: int
    cipher: FileCipher


class SegmentFiles:
    """Not thread-safe: one thread appends.

    What a full disk refuses stays a gap: its place is left empty and the next frame stands
    where it belongs. The file is cut back to its last whole frame first.
    """

    def __init__(self, place: SegmentPlace) -> None:
        self._place = place
        self._descriptor: int | None = None
        self._cipher = FileCipher(b"", b"", b"")
        self._path = part_path(place.folder, place.recording_id, 0)
        self._part = 0
        self._number = 0  # of the next frame in this file
        self._tries = 0  # writes of this file that the disk refused
        self._size = 0  # bytes up to the end of the last whole frame
        self._file_from = 0  # place of the first sample of this file
        self.frames = 0  # in all files
        self.written: list[WrittenFrame] = []  # grows at its end only: any thread may read it
        self.end = 0  # place after the last sample that was written

    def begin(self) -> None:
        """Make the file, so that even a call that ends at once leaves one. Raises as append()."""
        try:
            self._take(*self._opened(self._part), 0)
        except OSError as error:
            raise translated(error, self._path) from error

    def append(self, place: int, pcm: Pcm, *, codec: Codec, cause: Cause) -> None:
        """Write one frame; it survives kill -9 from here on.

        Raises DiskFull, DataFolderReadOnly, Damaged. The next call tries again.
        """
        try:
            if self._descriptor is None:
                self._take(*self._opened(self._part), place)
            elif place - self._file_from >= self._place.rotate_s * SAMPLE_RATE_HZ:
                self._rotate(place)
            self._write(Frame(0, place, pcm, _wall_ms(), cause, codec))
        except OSError as error:
            raise translated(error, self._path) from error

    def sync(self) -> None:
        """Make what was written survive a power cut. Raises as append()."""
        if self._descriptor is None:
            return
        try:
            self._place.sync(self._descriptor)
        except OSError as error:
            raise translated(error, self._path) from error

    def show_life(self) -> None:
        """Let the file's time say until when the recorder lived: a recovery reads its gap there.

        Raises as append().
        """
        if self._descriptor is None:
            return
        try:
            os.utime(self._path)
        except OSError as error:
            raise translated(error, self._path) from error

    def close(self, end: int, cause: Cause) -> None:
        """Write the last, empty frame, whose place is the end of the call. Raises as append()."""
        if self._descriptor is None:
            return
        flags = END_OF_FILE | END_OF_RECORDING
        try:
            self._write(Frame(0, max(end, self.end), NOTHING, _wall_ms(), cause, flags=flags))
            os.fsync(self._descriptor)
        except OSError as error:
            raise translated(error, self._path) from error
        finally:
            os.close(self._descriptor)
            self._descriptor = None

    def _rotate(self, place: int) -> None:
        """Begin the next file, and only then end the last."""
        descriptor, header, path = self._opened(self._part + 1)
        old = self._descriptor
        assert old is not None
        try:
            self._write(Frame(0, self.end, NOTHING, _wall_ms(), flags=END_OF_FILE))
            os.fsync(old)
        except OSError:
            os.close(descriptor)
            path.unlink()
            raise
        os.close(old)
        self._part += 1
        self._take(descriptor, header, path, place)

    def _take(self, descriptor: int, header: Header, path: Path, place: int) -> None:
        self._descriptor, self._path = descriptor, path
        self._cipher = header.cipher(self._place.key)
        self._number, self._tries, self._file_from = 0, 0, place
        self._size = len(header.packed())

    def _opened(self, part: int) -> tuple[int, Header, Path]:
        place = self._place
        path = part_path(place.folder, place.recording_id, part)
        salt = new_salt().hex() if place.key else ""
        now_s = time.monotonic()
        header = Header(place.recording_id, part, _wall_ms(), now_s, key_id(place.key), salt)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o600)
        try:
            write_all(descriptor, header.packed())
            os.fsync(descriptor)
            synced_folder(place.folder)
        except OSError:
            os.close(descriptor)
            path.unlink()  # without its header it says nothing, and its name must be free again
            raise
        return descriptor, header, path

    def _write(self, frame: Frame) -> None:
        assert self._descriptor is not None
        content = packed(replace(frame, number=self._number, tries=self._tries), self._cipher)
        os.lseek(self._descriptor, self._size, os.SEEK_SET)  # the cut below may have failed too
        try:
            write_all(self._descriptor, content)
        except OSError:
            self._tries += 1  # these bytes may be on the disk: their nonce is used up
            os.ftruncate(self._descriptor, self._size)  # half a frame would hide what follows it
            raise
        offset, self._size = self._size, self._size + len(content)
        self._number += 1
        self.frames += 1
        self.end = frame.end
        if len(frame.pcm):
            kept = WrittenFrame(frame.place, frame.end, self._path, offset, self._cipher)
            self.written.append(kept)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000

"""The recording of a running call: on disk before anything clever happens.

A stereo 16-bit WAV whose header says "unknown length" (0xFFFFFFFF, the
streaming convention) until it is closed, so that PyAV and libsndfile can read
it after a crash at any moment.
"""

import errno
import os
from pathlib import Path
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.errors import Damaged, DataFolderReadOnly, DiskFull, WorkstationError

HEADER_BYTES: Final = 44
FRAME_BYTES: Final = 4  # two channels of 16 bits
_UNKNOWN: Final = 0xFFFFFFFF
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


class RecordingWriter:
    """Append both channels; each appended block survives kill -9, each second a power cut.

    Not thread-safe: the capture thread owns it. A block's place in the file is
    its place in the call, so what a full disk swallows stays a silent gap and
    nothing moves.

    Raises DataFolderReadOnly, DiskFull. After either, append may be called
    again: it goes on when there is room.
    """

    def __init__(self, path: Path, *, sync_every_s: float = 1.0) -> None:
        self._path = path
        self._sync_every = round(sync_every_s * SAMPLE_RATE_HZ)
        self._frames = 0
        self._synced = 0
        self.missing_s = 0.0  # sound that could not be written
        try:
            self._file = path.open("xb", buffering=0)
        except OSError as error:
            raise translated(error, path) from error
        try:
            _write(self._file.fileno(), header(_UNKNOWN))
            os.fsync(self._file.fileno())
            _sync_folder(path.parent)
        except OSError as error:
            self._file.close()
            raise translated(error, path) from error

    @property
    def duration_s(self) -> float:
        return self._frames / SAMPLE_RATE_HZ

    def append(self, agent: Samples, customer: Samples) -> None:
        """Write the next stretch; a shorter channel is filled up with silence."""
        length = max(len(agent), len(customer))
        pcm = np.zeros((length, 2), np.float32)
        pcm[: len(agent), 0] = agent
        pcm[: len(customer), 1] = customer
        place = HEADER_BYTES + self._frames * FRAME_BYTES
        self._frames += length
        try:
            self._file.seek(place)
            _write(self._file.fileno(), _int16(pcm))
            if self._frames - self._synced >= self._sync_every:
                os.fsync(self._file.fileno())
                self._synced = self._frames
        except OSError as error:
            self.missing_s += length / SAMPLE_RATE_HZ
            raise translated(error, self._path) from error

    def close(self) -> None:
        """Write the true length; a second call does nothing."""
        if self._file.closed:
            return
        try:
            with self._file as file:
                _repair_header(file.fileno())
        except OSError as error:
            raise translated(error, self._path) from error


def recover(path: Path) -> float:
    """Make a recording that was never closed whole again; return its seconds.

    Cuts half a frame at the end and writes the true length. Harmless on a
    closed one.

    Raises Damaged when this is not a recording of ours.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            found = file.read(HEADER_BYTES)
            ours = header(0)
            # The two length fields are what a crash leaves open; the rest must be ours.
            if found[8:40] != ours[8:40][: len(found[8:40])] or found[:4] != ours[: len(found[:4])]:
                raise Damaged(
                    f"录音文件不是本机写的：{path.name} / Not a recording of ours: {path.name}"
                )
            if len(found) < HEADER_BYTES:
                file.seek(0)
                _write(file.fileno(), header(0))
            return _repair_header(file.fileno())
    except OSError as error:
        raise translated(error, path) from error


def header(data_bytes: int) -> bytes:
    """Return the 44 bytes of a RIFF WAVE header: PCM, stereo, 16 bits, our rate."""
    riff = _UNKNOWN if data_bytes == _UNKNOWN else data_bytes + HEADER_BYTES - 8
    words = (b"RIFF", riff, b"WAVE", b"fmt ", 16)
    rate = SAMPLE_RATE_HZ
    shape = b"".join(
        value.to_bytes(size, "little")
        for value, size in ((1, 2), (2, 2), (rate, 4), (rate * FRAME_BYTES, 4), (4, 2), (16, 2))
    )
    start = b"".join(w if isinstance(w, bytes) else w.to_bytes(4, "little") for w in words)
    return start + shape + b"data" + data_bytes.to_bytes(4, "little")


def translated(error: OSError, path: Path) -> WorkstationError:
    """Return what a failed write means to the user."""
    if error.errno in _FULL:
        return DiskFull(
            f"磁盘已满，录音写不下：{path.parent}，请清理空间"
            f" / Disk full, the recording cannot be written: {path.parent}; free some space"
        )
    if error.errno in _READ_ONLY:
        return DataFolderReadOnly(
            f"数据文件夹不可写：{path.parent}，请检查权限"
            f" / The data folder cannot be written: {path.parent}; check its permissions"
        )
    return Damaged(f"录音读写出错：{path.name}（{error}） / Recording failed: {path.name}: {error}")


def _repair_header(descriptor: int) -> float:
    frames = max(0, os.fstat(descriptor).st_size - HEADER_BYTES) // FRAME_BYTES
    os.ftruncate(descriptor, HEADER_BYTES + frames * FRAME_BYTES)
    os.lseek(descriptor, 0, os.SEEK_SET)
    _write(descriptor, header(frames * FRAME_BYTES))
    os.fsync(descriptor)
    return frames / SAMPLE_RATE_HZ


def _int16(pcm: Samples) -> bytes:
    return np.round(np.clip(pcm, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def _write(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; Windows does that by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

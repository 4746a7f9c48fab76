"""Recordings on disk, named by their SHA-256, taken whole or piece by piece."""

import errno
import hashlib
import os
import threading
from pathlib import Path
from typing import Final

from domain.errors import DiskFull
from sync import wire

MAGIC: Final = {b"fLaC": "audio/flac", b"RIFF": "audio/wav", b"OggS": "audio/ogg"}
READ_BYTES: Final = 1 << 20


class BlobInvalid(ValueError):
    """code: not_audio, hash_differs, too_large, wrong_offset."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BlobStore:
    """A folder; names come from us, never from a client's path. Safe from any thread."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def offset(self, sha256: str) -> int:
        """Return how many bytes have arrived."""
        path = self.path(sha256) if self.has(sha256) else self._part(sha256)
        return path.stat().st_size if path.exists() else 0

    def append(self, sha256: str, offset: int, piece: bytes) -> int:
        """Add the next piece, on disk when this returns; return the new offset.

        Raises BlobInvalid when it is not the next one, DiskFull.
        """
        with self._lock:
            if offset != self.offset(sha256):
                raise BlobInvalid("wrong_offset")
            if offset + len(piece) > self._max_bytes:
                raise BlobInvalid("too_large")
            if offset == 0:
                media_of(piece)
            part = self._part(sha256)
            part.parent.mkdir(exist_ok=True)
            _write(part, offset, piece)
            return offset + len(piece)

    def finish(self, sha256: str) -> str:
        """Hash the whole, give it its name, and return its media type.

        Raises BlobInvalid when it is something else; what had arrived is then dropped.
        """
        with self._lock:
            if self.has(sha256):
                return media_of(_head(self.path(sha256)))
            part = self._part(sha256)
            if _sha256(part) != sha256:
                part.unlink()
                raise BlobInvalid("hash_differs")
            media = media_of(_head(part))
            os.replace(part, self.path(sha256))
            return media

    def _part(self, sha256: str) -> Path:
        return self.path(sha256).with_suffix(".part")


def media_of(head: bytes) -> str:
    """Raises BlobInvalid when it does not begin like one of the formats that we take."""
    media = MAGIC.get(head[:4])
    if media is None:
        raise BlobInvalid("not_audio")
    return media


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _write(part: Path, offset: int, piece: bytes) -> None:
    try:
        with part.open("r+b" if part.exists() else "wb") as file:
            file.seek(offset)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("中心磁盘已满 / central's disk is full") from error
        raise


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()


assert wire.BLOB_PIECE_BYTES <= wire.MAX_BLOB_PUT_BYTES

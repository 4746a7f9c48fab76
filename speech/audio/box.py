"""A file locked into a box: closed pieces of 64 KiB that can be read from any place.

    "LTBOX\\r\\n\\x1a" | header: key, salt, size | closed piece | closed piece | …

The header is bound to each piece and says the size: a piece that lacks at the end is missed.
"""

import io
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Final

from typing_extensions import Buffer, override

from speech.audio.cipher import TAG_BYTES, FileCipher, PieceBroken, key_id, new_salt
from speech.audio.file_header import packed_header, read_told
from speech.audio.segment_reader import FindKey

MAGIC: Final = b"LTBOX\r\n\x1a"
PIECE_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    size: int
    key_id: str
    salt: str  # hex

    def packed(self) -> bytes:
        return packed_header(MAGIC, asdict(self))

    def cipher(self, key: bytes) -> FileCipher:
        return FileCipher(key, bytes.fromhex(self.salt), self.packed())


def lock(content: BinaryIO, path: Path, key: bytes) -> None:
    """Write all of content as a box to path; it is on disk when this returns. Raises OSError."""
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    label = _Label(path.name.removesuffix(".part"), size, key_id(key), new_salt().hex())
    cipher = label.cipher(key)
    with path.open("wb") as file:
        file.write(label.packed())
        for number, piece in enumerate(iter(lambda: content.read(PIECE_BYTES), b"")):
            file.write(cipher.close(number, b"", piece))
        file.flush()
        os.fsync(file.fileno())


def is_box(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unlock(path: Path, find_key: FindKey) -> BinaryIO:
    """Return what is in the box as a file to read and seek in, opened piece by piece.

    Raises KeyMissing, OSError; reading raises OSError where a piece does not open.
    """
    file = path.open("rb")
    told = read_told(file, MAGIC)
    if told is None:
        file.close()
        raise OSError(f"{path.name} is not a box")
    label = _Label(**told)
    try:
        cipher = label.cipher(find_key(label.key_id))
    except BaseException:
        file.close()
        raise
    return io.BufferedReader(_Unlocked(file, label, cipher), PIECE_BYTES)


class _Unlocked(io.RawIOBase):
    def __init__(self, file: BinaryIO, label: _Label, cipher: FileCipher) -> None:
        self._file, self._label, self._cipher = file, label, cipher
        self._first = file.tell()
        self._at = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._label.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    @override
    def tell(self) -> int:
        return self._at

    @override
    def readinto(self, target: Buffer) -> int:
        if self._at >= self._label.size:
            return 0
        number, skip = divmod(self._at, PIECE_BYTES)
        self._file.seek(self._first + number * (PIECE_BYTES + TAG_BYTES))
        length = min(PIECE_BYTES, self._label.size - number * PIECE_BYTES)
        try:
            piece = self._cipher.open(number, b"", self._file.read(length + TAG_BYTES))
        except PieceBroken as error:
            raise OSError(f"{self._label.name}: piece {number} was changed") from error
        view = memoryview(target)
        part = piece[skip : skip + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    @override
    def close(self) -> None:
        self._file.close()
        super().close()

"""The start of a file of ours: a mark, a JSON object that says what follows, a checksum."""

import json
import zlib
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

_LENGTH_BYTES: Final = 4
MOST_BYTES: Final = 1 << 16


def packed_header(magic: bytes, told: Mapping[str, object]) -> bytes:
    words = json.dumps(told, ensure_ascii=False).encode()
    body = len(words).to_bytes(_LENGTH_BYTES, "little") + words
    return magic + body + _checksum(body)


def read_told(file: BinaryIO, magic: bytes) -> dict[str, Any] | None:
    """Return what the header says and leave the file after it; None when it is not whole."""
    start = file.read(len(magic) + _LENGTH_BYTES)
    if len(start) < len(magic) + _LENGTH_BYTES or not start.startswith(magic):
        return None
    size = start[len(magic) :]
    length = int.from_bytes(size, "little")
    if length > MOST_BYTES:
        return None
    rest = file.read(length + _LENGTH_BYTES)
    words, checksum = rest[:-_LENGTH_BYTES], rest[-_LENGTH_BYTES:]
    if checksum != _checksum(size + words):
        return None
    told: dict[str, Any] = json.loads(words)
    return told


def _checksum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_LENGTH_BYTES, "little")

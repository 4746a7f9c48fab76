"""Pieces of a file closed against change, and against eyes where there is a key.

With a key: AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015).
Each file has a key of its own, derived from the desk's key with a random salt, so that no two
pieces ever share key and nonce. Number, kind and the file's header are told to the tag: a piece
that was changed, moved, left out or taken from another file does not open.
Without a key a CRC-32 finds what a crash or a disk broke; it stops no one who means it.
"""

import hashlib
import secrets
import zlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
TAG_BYTES: Final = 16
CRC_BYTES: Final = 4
_PREFIX_BYTES: Final = 4  # of the nonce; the other 8 count the pieces
_PURPOSE: Final = b"lingtai recording file 1"


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def key_id(key: bytes) -> str:
    """Return the name of a key, which tells nothing of it; "" for no key."""
    return hashlib.sha256(b"lingtai key id" + key).hexdigest()[:16] if key else ""


class PieceBroken(Exception):
    """A piece is not what was closed under this number, kind and header."""


class FileCipher:
    """Closes and opens the pieces of one file. key b"": a checksum only.

    header: the bytes that name the file; they are bound to each piece.
    """

    def __init__(self, key: bytes, salt: bytes, header: bytes) -> None:
        self._header = hashlib.sha256(header).digest()
        self._prefix = salt[:_PREFIX_BYTES]
        self._aead: AESGCM | None = None
        if key:
            derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=_PURPOSE)
            self._aead = AESGCM(derived.derive(key))

    @property
    def extra_bytes(self) -> int:
        """How much longer a closed piece is."""
        return CRC_BYTES if self._aead is None else TAG_BYTES

    def close(self, number: int, told: bytes, content: bytes) -> bytes:
        """Return the closed piece. A number is used once per file; told is bound, not hidden."""
        if self._aead is None:
            return content + _crc(self._header, told, content)
        return self._aead.encrypt(self._nonce(number), content, self._header + told)

    def open(self, number: int, told: bytes, closed: bytes) -> bytes:
        """Return what was closed. Raises PieceBroken."""
        if self._aead is None:
            content = closed[:-CRC_BYTES]
            if len(closed) < CRC_BYTES or closed[-CRC_BYTES:] != _crc(self._header, told, content):
                raise PieceBroken
            return content
        try:
            return self._aead.decrypt(self._nonce(number), closed, self._header + told)
        except InvalidTag as error:
            raise PieceBroken from error

    def _nonce(self, number: int) -> bytes:
        return self._prefix + number.to_bytes(8, "big")


def _crc(*parts: bytes) -> bytes:
    value = 0
    for part in parts:
        value = zlib.crc32(part, value)
    return value.to_bytes(CRC_BYTES, "little")

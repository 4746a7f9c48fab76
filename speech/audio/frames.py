"""The file of a running call: a header, then frames of half a second, each closed by itself.

    "LTSEG\\r\\n\\x1a" | length of header (4) | header (JSON) | CRC-32 (4)
    head (39 bytes) | closed sound      head: length, number, try, flags, codec, cause, place,
    head            | closed sound            samples, wall clock; little-endian
    …

Place and samples count 16 kHz from the start of the call. A frame whose place is past the end
of the one before tells of a gap, and its cause says why. Reading stops at the first frame that
does not open: what was cut off, turned over, moved or put in from elsewhere is not sound.
"""

import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ
from speech.audio.cipher import SALT_BYTES, FileCipher, PieceBroken
from speech.audio.file_header import packed_header, read_told
from speech.audio.mulaw import Pcm, narrowed, widened

MAGIC: Final = b"LTSEG\r\n\x1a"
VERSION: Final = 1
HEAD: Final = struct.Struct("<IQIBBBQIQ")
MOST_BYTES: Final = 1 << 22  # of one frame: more is not a frame of ours
_TRY_BITS: Final = 40  # of the counter below a frame's try: room for 17,000 years of frames
END_OF_FILE: Final = 1
END_OF_RECORDING: Final = 2


class Codec(IntEnum):
    PCM16 = 0  # 16 kHz
    MULAW = 1  # 8 kHz


class Cause(IntEnum):
    """Why sound is missing before a frame."""

    NONE = 0
    OVERFLOW = 1  # the disk was slower than the call for longer than the ring holds
    DISK = 2  # the disk was full or refused
    SOURCE = 3  # the sound did not come


@dataclass(frozen=True, slots=True)
class Header:
    recording_id: str
    part: int  # 0, then 1 after a rotation
    started_at_ms: int  # UTC, of this file
    started_s: float  # the machine's monotonic clock
    key_id: str = ""
    salt: str = ""  # hex
    rate_hz: int = SAMPLE_RATE_HZ
    channels: int = 2
    version: int = VERSION

    def packed(self) -> bytes:
        return packed_header(MAGIC, asdict(self))

    def cipher(self, key: bytes) -> FileCipher:
        return FileCipher(key, bytes.fromhex(self.salt) or bytes(SALT_BYTES), self.packed())


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """place: of its first sample in the call. pcm may be empty: it ends a file or marks a gap.

    tries counts the writes of this file that the disk refused: a frame that follows one has its
    number and must not have its nonce.
    """

    number: int
    place: int
    pcm: Pcm
    wall_ms: int
    cause: Cause = Cause.NONE
    codec: Codec = Codec.PCM16
    flags: int = 0
    tries: int = 0

    @property
    def counter(self) -> int:
        return self.tries << _TRY_BITS | self.number

    @property
    def end(self) -> int:
        return self.place + len(self.pcm)


def packed(frame: Frame, cipher: FileCipher) -> bytes:
    """Return the bytes of a frame as they stand in the file."""
    content = narrowed(frame.pcm) if frame.codec is Codec.MULAW else _bytes(frame.pcm)
    head = HEAD.pack(
        len(content) + cipher.extra_bytes,
        frame.number,
        frame.tries,
        frame.flags,
        frame.codec,
        frame.cause,
        frame.place,
        len(frame.pcm),
        frame.wall_ms,
    )
    return head + cipher.close(frame.counter, head, content)


def read_header(file: BinaryIO) -> Header | None:
    """Return the header, and leave the file after it; None when it is not whole or not ours."""
    told = read_told(file, MAGIC)
    return None if told is None or told["version"] != VERSION else Header(**told)


def frames_of(file: BinaryIO, cipher: FileCipher) -> Iterator[Frame]:
    """Yield the frames after the header until the end or the first that does not open."""
    number, place = 0, 0
    while (frame := next_frame(file, cipher)) is not None:
        if frame.number != number or frame.place < place:
            return
        yield frame
        if frame.flags:
            return
        number, place = number + 1, frame.end


def next_frame(file: BinaryIO, cipher: FileCipher) -> Frame | None:
    """Return the frame where the file stands; None at its end or when it does not open."""
    head = file.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    length, number, tries, flags, codec, cause, place, samples, wall_ms = HEAD.unpack(head)
    if length > MOST_BYTES or number >> _TRY_BITS or tries >> (64 - _TRY_BITS):
        return None  # no counter of ours: a bit of the head was turned
    try:
        content = cipher.open(tries << _TRY_BITS | number, head, file.read(length))
    except PieceBroken:
        return None
    pcm = _pcm(content, Codec(codec), samples)
    return Frame(number, place, pcm, wall_ms, Cause(cause), Codec(codec), flags, tries)


def parts_of(folder: Path, recording_id: str) -> list[Path]:
    """Return the files of one recording in the order in which they were written."""
    return sorted(folder.glob(f"{recording_id}.[0-9][0-9][0-9].seg"))


def part_path(folder: Path, recording_id: str, part: int) -> Path:
    return folder / f"{recording_id}.{part:03}.seg"


def _bytes(pcm: Pcm) -> bytes:
    return pcm.astype("<i2", copy=False).tobytes()


def _pcm(content: bytes, codec: Codec, samples: int) -> Pcm:
    if codec is Codec.MULAW:
        return widened(content, samples)
    return np.frombuffer(content, "<i2").reshape(-1, 2)

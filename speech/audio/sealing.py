"""A finished recording made small and provable: encoded, decoded back, compared, hashed."""

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError

from domain.audio import SAMPLE_RATE_HZ
from domain.errors import Damaged
from speech.audio.box import lock, unlock
from speech.audio.mulaw import Pcm
from speech.audio.writing import synced_folder, translated

BOX_SUFFIX: Final = ".box"
OPUS_BITS_PER_S: Final = 24_000  # both channels together
_OPUS_RATE_HZ: Final = 48_000  # Opus decodes to this whatever went in
_STEP: Final = 4 * SAMPLE_RATE_HZ


class SoundFormat(StrEnum):
    """FLAC keeps each sample, for evidence; Opus a tenth of the bytes, for an archive."""

    FLAC = "flac"
    OPUS = "opus"


_MARKS: Final = {SoundFormat.FLAC: b"fLaC", SoundFormat.OPUS: b"OggS"}
_SUFFIXES: Final = {SoundFormat.FLAC: ".flac", SoundFormat.OPUS: ".ogg"}


@dataclass(frozen=True, slots=True)
class Seal:
    """How recordings are sealed. With a key the file lies in a box (speech.audio.box)."""

    sound_format: SoundFormat = SoundFormat.FLAC
    key: bytes = b""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """sha256 and size_bytes are of the sound itself, as it is sent, in a box or not."""

    path: Path
    samples: int
    sha256: str
    size_bytes: int


@dataclass(slots=True)
class _Tally:
    samples: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, pcm: Pcm) -> None:
        self.samples += len(pcm)
        self.digest.update(pcm.astype("<i2", copy=False).tobytes())


def seal(sound: Iterable[Pcm], folder: Path, name: str, how: Seal) -> SealedFile:
    """Write the sound as folder/name.flac or .ogg, or as a box of it; return what was proved.

    Takes about 1 s per 5 minutes of sound; in a box also its encoded size in memory. Safe to
    call again after a crash in the middle: the name appears when all is proved.

    Raises Damaged when the file does not decode to what went in, DiskFull, DataFolderReadOnly.
    """
    pieces = _steps(sound)
    first = next(pieces, None)
    # Opus has no file without sound; an empty FLAC is one.
    kind = SoundFormat.FLAC if first is None else how.sound_format
    target = folder / f"{name}{_SUFFIXES[kind]}{BOX_SUFFIX if how.key else ''}"
    part = target.with_name(target.name + ".part")
    try:
        with io.BytesIO() if how.key else part.open("w+b") as file:
            tally = _encode([first] if first is not None else [], pieces, file, kind)
            _prove(tally, file, kind, target)
            sha256, size = _sha256(file), file.tell()
            if how.key:
                lock(file, part, how.key)
            else:
                file.flush()
                os.fsync(file.fileno())
        if how.key:
            _prove_box(part, how.key, sha256, target)
        part.replace(target)
        synced_folder(folder)
    except OSError as error:
        raise translated(error, target) from error
    finally:
        with suppress(OSError):
            part.unlink()  # there only when it failed: a full disk wants its room back
    return SealedFile(target, tally.samples, sha256, size)


def sealed_path(folder: Path, name: str) -> Path | None:
    """Return the sealed file of a recording, whatever its kind; None when there is none."""
    for suffix in _SUFFIXES.values():
        for box in ("", BOX_SUFFIX):
            path = folder / f"{name}{suffix}{box}"
            if path.exists():
                return path
    return None


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def described(file: BinaryIO, path: Path) -> SealedFile:
    """Return what a sealed file holds. file: its sound, out of its box.

    Raises Damaged when it is no sound, OSError.
    """
    sha256, size = _sha256(file), file.tell()
    kind = SoundFormat.OPUS if ".ogg" in path.suffixes else SoundFormat.FLAC
    file.seek(0)
    if file.read(4) != _MARKS[kind]:  # FFmpeg takes anything named so for a FLAC without sound
        raise _differs(path)
    try:
        return SealedFile(path, _decoded(file, kind).samples, sha256, size)
    except FFmpegError as error:
        raise _differs(path) from error


def _encode(head: Iterable[Pcm], rest: Iterable[Pcm], file: BinaryIO, kind: SoundFormat) -> _Tally:
    """Write the encoded sound; return what went in."""
    tally = _Tally()
    with _stream(file, kind) as (container, stream):
        for pieces in (head, rest):
            for pcm in pieces:
                frame = AudioFrame.from_ndarray(
                    np.ascontiguousarray(pcm).reshape(1, -1), format="s16", layout="stereo"
                )
                frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, tally.samples
                container.mux(stream.encode(frame))
                tally.add(pcm)
        container.mux(stream.encode(None))
    return tally


@contextmanager
def _stream(file: BinaryIO, kind: SoundFormat) -> Iterator[tuple[OutputContainer, AudioStream]]:
    if kind is SoundFormat.FLAC:
        with av.open(file, "w", format="flac") as container:
            yield container, container.add_stream("flac", rate=SAMPLE_RATE_HZ, layout="stereo")
        return
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE_HZ, layout="stereo")
        stream.bit_rate = OPUS_BITS_PER_S
        stream.codec_context.options = {"application": "voip"}
        yield container, stream


def _prove(tally: _Tally, file: BinaryIO, kind: SoundFormat, target: Path) -> None:
    """Decode back: FLAC to the same samples, Opus to as many."""
    try:
        found = _decoded(file, kind)
    except FFmpegError as error:
        raise _differs(target) from error
    is_same = kind is SoundFormat.OPUS or found.digest.digest() == tally.digest.digest()
    if found.samples != tally.samples or not is_same:
        raise _differs(target)


def _prove_box(part: Path, key: bytes, sha256: str, target: Path) -> None:
    try:
        with unlock(part, lambda _key_id: key) as inside:
            is_same = _sha256(inside) == sha256
    except OSError as error:
        raise _differs(target) from error
    if not is_same:
        raise _differs(target)


def _decoded(file: BinaryIO, kind: SoundFormat) -> _Tally:
    """Return what the file decodes to, counted in 16 kHz samples."""
    tally = _Tally()
    file.seek(0)
    with av.open(file, "r", format="flac" if kind is SoundFormat.FLAC else "ogg") as container:
        if kind is SoundFormat.FLAC:
            for frame in container.decode(audio=0):
                tally.add(frame.to_ndarray().reshape(-1, 2).astype(np.int16, copy=False))
            return tally
        samples = sum(frame.samples for frame in container.decode(audio=0))
    tally.samples = samples * SAMPLE_RATE_HZ // _OPUS_RATE_HZ
    return tally


def _steps(sound: Iterable[Pcm]) -> Iterator[Pcm]:
    """Join short pieces: an encoder call for each half second would cost more than the coding."""
    held: list[Pcm] = []
    length = 0
    for pcm in sound:
        if len(pcm):
            held.append(pcm)
            length += len(pcm)
        if length >= _STEP:
            yield np.concatenate(held)
            held, length = [], 0
    if held:
        yield np.concatenate(held)


def _sha256(file: BinaryIO) -> str:
    """Hash from the start; the file then stands at its end."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def _differs(target: Path) -> Damaged:
    return Damaged(
        f"录音封存校验不一致，原件已保留：{target.name}"
        f" / The sealed recording differs, the original is kept: {target.name}"
    )

"""A finished recording made small and provable: FLAC, checked sample by sample, hashed."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.error import FFmpegError

from domain.audio import SAMPLE_RATE_HZ
from domain.calls import Recording
from domain.errors import Damaged
from speech.audio.recording import FRAME_BYTES, HEADER_BYTES, recover, translated

_STEP_BYTES: Final = 4 * SAMPLE_RATE_HZ * FRAME_BYTES  # 4 s


def seal(wav: Path, flac: Path, *, call_id: str, has_gap: bool = False) -> Recording:
    """Return the recording as a FLAC file; the WAV is removed once the FLAC is proved equal.

    Takes about 1 s per 5 minutes of sound. Safe to call again after a crash in
    the middle: the WAV goes last.

    Raises Damaged when the FLAC does not decode to the same samples (the WAV is
    kept), DiskFull, DataFolderReadOnly.
    """
    if not wav.exists() and flac.exists():
        return _described(flac, call_id, has_gap=has_gap)
    recover(wav)
    part = flac.with_name(flac.name + ".part")
    try:
        written = _encode(wav, part)
        if written != _digest_of_sound(part):
            raise Damaged(
                f"录音封存校验不一致，原件已保留：{wav.name}"
                f" / The sealed recording differs, the original is kept: {wav.name}"
            )
        part.replace(flac)
        recording = _described(flac, call_id, has_gap=has_gap)
        wav.unlink()
    except OSError as error:
        raise translated(error, flac) from error
    return recording


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _described(flac: Path, call_id: str, *, has_gap: bool) -> Recording:
    with flac.open("rb") as file, av.open(file, "r", format="flac") as container:
        length = container.streams.audio[0].duration or 0
    return Recording(call_id, str(flac), length / SAMPLE_RATE_HZ, sha256_of(flac), has_gap)


def _encode(wav: Path, flac: Path) -> str:
    """Write the FLAC file and return the digest of the sound that went in."""
    digest = hashlib.sha256()
    with flac.open("w+b") as file:
        with av.open(file, "w", format="flac") as container:
            stream = container.add_stream("flac", rate=SAMPLE_RATE_HZ, layout="stereo")
            for pcm in _pcm(wav):
                digest.update(pcm)
                interleaved = np.frombuffer(pcm, "<i2").reshape(1, -1)
                frame = AudioFrame.from_ndarray(interleaved, format="s16", layout="stereo")
                frame.sample_rate = SAMPLE_RATE_HZ
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _pcm(wav: Path) -> Iterator[bytes]:
    with wav.open("rb") as file:
        file.seek(HEADER_BYTES)
        while pcm := file.read(_STEP_BYTES):
            yield pcm


def _digest_of_sound(flac: Path) -> str:
    digest = hashlib.sha256()
    try:
        with flac.open("rb") as file, av.open(file, "r", format="flac") as container:
            for frame in container.decode(audio=0):
                digest.update(frame.to_ndarray().astype("<i2", copy=False).tobytes())
    except FFmpegError:
        return "unreadable"
    return digest.hexdigest()

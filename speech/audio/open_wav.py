"""A call as version 1 of this program recorded it: a WAV without an end, left by a kill."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ
from speech.audio.mulaw import Pcm

_HEADER_BYTES: Final = 44  # its lengths are not to be trusted: they say "unknown"
_FRAME_BYTES: Final = 4  # two channels of 16 bits


def open_wav(folder: Path, recording_id: str) -> Path:
    return folder / f"{recording_id}.wav"


def pcm_of(path: Path) -> Iterator[Pcm]:
    """Yield the sound in seconds, up to its last whole sample. Raises OSError."""
    with path.open("rb") as file:
        file.seek(_HEADER_BYTES)
        while piece := file.read(SAMPLE_RATE_HZ * _FRAME_BYTES):
            whole = len(piece) // _FRAME_BYTES * _FRAME_BYTES
            yield np.frombuffer(piece[:whole], "<i2").reshape(-1, 2)

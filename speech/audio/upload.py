"""Sound that came over the network: any common container in, one channel of ours out."""

from collections.abc import Iterator
from typing import BinaryIO, Final, cast

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.errors import AudioFileUnreadable

# Containers of sound only: a play list must not make us open other files or addresses.
_CONTAINERS: Final = "wav,w64,flac,mp3,ogg,mov,matroska,aac,amr,aiff,au,caf"


def read_sound(file: BinaryIO, *, max_s: float) -> Samples:
    """Decode and mix down to one channel, at 16 kHz; what follows max_s is never decoded.

    Raises AudioFileUnreadable, also for sound longer than max_s.
    """
    length, parts = 0, []
    try:
        for part in _parts(file):
            length += len(part)
            if length > max_s * SAMPLE_RATE_HZ:
                raise AudioFileUnreadable(
                    f"声音超过 {max_s:g} 秒 / the sound is longer than {max_s:g} s"
                )
            parts.append(part)
    except (FFmpegError, OSError) as error:
        if not length:
            raise AudioFileUnreadable(
                "没有能解码的声音 / there is no sound that can be decoded"
            ) from error
    if not length:
        raise AudioFileUnreadable("里面没有声音 / there is no sound in it")
    return np.concatenate(parts)


def _parts(file: BinaryIO) -> Iterator[Samples]:
    with av.open(file, "r", options={"format_whitelist": _CONTAINERS}) as container:
        if not container.streams.audio:
            return
        stream = container.streams.audio[0]
        resampler = AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE_HZ)
        for frame in container.decode(stream):
            for ours in resampler.resample(frame):
                yield _clean(cast(Samples, ours.to_ndarray()[0]))
        for ours in resampler.resample(None):
            yield _clean(cast(Samples, ours.to_ndarray()[0]))


def _clean(part: Samples) -> Samples:
    # A float file may hold anything; everything after this line may trust -1 to 1.
    return np.clip(np.nan_to_num(part), -1.0, 1.0).astype(np.float32, copy=False)

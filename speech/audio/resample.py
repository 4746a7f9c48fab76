"""Sound of any rate made ours, 16 kHz, at a ratio that may be nudged while it runs."""

from typing import Final

import numpy as np
from soxr import ResampleStream

from domain.audio import SAMPLE_RATE_HZ, Samples

QUALITY: Final = "HQ"
SLEW_S: Final = 0.1  # a change of ratio is spread over this, so that it makes no click
_HEADROOM: Final = 1.01  # soxr is told the largest ratio beforehand


class Resampler:
    """Streaming and band-limited (libsoxr); nothing is cut and nothing doubled between blocks."""

    def __init__(self, rate_hz: int, channels: int = 1) -> None:
        self._rate_hz, self._channels = rate_hz, channels
        self._stream = ResampleStream(
            rate_hz * _HEADROOM, SAMPLE_RATE_HZ, channels, dtype="float32", quality=QUALITY, vr=True
        )
        self._ppm = 0.0
        self._stream.set_io_ratio(rate_hz, SAMPLE_RATE_HZ)
        self.made = 0.0  # samples that all the input so far is worth, those still inside included

    def steer(self, ppm: float) -> None:
        """From now on make less sound of the same input, by so many parts in a million."""
        if ppm != self._ppm:
            slew = round(self._rate_hz * SLEW_S)
            self._stream.set_io_ratio(self._rate_hz * (1 + ppm / 1e6), SAMPLE_RATE_HZ, slew)
            self._ppm = ppm

    def push(self, sound: Samples) -> Samples:
        """Return what is ready, shape (m, channels), of (n, channels); m may be 0."""
        self.made += len(sound) * SAMPLE_RATE_HZ / (self._rate_hz * (1 + self._ppm / 1e6))
        return self._clipped(self._stream.resample_chunk(np.ascontiguousarray(sound)))

    def flush(self) -> Samples:
        """Return the last samples that were still inside; nothing may be pushed after it."""
        nothing = np.zeros((0, self._channels), np.float32)
        return self._clipped(self._stream.resample_chunk(nothing, last=True))

    @staticmethod
    def _clipped(sound: Samples) -> Samples:
        return np.clip(sound, -1.0, 1.0, out=sound)

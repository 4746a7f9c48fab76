"""The promise of a voice detector, whoever makes it."""

from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from domain.audio import SAMPLE_RATE_HZ, Samples

FRAME_SAMPLES: Final = 512
FRAME_S: Final = FRAME_SAMPLES / SAMPLE_RATE_HZ  # 32 ms
Chances: TypeAlias = NDArray[np.float32]  # shape (frames,), 0 to 1


class SpeechDetector(Protocol):
    """Tells how likely each frame of one channel holds speech; remembers what it heard before."""

    def chances(self, samples: Samples) -> Chances:
        """Return one chance per frame; the samples must be whole frames.

        In pieces or at once: the result is the same. Not thread-safe: one per channel.
        """
        ...

    def reset(self) -> None:
        """Forget the past: a new call begins."""
        ...

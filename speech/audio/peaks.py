"""The waveform of a recording, small enough to draw."""

import numpy as np
from numpy.typing import NDArray

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.review import Peaks
from speech.audio.decode import CallAudio


def peaks_of(audio: CallAudio, *, steps: int = 1600) -> Peaks:
    """Return lowest and highest sample of each of `steps` equal stretches (fewer if too short)."""
    length = len(audio.customer.samples)
    steps = max(1, min(steps, length))
    return Peaks(
        step_s=length / steps / SAMPLE_RATE_HZ,
        agent=_extremes(audio.agent.samples, steps),
        customer=_extremes(audio.customer.samples, steps),
    )


def _extremes(samples: Samples, steps: int) -> NDArray[np.float32]:
    if not len(samples):
        return np.zeros((steps, 2), np.float32)
    starts = np.linspace(0, len(samples), steps, endpoint=False).astype(np.int64)
    low = np.minimum.reduceat(samples, starts)
    high = np.maximum.reduceat(samples, starts)
    return np.stack([low, high], axis=1).astype(np.float32, copy=False)

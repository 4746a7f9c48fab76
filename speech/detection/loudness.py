"""A detector that only measures loudness: for clean lines, and where no network can run."""

import numpy as np

from domain.audio import Samples
from speech.detection.detector import FRAME_SAMPLES, Chances


class Loudness:
    """Half chance at threshold_dbfs, near 0 or 1 at 6 dB below or above."""

    def __init__(self, threshold_dbfs: float = -40.0) -> None:
        self._threshold_dbfs = threshold_dbfs

    def reset(self) -> None:
        """Nothing to forget."""

    def chances(self, samples: Samples) -> Chances:
        frames = samples.reshape(-1, FRAME_SAMPLES)
        power = np.mean(np.square(frames, dtype=np.float64), axis=1)
        level_db = 10 * np.log10(np.maximum(power, 1e-10))
        chances = 1 / (1 + np.exp(self._threshold_dbfs - level_db))
        return np.asarray(chances, np.float32)

"""Loudness of a block, for the level meters."""

import math
from typing import Final

import numpy as np

from domain.audio import Samples

SILENCE_DBFS: Final = -100.0


def level_dbfs(samples: Samples) -> float:
    """Return the root mean square below full scale; SILENCE_DBFS for digital silence."""
    if not len(samples):
        return SILENCE_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else SILENCE_DBFS

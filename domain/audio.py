"""AudioBlock and our one sample format: float32, mono, 16 kHz."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ: Final = 16_000
Samples: TypeAlias = NDArray[np.float32]  # shape (n,), -1 to 1


class Role(StrEnum):
    """Who speaks. In a stereo recording left is the agent, right the customer, always."""

    AGENT = "agent"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """A stretch of one channel.

    start_s counts from the start of the call, not of the day.
    """

    role: Role
    start_s: float
    samples: Samples

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.samples) / SAMPLE_RATE_HZ

    def after(self, from_s: float) -> "AudioBlock":
        """Return what lies at from_s or later; from_s lies within the block."""
        first = round((from_s - self.start_s) * SAMPLE_RATE_HZ)
        return AudioBlock(self.role, self.start_s + first / SAMPLE_RATE_HZ, self.samples[first:])

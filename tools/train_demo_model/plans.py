"""How long each part of the training runs, and how fast it learns."""

import math
from dataclasses import dataclass
from typing import Final, Literal

Part = Literal["encoder", "decoder", "joint"]


@dataclass(frozen=True, slots=True)
class Plan:
    """steps may be changed on resuming: the schedule follows step / steps."""

    part: Part
    steps: int
    frames: int  # of sound in one step of one process, 10 ms each
    sentences: int  # of text alone in one step of one process
    peak_rate: float
    flat_share: float  # of the steps before the rate falls; 1: it does not
    early_share: float = 0.0  # of the steps whose text is mostly loose words
    warm_up_steps: int = 150
    seed: int = 2026
    save_every: int = 100

    def rate_at(self, step: int) -> float:
        progress = min(1.0, step / self.steps)
        warm = min(1.0, (step + 1) / self.warm_up_steps)
        if progress < self.flat_share:
            return self.peak_rate * warm
        fall = (progress - self.flat_share) / (1 - self.flat_share)
        return self.peak_rate * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * fall)))

    def sound_progress(self, step: int) -> float:
        """Return how far the training on sound is, both parts together."""
        share = min(1.0, step / self.steps)
        return (
            _JOINT_BEGINS * share if self.part == "encoder" else share + _JOINT_BEGINS * (1 - share)
        )


_JOINT_BEGINS: Final = 0.4
# The first two run at the same time, one on each core; then the joint part on both.
ENCODER: Final = Plan("encoder", 6_500, 4_200, 0, peak_rate=2e-3, flat_share=1.0)
DECODER: Final = Plan("decoder", 2_600, 0, 128, peak_rate=2e-3, flat_share=1.0, early_share=0.77)
JOINT: Final = Plan("joint", 3_800, 4_200, 24, peak_rate=1.5e-3, flat_share=0.25)

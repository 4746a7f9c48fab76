"""What the encoder shall say of each moment of sound, and what the decoder reads from text.

A moment has a fixed vector: its syllable (onset and rime), tone, place in the syllable, the
syllable before, and time. The syllable before lets the decoder find its place: what follows the
character that it wrote last. The encoder learns to hit these vectors, the decoder learns to write
from them; so both can be trained apart and then fit together, and text without any sound can
train the decoder.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PHASES: Final = 4  # silence, beginning, middle, end of a syllable
_SEED: Final = 77
_TONE_SHARE: Final = 0.7
_PHASE_SHARE: Final = 0.5
_EARLIER_SHARE: Final = 0.7
_ONSET: Final = re.compile(r"[^aeiouyAE@&wj]*")


@dataclass(frozen=True, slots=True)
class Moments:
    """Index arrays of one shape; 0 is silence in each."""

    syllables: Tensor
    tones: Tensor
    phases: Tensor
    earlier: Tensor  # the syllable before


class Codebook(nn.Module):  # type: ignore[misc, unused-ignore]
    """syllables are espeak's names; index 0 is silence."""

    def __init__(self, syllables: Sequence[str], tones: int, positions: Tensor) -> None:
        super().__init__()
        width = positions.shape[1]
        generator = torch.Generator().manual_seed(_SEED)

        def draw(count: int) -> Tensor:
            return torch.randn(count, width, generator=generator)

        onsets = [_onset(name) for name in syllables]
        rimes = [name[len(onset) :] for name, onset in zip(syllables, onsets, strict=True)]
        table = draw(len(set(onsets)))[_numbers(onsets)] + draw(len(set(rimes)))[_numbers(rimes)]
        self.register_buffer("syllables", table * 2**-0.5)
        turned = table[:, torch.randperm(width, generator=generator)]
        self.register_buffer("earlier", turned * 2**-0.5 * _EARLIER_SHARE)
        self.register_buffer("tones", draw(tones) * _TONE_SHARE)
        self.register_buffer("phases", draw(PHASES) * _PHASE_SHARE)
        # One row more than the window: the padding has no time.
        self.register_buffer("positions", torch.cat([positions, torch.zeros(1, width)]))

    def forward(self, moments: Moments, times: Tensor) -> Tensor:
        """Return the vectors of moments at times, in positions of 20 ms."""
        code = self.syllables[moments.syllables] + self.earlier[moments.earlier]
        code = code + self.tones[moments.tones] + self.phases[moments.phases]
        return code + self.positions[times]


def normal(code: Tensor) -> Tensor:
    return F.layer_norm(code, code.shape[-1:])


def _onset(name: str) -> str:
    found = _ONSET.match(name)
    return found[0] if found else ""


def _numbers(names: list[str]) -> list[int]:
    order = {name: index for index, name in enumerate(sorted(set(names)))}
    return [order[name] for name in names]

"""How much work a model is: to guess its speed here from one that was measured here."""

from dataclasses import dataclass
from typing import Final

_FRAMES: Final = 1500
_TOKENS: Final = 20  # of an utterance of five seconds
_BEAM: Final = 5
_WINDOW_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Shape:
    width: int
    encoder_layers: int
    decoder_layers: int
    window_s: float = _WINDOW_S


def work(shape: Shape) -> float:
    """Return about how many multiplications (10^9) one utterance of five seconds costs.

    Of a layer: 12·width² for each frame, and frames² · width · 2 for what looks from each frame
    at each. A model with a window shorter than 30 s is given no more than the utterance.
    """
    frames = _FRAMES if shape.window_s >= _WINDOW_S else _FRAMES * (5.5 / _WINDOW_S)
    encoder = shape.encoder_layers * (12 * shape.width**2 * frames + 2 * shape.width * frames**2)
    decoder = (
        shape.decoder_layers * _TOKENS * _BEAM * (14 * shape.width**2 + 2 * shape.width * frames)
    )
    return (encoder + decoder) / 1e9


def estimated(speed: float, measured: Shape, other: Shape) -> float:
    """Return a guess of the speed of another model on the same machine.

    Never compared with real weights (docs/decisions/0012): it only tells minutes from hours, and
    gives way to a measurement as soon as there is one.
    """
    return speed * work(other) / work(measured)

"""The promise of a speech recogniser, whoever makes it, and what it heard."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Samples
from domain.calls import Word

# Of engines that tell no chance of their words: neither doubted (speech.truth) nor trusted.
UNKNOWN_CONFIDENCE: Final = 0.5
_SHORTEST_S: Final = 0.1  # OpenAI refuses less, and sherpa-onnx makes no frame of it
_QUIET: Final = 1e-4  # −80 dBFS


@dataclass(frozen=True, slots=True)
class Heard:
    """What one utterance says. text is "" when nothing was said.

    The words' texts join to `text`; their times count from the start of the call.
    """

    text: str
    words: tuple[Word, ...] = ()  # finals only
    confidence: float = 0.0  # mean word probability, 0 to 1
    avg_logprob: float = 0.0  # per token
    no_speech: float = 0.0  # the engine's chance that nobody spoke, 0 to 1
    compression: float = 1.0  # text bytes ÷ deflated bytes; loops are above 2.4
    decode_s: float = 0.0  # time the engine took
    engine: str = ""


class Recognizer(Protocol):
    """Not thread-safe: the process of app.transcriber owns the only live instance."""

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        """Return the words of one utterance of at most 30 s.

        Partials (not final) are decoded quicker and carry no words.
        Costs one 30 s window of the engine, however short the utterance.

        Raises, where the engine is not in this process: RecognizerDown, it is away and the
        utterance can be heard later; Refused, it will never take this utterance; ModelMissing.
        """
        ...

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        """Return one Heard per clip, in order; times count from the start of each clip."""
        ...

    @property
    def window_s(self) -> float:
        """The longest clip that the engine understands in one go."""
        ...


def says_nothing(samples: Samples) -> bool:
    """Return whether no engine needs to be asked: too short for a word, or digital silence."""
    return len(samples) < _SHORTEST_S * SAMPLE_RATE_HZ or float(np.abs(samples).max()) < _QUIET


def compression_of(text: str) -> float:
    """Return Heard.compression, for engines that do not tell it."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 1.0

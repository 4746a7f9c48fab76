"""Several short utterances in one window of the engine, and their words sorted out again.

Whisper's cost is one window, however little is said in it, so a 2 s answer
costs as much as a 10 s one. Only utterances of one speaker share a window: a
word given to the wrong utterance then never changes its speaker.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.calls import Word
from speech.recognition.recognizer import Heard
from speech.utterance import Utterance

GAP_S: Final = 0.4  # silence between two utterances, so that no word hangs over the edge


@dataclass(frozen=True, slots=True)
class Pack:
    """Utterances of one speaker and where each begins in the window, in seconds."""

    utterances: tuple[Utterance, ...]
    begins_s: tuple[float, ...]

    @property
    def samples(self) -> Samples:
        gap = np.zeros(round(GAP_S * SAMPLE_RATE_HZ), np.float32)
        parts = [part for one in self.utterances for part in (gap, one.audio.samples)]
        return np.concatenate(parts[1:])

    def sort_out(self, heard: Heard) -> tuple[Heard, ...]:
        """Return what each utterance says, with times counted from the start of the call."""
        edges = [begin - GAP_S / 2 for begin in self.begins_s[1:]]
        said: list[list[Word]] = [[] for _ in self.utterances]
        for word in heard.words:
            said[bisect_right(edges, (word.start_s + word.end_s) / 2)].append(word)
        return tuple(
            _share(heard, words, one.audio.start_s - begin, one.audio.end_s)
            for words, one, begin in zip(said, self.utterances, self.begins_s, strict=True)
        )


def pack(utterances: Iterable[Utterance], window_s: float) -> Iterator[Pack]:
    """Yield packs in order, each filled up to window_s; an utterance longer than that goes alone.

    All utterances must be of one speaker.
    """
    together: list[Utterance] = []
    begins: list[float] = []
    length_s = 0.0
    for one in utterances:
        one_s = len(one.audio.samples) / SAMPLE_RATE_HZ
        if together and length_s + GAP_S + one_s > window_s:
            yield Pack(tuple(together), tuple(begins))
            together, begins, length_s = [], [], 0.0
        begin = length_s + GAP_S if together else 0.0
        together.append(one)
        begins.append(begin)
        length_s = begin + one_s
    if together:
        yield Pack(tuple(together), tuple(begins))


def _share(heard: Heard, words: list[Word], offset_s: float, end_s: float) -> Heard:
    moved = tuple(
        Word(
            word.text,
            round(word.start_s + offset_s, 3),
            round(min(word.end_s + offset_s, end_s), 3),
            word.confidence,
        )
        for word in words
    )
    return replace(
        heard,
        text="".join(word.text for word in moved),
        words=moved,
        confidence=float(np.mean([word.confidence for word in moved])) if moved else 0.0,
    )

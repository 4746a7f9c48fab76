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

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Samples
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
    def block(self) -> AudioBlock:
        """The window as one block: of their speaker, from the start of the first."""
        first = self.utterances[0].audio
        return AudioBlock(first.role, first.start_s, self.samples)

    @property
    def samples(self) -> Samples:
        gap = np.zeros(round(GAP_S * SAMPLE_RATE_HZ), np.float32)
        parts = [part for one in self.utterances for part in (gap, one.audio.samples)]
        return np.concatenate(parts[1:])

    def sort_out(self, heard: Heard) -> tuple[Heard, ...]:
        """Return what each utterance says, with times counted from the start of the call.

        heard: with times from the start of the window.
        """
        if len(self.utterances) == 1:
            one = self.utterances[0].audio
            moved = _share(heard, list(heard.words), one.start_s, one.end_s)
            return (replace(moved, text=heard.text, confidence=heard.confidence),)
        edges = [begin - GAP_S / 2 for begin in self.begins_s[1:]]
        said: list[list[Word]] = [[] for _ in self.utterances]
        for word in heard.words:
            said[bisect_right(edges, (word.start_s + word.end_s) / 2)].append(word)
        return tuple(
            _share(heard, words, one.audio.start_s - begin, one.audio.end_s)
            for words, one, begin in zip(said, self.utterances, self.begins_s, strict=True)
        )


class Packer:
    """Fills packs in order up to window_s; an utterance longer than that goes alone.

    All utterances must be of one speaker. The last pack comes with flush().
    """

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._together: list[Utterance] = []
        self._begins: list[float] = []
        self._length_s = 0.0

    def add(self, one: Utterance) -> Iterator[Pack]:
        """Yield the pack that has no room for this utterance, if so."""
        one_s = len(one.audio.samples) / SAMPLE_RATE_HZ
        if self._together and self._length_s + GAP_S + one_s > self._window_s:
            yield from self.flush()
        begin = self._length_s + GAP_S if self._together else 0.0
        self._together.append(one)
        self._begins.append(begin)
        self._length_s = begin + one_s
        if self._length_s >= self._window_s:
            yield from self.flush()

    def flush(self) -> Iterator[Pack]:
        if self._together:
            done = Pack(tuple(self._together), tuple(self._begins))
            self._together, self._begins, self._length_s = [], [], 0.0
            yield done


def pack(utterances: Iterable[Utterance], window_s: float) -> Iterator[Pack]:
    """Yield all utterances of one speaker in packs, in order."""
    packer = Packer(window_s)
    for one in utterances:
        yield from packer.add(one)
    yield from packer.flush()


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

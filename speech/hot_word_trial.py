"""What hot words gain: how many are found, and how many innocent sentences are harmed."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from domain.calls import Word
from speech.accuracy import Accuracy, compare, total
from speech.common_words import ranks
from speech.hot_words import HotWords
from speech.sounds_alike import Sound, is_han, sounds

_FRAMES: Final = (
    "我家的{}好像有问题",
    "请问{}多少钱",
    "师傅说{}要换新的",
    "你们管不管{}啊",
    "上次就是{}坏了",
    "{}还在保修期内吗",
)
_COMMON: Final = 8_000  # words whose characters a recogniser would write
_SURE: Final = 0.9
_STEP_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and what a recogniser made of it."""

    right: str
    heard: tuple[Word, ...]

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.heard)


@dataclass(frozen=True, slots=True)
class Trial:
    """One way of listening: hot words said and found, and the characters of all sentences."""

    way: str
    said: int
    found: int
    accuracy: Accuracy

    @property
    def recall(self) -> float:
        return self.found / self.said if self.said else 0.0


def judged(way: str, pairs: Iterable[tuple[str, str]], terms: Sequence[str]) -> Trial:
    """pairs: what was said, what was heard. A term counts once per sentence that holds it."""
    told = tuple(pairs)
    said = [(term, heard) for right, heard in told for term in terms if term in right]
    found = sum(term in heard for term, heard in said)
    return Trial(way, len(said), found, total(compare(*pair) for pair in told))


def simulated(terms: Iterable[str], *, confidence: float, seed: int = 1) -> tuple[Said, ...]:
    """Return a sentence per term, heard right but for the term.

    The term is heard as a common word of its sound where there is one (every other time), else
    as common characters of the same blurred sound, with this confidence.
    """
    dice = random.Random(seed)
    found = []
    for place, term in enumerate(terms):
        if all(is_han(char) for char in term):
            frame = _FRAMES[place % len(_FRAMES)]
            before, after = frame.split("{}")
            heard = (
                *_words(before, _SURE, 0),
                *_words(_misheard(term, dice), confidence, len(before)),
                *_words(after, _SURE, len(before) + len(term)),
            )
            found.append(Said(frame.format(term), heard))
    return tuple(found)


def harmed(sentences: Iterable[str], hot_words: HotWords, *, confidence: float) -> tuple[str, ...]:
    """Return the sentences, heard right with this confidence, that the hot words change."""
    return tuple(
        text
        for text in sentences
        if text != "".join(one.text for one in hot_words.put_right(_words(text, confidence, 0)))
    )


def _words(text: str, confidence: float, place: int) -> tuple[Word, ...]:
    return tuple(
        Word(char, at * _STEP_S, (at + 1) * _STEP_S, confidence)
        for at, char in enumerate(text, place)
    )


def _misheard(term: str, dice: random.Random) -> str:
    heard = tuple(min(sounds(char)) for char in term)
    alike = [word for word in _words_by_sound().get(heard, ()) if word != term]
    if alike and dice.random() < 0.5:
        return dice.choice(alike)
    return "".join(
        dice.choice([other for other in _characters()[sound] if other != char] or [char])
        for char, sound in zip(term, heard, strict=True)
    )


@cache
def _words_by_sound() -> Mapping[tuple[Sound, ...], list[str]]:
    table: dict[tuple[Sound, ...], list[str]] = defaultdict(list)
    for word in list(ranks())[:_COMMON]:
        table[tuple(min(sounds(char)) for char in word)].append(word)
    return table


@cache
def _characters() -> Mapping[Sound, list[str]]:
    table: dict[Sound, list[str]] = defaultdict(list)
    for char in sorted({char for word in list(ranks())[:_COMMON] for char in word}):
        for sound in sounds(char):
            table[sound].append(char)
    return table

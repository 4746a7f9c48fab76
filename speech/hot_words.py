"""Hot words: what a site's calls are full of and recognisers miss; put right by their sound."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.calls import Word
from speech.common_words import cuts, is_particle, ranks
from speech.sounds_alike import Sound, blurred, is_han, sounds, spelled, syllables
from speech.understanding.lexicon import lexicon

PROMPT_TOKENS: Final = 220  # half of Whisper's 448, less the marks of the prompt
_TOKENS_PER_HAN: Final = 2
_BETWEEN: Final = re.compile(r"[\s,，、;；|]+")


@dataclass(frozen=True, slots=True)
class HotWordSettings:
    """Confidences are means over the characters in question, 0 to 1 (decision 0008)."""

    unsure: float = 0.6  # below: also a common word may be wrong
    doubtful: float = 0.4  # below: also one syllable may be wrong, in one of its halves
    near_from: int = 3  # syllables that a word needs for that


@dataclass(frozen=True, slots=True)
class Term:
    text: str
    syllables: tuple[str, ...]
    sounds: tuple[Sound, ...]


def known_terms(site: str = "") -> tuple[str, ...]:
    """Return the site's own words (as the settings hold them), then ours; no word twice."""
    ours = lexicon("hot_words")
    parts = (_BETWEEN.split(site), ours["brands"], ours["parts"], ours["terms"])
    return tuple(dict.fromkeys(word for part in parts for word in part if word))


def prompt(terms: Iterable[str], max_tokens: int = PROMPT_TOKENS) -> str:
    """Return the first terms as one line for the engine's `hotwords`, within its room.

    A Han character counts as two tokens: Whisper's vocabulary needs one for most, three for
    few. What is longer the engine would cut in the middle of a word.
    """
    taken: list[str] = []
    room = max_tokens
    for term in terms:
        room -= sum(_TOKENS_PER_HAN if is_han(char) else 1 for char in term) + 1
        if room < 0:
            break
        taken.append(term)
    return " ".join(taken)


class HotWords:
    """Finds hot words that were heard as something of the same sound. Thread-safe: read only."""

    def __init__(self, terms: Iterable[str], settings: HotWordSettings | None = None) -> None:
        self._settings = settings or HotWordSettings()
        self._texts = frozenset(terms)
        self._starts: dict[Sound, list[tuple[Term, int]]] = defaultdict(list)
        for text in self._texts:
            if len(text) < 2 or not all(is_han(char) for char in text):
                continue  # digits and letters are never changed
            read = spelled(text)
            term = Term(text, read, tuple(blurred(one) for one in read))
            for offset in range(2):
                self._starts[term.sounds[offset]].append((term, offset))

    def put_right(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return the words with hot words in place of what sounds like them.

        What is replaced becomes one word with its whole time, its mean confidence, and the
        engine's own characters in `heard`. About 0.1 ms for 30 characters.
        """
        reading = _Reading(
            text="".join(word.text for word in words),
            sure=tuple(word.confidence for word in words for _ in word.text),
        )
        found = self._found(reading)
        return tuple(_with(words, found)) if found else words

    def _found(self, reading: "_Reading") -> list["_Found"]:
        chosen: list[_Found] = []
        for found in sorted(self._candidates(reading), key=lambda one: (-one.length, one.start)):
            is_free = all(found.end <= one.start or one.end <= found.start for one in chosen)
            if is_free and self._may_replace(reading, found):
                chosen.append(found)
        return sorted(chosen, key=lambda one: one.start)

    def _candidates(self, reading: "_Reading") -> set["_Found"]:
        return {
            _Found(place - offset, term)
            for place, readings in enumerate(reading.heard)
            for sound in readings
            for term, offset in self._starts.get(sound, ())
            if 0 <= place - offset <= len(reading.text) - len(term.text)
        }

    def _may_replace(self, reading: "_Reading", found: "_Found") -> bool:
        """Weigh the engine's confidence against how likely its own words are."""
        limits, text = self._settings, reading.text[found.start : found.end]
        wrong = reading.wrong_syllables(found)
        if wrong > 1 or text in self._texts or not all(is_han(char) for char in text):
            return False
        sure = reading.confidence(found)
        if wrong and (found.length < limits.near_from or sure >= limits.doubtful):
            return False
        if reading.breaks_a_word(found):
            return found.length >= limits.near_from and sure < limits.doubtful
        if text in ranks():
            is_exact = reading.has_exact_sound(found)
            return sure < (limits.unsure if is_exact else limits.doubtful)
        if reading.holds_a_word(found) and not reading.has_exact_sound(found):
            return sure < limits.doubtful
        if found.length == 2 and sure >= limits.doubtful:
            has_particle = any(is_particle(char) for char in text)
            return not has_particle and reading.has_exact_sound(found)
        return True


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    term: Term

    @property
    def length(self) -> int:
        return len(self.term.text)

    @property
    def end(self) -> int:
        return self.start + len(self.term.text)


@dataclass(frozen=True)
class _Reading:
    """The engine's characters, and how sure it was of each."""

    text: str
    sure: tuple[float, ...]

    @cached_property
    def heard(self) -> tuple[frozenset[Sound], ...]:
        return tuple(sounds(char) for char in self.text)

    @cached_property
    def _cuts(self) -> frozenset[int]:
        return frozenset(cuts(self.text))

    def confidence(self, found: _Found) -> float:
        return sum(self.sure[found.start : found.end]) / found.length

    def wrong_syllables(self, found: _Found) -> int:
        """Return how many differ in one half; one that differs in both counts as all."""
        wrong = 0
        for heard, wanted in zip(self.heard[found.start :], found.term.sounds, strict=False):
            if wanted not in heard:
                is_near = any(one[0] == wanted[0] or one[1] == wanted[1] for one in heard)
                wrong += 1 if is_near else found.length
        return wrong

    def has_exact_sound(self, found: _Found) -> bool:
        pairs = zip(self.text[found.start :], found.term.syllables, strict=False)
        return all(wanted in syllables(char) for char, wanted in pairs)

    def breaks_a_word(self, found: _Found) -> bool:
        """Return whether a word of the likeliest reading sticks out on either side."""
        return not {found.start, found.end} <= self._cuts

    def holds_a_word(self, found: _Found) -> bool:
        """Return whether some of the characters are a word of the likeliest reading."""
        return any(place not in self._cuts for place in range(found.start + 1, found.end))


def _with(words: tuple[Word, ...], found: list[_Found]) -> Iterator[Word]:
    """Yield the words with the terms in place."""
    waiting = deque(found)
    run: list[Word] = []
    place = 0
    for word in _taken_apart(words, found):
        if waiting and waiting[0].start <= place:
            run.append(word)
        else:
            yield word
        place += len(word.text)
        if waiting and place == waiting[0].end:
            yield _term_of(waiting.popleft().term, run)
            run = []


def _taken_apart(words: tuple[Word, ...], found: list[_Found]) -> Iterator[Word]:
    """Yield words as they are, but one by one the characters of words that a term touches.

    Characters share the time of their word equally.
    """
    place = 0
    for word in words:
        end = place + len(word.text)
        if any(one.start < end and place < one.end for one in found):
            step_s = (word.end_s - word.start_s) / len(word.text)
            for at, char in enumerate(word.text):
                start_s = word.start_s + at * step_s
                yield Word(char, start_s, start_s + step_s, word.confidence)
        else:
            yield word
        place = end


def _term_of(term: Term, run: list[Word]) -> Word:
    return Word(
        text=term.text,
        start_s=run[0].start_s,
        end_s=run[-1].end_s,
        confidence=sum(word.confidence for word in run) / len(run),
        heard="".join(word.text for word in run),
    )

"""Words without punctuation, so that a rule does not hang on a comma the recogniser left out."""

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.homophones import by_sound


@dataclass(frozen=True, slots=True)
class Plain:
    """Letters, Han characters and digits of a text, upper case; offsets lead back to the text."""

    text: str
    offsets: tuple[int, ...]  # one per character: its place in the text as it was heard

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open stretch of the heard text behind text[start:end]."""
        if start >= end:
            return (0, 0)
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=4096)
def plain(text: str) -> Plain:
    kept = [place for place, char in enumerate(text) if _is_kept(text, place, char)]
    letters = "".join(_folded(text[place]) for place in kept)
    return Plain(letters, tuple(kept))


def _is_kept(text: str, place: int, char: str) -> bool:
    if char.isalnum():
        return True
    return char == "." and text[:place][-1:].isdigit() and text[place + 1 :][:1].isdigit()


def _folded(char: str) -> str:
    """Return one character: full-width forms become ASCII, letters upper case."""
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    upper = char.upper()
    return upper if len(upper) == 1 else char


@dataclass(frozen=True, slots=True)
class Hit:
    """A half-open stretch of a text as it was heard, and its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """Regular expressions over plain text: no punctuation, no spaces, Latin letters upper case."""

    sources: tuple[str, ...]

    def hits(self, text: str, *, is_by_sound: bool = False) -> tuple[Hit, ...]:
        """Return every stretch that matches, from left to right, without overlaps.

        is_by_sound: words that only sound alike match too. It may clear an agent of having
        left something out; it is no evidence that something was said.
        """
        if not self.sources:
            return ()
        words = plain(text)
        heard = by_sound(words.text) if is_by_sound else words.text
        found = _compiled(self.sources, is_by_sound).finditer(heard)
        spans = (words.span(match.start(), match.end()) for match in found)
        return tuple(Hit(start, end, text[start:end]) for start, end in spans if end > start)

    def are_in(self, text: str) -> bool:
        return bool(self.hits(text))


@lru_cache(maxsize=512)
def _compiled(sources: tuple[str, ...], is_by_sound: bool) -> re.Pattern[str]:
    pattern = "|".join(f"(?:{source})" for source in sources)
    return re.compile(by_sound(pattern) if is_by_sound else pattern)

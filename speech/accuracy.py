"""How many characters were heard wrong."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from speech.wording import written

_NOT_SOUND: Final = re.compile(r"[^\w]|_")
_LONG_NUMBER: Final = re.compile(r"\d{5,}")


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Counts over a set of sentences; sums of counts, so that long sentences weigh more."""

    characters: int = 0
    errors: int = 0
    sentences: int = 0
    wrong_sentences: int = 0
    numbers: int = 0  # phone, order and work numbers of five digits and more
    wrong_numbers: int = 0

    @property
    def cer(self) -> float:
        """Character error rate; may pass 1."""
        return self.errors / self.characters if self.characters else 0.0

    @property
    def ser(self) -> float:
        return self.wrong_sentences / self.sentences if self.sentences else 0.0

    @property
    def numbers_right(self) -> float | None:
        return 1 - self.wrong_numbers / self.numbers if self.numbers else None

    def __add__(self, other: "Accuracy") -> "Accuracy":
        return Accuracy(
            self.characters + other.characters,
            self.errors + other.errors,
            self.sentences + other.sentences,
            self.wrong_sentences + other.wrong_sentences,
            self.numbers + other.numbers,
            self.wrong_numbers + other.wrong_numbers,
        )


def compare(expected: str, heard: str) -> Accuracy:
    """Compare as written text; punctuation, blanks, width and case do not count."""
    right, found = normal(expected), normal(heard)
    errors = distance(right, found)
    numbers = _LONG_NUMBER.findall(right)
    return Accuracy(
        characters=len(right),
        errors=errors,
        sentences=1,
        wrong_sentences=int(errors > 0),
        numbers=len(numbers),
        wrong_numbers=sum(number not in _LONG_NUMBER.findall(found) for number in numbers),
    )


def total(results: Iterable[Accuracy]) -> Accuracy:
    return sum(results, Accuracy())


def normal(text: str) -> str:
    """Return what of the text makes a sound: written digits, NFKC, lower case, no marks."""
    return _NOT_SOUND.sub("", written(unicodedata.normalize("NFKC", text))).lower()


def distance(one: str, other: str) -> int:
    """Return the Levenshtein distance; time and memory grow with len(one) · len(other)."""
    row = list(range(len(other) + 1))
    for count, char in enumerate(one, 1):
        above, row[0] = row[0], count
        for place, wanted in enumerate(other, 1):
            above, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, above + (char != wanted)),
            )
    return row[-1]

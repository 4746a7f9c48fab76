"""The characters and special tokens of the model, in the order that CTranslate2 expects."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Final

from tools.train_demo_model.call_language import call_language, everyday_language
from tools.train_demo_model.demo_calls import demo_sentences
from tools.train_demo_model.pronunciation import PUNCTUATION

UNKNOWN: Final = "<unk>"
BLANK: Final = ""  # its presence is what makes CTranslate2 treat the model as multilingual
SPECIAL: Final = (
    "<|endoftext|> <|startoftranscript|> <|zh|> <|en|> <|translate|> <|transcribe|> "
    "<|startoflm|> <|startofprev|> <|nospeech|> <|notimestamps|>"
).split()
TIMESTAMPS: Final = [f"<|{step * 0.02:.2f}|>" for step in range(501)]
ALPHANUMERIC: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHARACTER_COUNT: Final = 3_500


@dataclass(frozen=True)
class Vocabulary:
    characters: tuple[str, ...]

    @cached_property
    def tokens(self) -> list[str]:
        return [UNKNOWN, BLANK, *self.characters, *SPECIAL, *TIMESTAMPS]

    @cached_property
    def ids(self) -> dict[str, int]:
        return {token: index for index, token in enumerate(self.tokens)}

    @property
    def trained_size(self) -> int:
        """All timestamps share one row while training: the model works without them."""
        return len(self.tokens) - len(TIMESTAMPS) + 1

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.characters, ensure_ascii=False), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> "Vocabulary":
        return Vocabulary(tuple(json.loads(path.read_text(encoding="utf-8"))))


@dataclass(frozen=True, slots=True)
class WordList:
    """Words with running sums of their weights, ready for random.choices."""

    words: list[str]
    cumulative: list[float]


def jieba_folder() -> Path:
    """Return where jieba's data lies; importing jieba itself would only cost warnings."""
    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise LookupError("the package jieba is not installed (requirements/training.in)")
    return Path(found.origin).parent


@cache
def dictionary() -> tuple[tuple[str, int, str], ...]:
    """Return jieba's words of one to four hanzi: word, frequency, part of speech."""
    lines = (jieba_folder() / "dict.txt").read_text(encoding="utf-8").splitlines()
    rows = ((word, int(count), tag) for word, count, tag in (line.split() for line in lines))
    return tuple(row for row in rows if len(row[0]) <= 4 and all("一" <= c <= "鿿" for c in row[0]))


def common_words() -> dict[str, int]:
    """Return jieba's words with their frequencies."""
    return {word: count for word, count, _ in dictionary()}


def weighted(counts: dict[str, int], allowed: set[str], *, power: float) -> WordList:
    """Keep words of the allowed characters; a power below 1 flattens the frequencies."""
    words = [word for word in sorted(counts) if allowed.issuperset(word) and counts[word] > 2]
    return WordList(words, list(accumulate(counts[word] ** power for word in words)))


def domain_characters() -> set[str]:
    demo = {c for sentence in demo_sentences() for c in sentence.text}
    own = call_language().characters() | everyday_language().characters()
    return own | demo | set(PUNCTUATION)


def build_vocabulary() -> Vocabulary:
    """Take the domain's characters and fill up with the most common hanzi."""
    chosen = domain_characters() | set(ALPHANUMERIC)
    frequency: Counter[str] = Counter()
    for word, count in common_words().items():
        for character in word:
            frequency[character] += count
    for character, _ in frequency.most_common():
        if len(chosen) >= CHARACTER_COUNT:
            break
        chosen.add(character)
    return Vocabulary(tuple(sorted(chosen)))

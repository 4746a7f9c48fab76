"""Marks for engines that give none: by pauses and by final particles."""

from itertools import pairwise
from typing import Final

from domain.calls import Word

MARKS: Final = "，。？！、；：,.?!;:"
_QUESTION_ENDS: Final = ("吗", "呢", "么", "是不是", "对不对", "可以吗", "好不好")
_QUESTION_WORDS: Final = ("什么", "怎么", "多少", "为什么", "哪", "谁", "几点", "多久", "有没有")
_COMMA_PAUSE_S: Final = 0.35


def punctuate(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with marks attached; unchanged when the engine already gave some."""
    if not words or any(word.text[-1:] in MARKS for word in words):
        return words
    marked = [
        _with(word, "，" if following.start_s - word.end_s >= _COMMA_PAUSE_S else "")
        for word, following in pairwise(words)
    ]
    text = "".join(word.text for word in words)
    return (*marked, _with(words[-1], "？" if _asks(text) else "。"))


def punctuated(text: str) -> str:
    """Return text whose words have no times with a mark at its end; unchanged if it has any."""
    if not text or any(char in MARKS for char in text):
        return text
    return text + ("？" if _asks(text) else "。")


def _asks(text: str) -> bool:
    return text.endswith(_QUESTION_ENDS) or any(word in text for word in _QUESTION_WORDS)


def _with(word: Word, mark: str) -> Word:
    return Word(word.text + mark, word.start_s, word.end_s, word.confidence)

"""Marks for engines that give none: by pauses and by final particles."""

import re
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Final

from domain.calls import Word

MARKS: Final = "，。？！、；：,.?!;:"
_QUESTION_ENDS: Final = ("吗", "呢", "么", "是不是", "对不对", "好不好", "行不行", "可不可以")
_QUESTION: Final = re.compile(
    "什么(?!都|也)|怎么(?!都|也)|多少|为什么|哪[里儿个家天些]|谁(?!都|也)|几[点号天个次]|多久|多大|多长"
    "|(有没有|能不能|要不要|会不会|可不可以|行不行|好不好|是不是|对不对)|贵姓|怎么样"
)
_TOLD: Final = re.compile(
    "不知道|说不清|看不出|不管|无论|告诉你|告诉您|知道了"
)  # 不知道什么时候: no question
_COMMA_PAUSE_S: Final = 0.3
_STOP_PAUSE_S: Final = 0.7  # longer than people stop within a sentence


def punctuate(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with marks attached; unchanged when the engine already gave some."""
    if not words or any(word.text[-1:] in MARKS for word in words):
        return words
    marked: list[Word] = []
    clause = ""
    for word, following in pairwise((*words, None)):
        assert word is not None
        clause += word.text
        pause_s = inf if following is None else following.start_s - word.end_s
        mark = _mark(clause, pause_s)
        marked.append(_with(word, mark))
        if mark in ("。", "？"):
            clause = ""
    return tuple(marked)


def _mark(clause: str, pause_s: float) -> str:
    """clause: what was said since the last full stop."""
    if pause_s < _COMMA_PAUSE_S:
        return ""
    if pause_s >= _STOP_PAUSE_S:
        return "？" if _asks(clause) else "。"
    return "？" if clause.endswith(_QUESTION_ENDS[:1]) else "，"


def punctuated(text: str) -> str:
    """Return text whose words have no times with a mark at its end; unchanged if it has any."""
    if not text or any(char in MARKS for char in text):
        return text
    return text + ("？" if _asks(text) else "。")


def _asks(text: str) -> bool:
    if text.endswith(_QUESTION_ENDS):
        return True
    return bool(_QUESTION.search(text)) and not _TOLD.search(text)


def _with(word: Word, mark: str) -> Word:
    return replace(word, text=word.text + mark)

"""Written text as people say it: 138 one digit at a time, 3:30 as 三点半; the way back of wording.

For what is spoken (a voice reads it) or matched by sound. Spans are kept as in speech.wording.
"""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from speech.wording import Edit, pieces

_ONE_BY_ONE: Final = "零幺二三四五六七八九"
_COUNTED: Final = "零一二三四五六七八九"
_UNITS: Final = ((1000, "千"), (100, "百"), (10, "十"))
_MYRIAD: Final = 10_000
_MINUTES: Final = {0: "", 15: "一刻", 30: "半", 45: "三刻"}
_MEASURED: Final = (
    r"(?=块|元|度|升|公斤|斤|寸|瓦|千瓦|平米|平方|公里|厘米|公分|毫米|米|伏|匹|公升|兆)"
)

_Rule: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]


def in_words(value: int) -> str:
    """Return 1205 as 一千二百零五, 200 as 两百; 0 to 99,999,999."""
    high, low = divmod(value, _MYRIAD)
    if not high:
        return _below_myriad(low) or "零"
    head = "两" if high == 2 else _below_myriad(high)
    zero = "零" if 0 < low < _MYRIAD // 10 else ""
    tail = _below_myriad(low)
    # 一十 in the middle of a number, 十 at its beginning
    return f"{head}万{zero}{'一' if tail.startswith('十') else ''}{tail}"


def spoken_edits_of(text: str) -> tuple[Edit, ...]:
    """Return what to replace, from left to right, never overlapping."""
    found: list[Edit] = []
    for pattern, say in _RULES:
        for match in pattern.finditer(text):
            taken = any(one.start < match.end() and match.start() < one.end for one in found)
            new = None if taken else say(match)
            if new is not None:
                found.append(Edit(match.start(), match.end(), new))
    return tuple(sorted(found, key=lambda edit: edit.start))


def spoken(text: str) -> str:
    """Return the text with every number as it is said; no ASCII digit is left."""
    return "".join(new for _, _, new in pieces(text, spoken_edits_of(text)))


def one_by_one(digits: str) -> str:
    """Return 138 as 幺三八."""
    return "".join(_ONE_BY_ONE[int(digit)] for digit in digits)


def _below_myriad(value: int) -> str:
    said = ""
    for unit, name in _UNITS:
        digit, value = divmod(value, unit)
        if digit:
            counted = "两" if digit == 2 and unit > 10 else _COUNTED[digit]
            said += ("" if unit == 10 and digit == 1 and not said else counted) + name
        elif said and value and not said.endswith("零"):
            said += "零"
    return said + (_COUNTED[value] if value else "")


def _codes(match: re.Match[str]) -> str:
    return "".join(_COUNTED[int(digit)] for digit in match.group())


def _percent(match: re.Match[str]) -> str:
    return "百分之" + _decimal_words(match[1])


def _decimal_words(number: str) -> str:
    whole, _, tail = number.partition(".")
    return in_words(int(whole)) + ("点" + _codes_of(tail) if tail else "")


def _codes_of(digits: str) -> str:
    return "".join(_COUNTED[int(digit)] for digit in digits)


def _clock(match: re.Match[str]) -> str | None:
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59:
        return None
    said = "两" if hour == 2 else in_words(hour)
    if minute in _MINUTES:
        return f"{said}点{_MINUTES[minute]}"
    return f"{said}点{'零' if minute < 10 else ''}{in_words(minute)}分"


def _counted(match: re.Match[str]) -> str:
    return in_words(int(match.group()))


def _measured(match: re.Match[str]) -> str:
    return "两" if match.group() == "2" else _decimal_words(match.group())


_RULES: Final[tuple[_Rule, ...]] = (
    (re.compile(r"(?<![\d.])(\d{1,8}(?:\.\d+)?)%", re.ASCII), _percent),
    (re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])", re.ASCII), _clock),
    (re.compile(r"(?<=[A-Za-z])\d{1,4}(?!\d)", re.ASCII), _codes),
    (re.compile(r"(?<!\d)\d{4}(?=年)", re.ASCII), _codes),
    (re.compile(rf"(?<![\d.])[1-9]\d{{0,7}}(?:\.\d{{1,2}})?{_MEASURED}", re.ASCII), _measured),
    (
        re.compile(r"\d{5,}|(?<!\d)0\d+|(?<=号)\d{4}", re.ASCII),
        lambda match: one_by_one(match.group()),
    ),
    (re.compile(r"\d{1,4}", re.ASCII), _counted),
)

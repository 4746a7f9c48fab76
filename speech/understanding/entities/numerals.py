"""Chinese numerals to numbers, and runs of spoken digits."""

import re
from dataclasses import dataclass
from typing import Final

DIGITS: Final = {
    "零": 0, "〇": 0, "洞": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "拐": 7, "八": 8, "九": 9, "勾": 9,
}  # fmt: skip
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIAD: Final = 10_000
# bounded, so that ten thousand digits in a row cost no more than linear time
NUMERAL: Final = (
    r"(?:(?<![\d.])\d{1,9}(?:\.\d{1,4})?"
    r"|(?<![零〇一二两三四五六七八九十百千万])[零〇一二两三四五六七八九十百千万]{1,12}"
    r"(?:点[零一二三四五六七八九]{1,4})?)"
)
DIGIT: Final = r"[0-9零〇洞一幺二两三四五六七拐八九勾]"
_RUN: Final = re.compile(rf"{DIGIT}(?:[ \-,，、.。—]{{0,2}}{DIGIT})*")


def number(words: str) -> float | None:
    """Return the value of 三百五十, 一百二, 两千, 3.5 …; None when it is no numeral."""
    if re.fullmatch(r"\d+(\.\d+)?", words, re.ASCII):
        return float(words)
    whole, _, fraction = words.partition("点")
    value = _whole(whole)
    if value is None or any(char not in DIGITS for char in fraction):
        return None
    if not fraction:
        return float(value)
    return float(f"{value}." + "".join(str(DIGITS[char]) for char in fraction))


def _whole(words: str) -> int | None:
    if not words or any(c not in DIGITS and c not in _UNITS and c != "万" for c in words):
        return None
    if all(char in DIGITS for char in words):
        return int("".join(str(DIGITS[char]) for char in words)[:15])
    high, _, low = words.rpartition("万")
    if high:
        upper, lower = _below_myriad(high.replace("万", "")), _below_myriad(low)
        if low and low[-1] in DIGITS and len(low) == 1:
            lower *= 1000  # 一万二
        return upper * _MYRIAD + lower
    return _below_myriad(low)


def _below_myriad(words: str) -> int:
    total, digit, last_unit = 0, 0, 0
    for char in words:
        if char in _UNITS:
            last_unit = _UNITS[char]
            total += (digit or 1) * last_unit
            digit = 0
        else:
            digit = DIGITS[char]
    if digit and last_unit >= 100 and "零" not in words and words[-1] in DIGITS:
        return total + digit * last_unit // 10  # 一百二 is 120
    return total + digit


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits said or written in a row; places[i] is where digits[i] stands in the text."""

    digits: str
    places: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[-1] + 1


def digit_runs(text: str) -> list[DigitRun]:
    """Return the runs of digits, 幺三八 and 1 3 8 and 138 alike; text is folded."""
    runs = []
    for found in _RUN.finditer(text):
        places = [i for i in range(*found.span()) if text[i] in DIGITS or text[i].isdecimal()]
        digits = "".join(str(DIGITS[text[i]]) if text[i] in DIGITS else text[i] for i in places)
        runs.append(DigitRun(digits, tuple(places)))
    return runs

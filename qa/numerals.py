"""Numbers as people say them: 五十块, 50元, 一百二, 幺三八."""

import re
from dataclasses import dataclass

from qa.plain import plain

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("零〇洞", "一幺壹", "二两俩贰", "三叁", "四肆", "五伍", "六陆", "七拐柒", "八捌", "九勾玖")
    )
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000}
_HAN = "".join(_DIGITS) + "".join(_UNITS)
_AMOUNT = re.compile(rf"(\d+(?:\.\d+)?|[{_HAN}]+)(半)?(?:元|块钱|块|圆)")
# 上门费五十: without a unit only directly behind a fee, and not before what is counted.
_BARE = re.compile(
    rf"费(?:[就是要收为得都]|一般|大概|统一)*(\d{{2,}}|[{_HAN}]{{2,6}})(?![\d.半{_HAN}]|[元块圆个次分小天年月号点起到至折多])"
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in a text; start and end are places in the text as it was heard."""

    yuan: float
    start: int
    end: int
    text: str


def number(said: str) -> float | None:
    """Return the value of Arabic or Chinese numerals; None when said is not a number."""
    if not said:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?", said):
        return float(said)
    if all(char in _DIGITS for char in said):
        return float("".join(str(_DIGITS[char]) for char in said))
    if any(char not in _DIGITS and char not in _UNITS for char in said):
        return None
    return float(_with_units(said))


def _with_units(said: str) -> int:
    """Return the value of 一百二十, 一百二 (120), 十五, 两千零五."""
    total = section = digit = 0
    last_unit = 1
    for char in said:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last_unit = 1 if digit == 0 else last_unit
            continue
        unit = _UNITS[char]
        if unit == 10_000:
            total, section = (total + section + digit) * unit, 0
        else:
            section += (digit or 1) * unit
        digit, last_unit = 0, unit
    # 一百二 is 120: a digit behind a hundred counts tens, unless 零 stood between.
    return total + section + digit * (last_unit // 10 if last_unit > 10 else 1)


def amounts(text: str) -> tuple[Amount, ...]:
    """Return each sum of money in the text, from left to right."""
    words = plain(text)
    found = []
    for match in (*_AMOUNT.finditer(words.text), *_BARE.finditer(words.text)):
        value = number(match[1])
        if value is not None:
            start, end = words.span(match.start(1), match.end())
            half = 0.5 if match.re is _AMOUNT and match[2] else 0
            found.append(Amount(value + half, start, end, text[start:end]))
    return tuple(sorted(found, key=lambda one: one.start))


def digits(text: str) -> str:
    """Return the plain text with every spoken digit written as one Arabic digit."""
    return "".join(str(_DIGITS[char]) if char in _DIGITS else char for char in plain(text).text)


def phones(text: str) -> tuple[str, ...]:
    """Return the mobile numbers in the text, spoken or written."""
    return tuple(_PHONE.findall(digits(text)))

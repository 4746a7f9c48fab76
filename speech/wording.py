"""Spoken words as people write them: digits for numbers said one by one, 3:30, 5%, marks.

Each rule changes as little as possible and says which characters it replaced,
so that a word keeps its time.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

_DIGITS: Final = {digit: value for value, digits in enumerate(
    ("零〇洞", "一幺", "二两", "三", "四", "五", "六", "七", "八", "九")
) for digit in digits}  # fmt: skip
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIAD: Final = 10_000

_ONE_BY_ONE: Final = "零〇幺一二三四五六七八九"
_NUMBER: Final = "零一二两三四五六七八九十百千万"
_MONEY: Final = r"(?=块钱|块(?![儿地头])|元)"


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters start to end of the spoken text became `new`."""

    start: int
    end: int
    new: str


_Rule: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]


def number_of(spoken: str) -> int | None:
    """Return the value of a number in words (一千二百零五, 三万六); None when it is none.

    A last digit without unit counts tenths of the unit before it: 三万六 is 36000.
    """
    if not spoken or any(char not in _DIGITS and char not in "十百千万" for char in spoken):
        return None
    head, myriad, tail = spoken.rpartition("万")
    if not myriad:
        return _below_myriad(spoken, tenths_of=1)
    if not head or "万" in head:
        return None
    high, low = _below_myriad(head, tenths_of=1), _below_myriad(tail, tenths_of=_MYRIAD)
    if high is None or low is None:
        return None
    return high * _MYRIAD + low


def edits_of(spoken: str) -> tuple[Edit, ...]:
    """Return what to replace, from left to right, never overlapping."""
    found: list[Edit] = []
    for pattern, write in _RULES:
        for match in pattern.finditer(spoken):
            new = write(match)
            taken = any(e.start < match.end() and match.start() < e.end for e in found)
            if new is not None and not taken and new != match.group():
                found.append(Edit(match.start(), match.end(), new))
    return tuple(sorted(found, key=lambda edit: edit.start))


def written(spoken: str) -> str:
    """Return the text with every edit made."""
    return "".join(new for _, _, new in pieces(spoken, edits_of(spoken)))


def pieces(spoken: str, edits: tuple[Edit, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) that together cover the spoken text: each edit, each rest char."""
    place = 0
    for edit in edits:
        yield from ((at, at + 1, spoken[at]) for at in range(place, edit.start))
        yield edit.start, edit.end, edit.new
        place = edit.end
    yield from ((at, at + 1, spoken[at]) for at in range(place, len(spoken)))


def _below_myriad(spoken: str, *, tenths_of: int) -> int | None:
    """tenths_of: the unit said just before, for a lone digit at the end."""
    total, digit, last_unit = 0, None, tenths_of
    after_zero = False
    for char in spoken:
        if char in _UNITS:
            unit = _UNITS[char]
            if digit is None and char != "十":
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit, after_zero = None, unit, False
        else:
            if digit is not None and digit != 0:
                return None  # two digits in a row: said one by one, not a number
            digit = _DIGITS[char]
            after_zero = after_zero or digit == 0
    if digit is None:
        return total
    tenth = last_unit // 10 if last_unit > _UNITS["十"] and not after_zero else 1
    return total + digit * tenth


def _digit_by_digit(match: re.Match[str]) -> str:
    return "".join(char if char.isdigit() and char.isascii() else str(_DIGITS[char])
                   for char in match.group())  # fmt: skip


def _percent(match: re.Match[str]) -> str | None:
    whole, _, decimals = match.group(1).partition("点")
    value = number_of(whole)
    if value is None:
        return None
    tail = "".join(str(_DIGITS[char]) for char in decimals)
    return f"{value}.{tail}%" if tail else f"{value}%"


def _clock(match: re.Match[str]) -> str | None:
    hour, minute = number_of(match.group(1)), match.group(2)
    minutes = {"半": 30, "一刻": 15, "三刻": 45}.get(minute)
    if minutes is None:
        minutes = number_of(minute.rstrip("分").lstrip("零"))
    if hour is None or minutes is None or hour > 24 or minutes > 59:
        return None
    return f"{hour}:{minutes:02d}"


def _value(match: re.Match[str]) -> str | None:
    value = number_of(match.group())
    return None if value is None else str(value)


def _tail_by_digit(match: re.Match[str]) -> str:
    """Write the digits of group "digits"; what stands before them stays."""
    said = match.group("digits")
    return match.group().removesuffix(said) + "".join(
        char if char.isascii() else str(_DIGITS[char]) for char in said
    )


def _decimal(match: re.Match[str]) -> str | None:
    value = number_of(match.group(1))
    tail = "".join(str(_DIGITS[char]) for char in match.group(2))
    return None if value is None else f"{value}.{tail}"


def _date(match: re.Match[str]) -> str | None:
    """Write 六月十八号 as 6月18号; what is no day of any month stays."""
    month, day = number_of(match["month"]), number_of(match["day"])
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{month}月{day}"


def _day(match: re.Match[str]) -> str | None:
    day = number_of(match.group())
    return str(day) if day is not None and day <= 31 else None


_MONTH: Final = "十[一二]?|[一二三四五六七八九]"
_DAY: Final = "[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_UNIT: Final = (
    r"(?=度(?!角)|升|公斤|斤(?!斤)|寸|瓦|千瓦|平米|平方|公里|厘米|公分|毫米|米(?!饭)|伏|匹|公升|兆)"
)
# 三五个: three to five; 一百多, 十来, 二十几: about; 第三百, 初十: an order, no amount.
_NO_NUMBER_BEFORE: Final = rf"(?<![{_NUMBER}点第初0-9.])"

# In order of precedence. ASCII digits may stand among spoken ones: engines mix them.
_RULES: Final[tuple[_Rule, ...]] = (
    (re.compile(rf"百分之([{_NUMBER}]+(?:点[{_ONE_BY_ONE}]+)?)"), _percent),
    (
        re.compile(
            r"(?<![一二三四五六七八九十第0-9])([一二两三四五六七八九十]{1,3})点"
            r"(半(?!点|天)|[一三]刻|[零一二三四五]?十?[一二三四五六七八九]分|(?:(?<!一点)|(?<=十一点))十分"
            r"|[二三四五]十(?:分|(?![一二三四五六七八九块个元度万多来几])))"
        ),
        _clock,
    ),
    (
        re.compile(
            rf"{_NO_NUMBER_BEFORE}(?P<month>{_MONTH})月份?(?P<day>{_DAY})(?=[号日](?!楼|线|院))"
        ),
        _date,
    ),
    (re.compile(rf"(?<=年)(?:{_MONTH})(?=月)"), _value),
    (re.compile(rf"{_NO_NUMBER_BEFORE}[二三]?十[一二三四五六七八九]?(?=[号日](?!楼|线|院))"), _day),
    # A model or fault code: letters, then digits said one by one (E四, XH三五).
    (re.compile(rf"(?<=[A-Za-z])[{_ONE_BY_ONE}洞]{{1,4}}(?![{_NUMBER}])"), _digit_by_digit),
    (
        re.compile(
            rf"(?<=[A-Z])(?:十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?)(?![{_NUMBER}])"
        ),
        _value,
    ),
    # 年 after four digits.
    (re.compile(rf"[{_ONE_BY_ONE}]{{4}}(?=年)"), _digit_by_digit),
    # A phone, order or work number: five and more, or shorter with 幺, which nobody counts with.
    (re.compile(rf"(?<![{_NUMBER}])[0-9{_ONE_BY_ONE}洞]{{5,}}(?![十百千万])"), _digit_by_digit),
    (re.compile(rf"(?=[^幺]{{0,3}}幺)[{_ONE_BY_ONE}洞]{{3,4}}(?![{_NUMBER}])"), _digit_by_digit),
    (re.compile(rf"(?<=号)[{_ONE_BY_ONE}]{{4}}(?![{_NUMBER}])"), _digit_by_digit),
    (
        re.compile(
            rf"(?<=[型尾单工]号)(?:就?是|为)?(?P<digits>[{_ONE_BY_ONE}]{{3,4}})(?![{_NUMBER}])"
        ),
        _tail_by_digit,
    ),
    # An amount above ten (一块 may be "together").
    (re.compile(rf"(?<![点第])(?<![{_NUMBER}])[{_NUMBER}]{{2,}}{_MONEY}"), _value),
    # A measure: 二十六度, 一点五匹, 三百升.
    (re.compile(rf"{_NO_NUMBER_BEFORE}([{_NUMBER}]+)点([{_ONE_BY_ONE}]{{1,2}}){_UNIT}"), _decimal),
    (re.compile(rf"{_NO_NUMBER_BEFORE}[{_NUMBER}]{{2,}}{_UNIT}"), _value),
)

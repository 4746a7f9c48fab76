"""Days, times and time windows to ISO, in the site's time zone.

A value is a day ("2026-11-23") or an interval "start/end", of days or of minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.meaning import EntityKind
from speech.understanding.entities.found import Found
from speech.understanding.entities.numerals import number

_N: Final = r"(?:\d{1,4}|[零〇一二两三四五六七八九十]{1,4})"
_DAYS: Final = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨晚": -1, "昨日": -1, "今天": 0, "今日": 0, "今晚": 0,
    "今早": 0, "当天": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_WEEKDAYS: Final = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
                    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}  # fmt: skip
_PARTS: Final = {
    "凌晨": (0, 6), "早上": (7, 10), "早晨": (7, 10), "上午": (8, 12), "中午": (11, 13),
    "下午": (13, 18), "傍晚": (17, 19), "晚上": (18, 21), "夜里": (20, 23),
}  # fmt: skip
_PART: Final = "|".join(_PARTS)
_DAY: Final = "|".join(sorted(_DAYS, key=len, reverse=True))


def _clock_pattern(end: str) -> str:
    """Return 上午九点半 as a pattern; its groups are named after the end, a or b."""
    return (
        rf"(?:(?:(?P<{end}_part>{_PART})的?)?(?P<{end}_hour>{_N})"
        r"(?:点(?!多?[了儿])钟?|:|时(?!候|间|好|冷))"
        rf"(?:(?P<{end}_half>半)|(?P<{end}_quarter>[一三])刻"
        rf"|(?P<{end}_minute>[0-5]?\d|[零一二三四五]?十?[零一二三四五六七八九十])分?"
        r"(?!个|块|天|次|台|月|号))?)"
    )


_PATTERN: Final = re.compile(
    rf"(?:(?P<rel>{_DAY})"
    rf"|(?P<week>上上|下下|上|下|这|本)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-7])(?!次|台|个)"
    rf"|(?P<wholeweek>上|下|这|本)(?:个)?(?:周|星期|礼拜)(?P<weekend>末)?"
    rf"|(?:(?P<year>前年|去年|今年|明年|\d{{4}}年|[二〇零一二三四五六七八九]{{4}}年)的?)?(?P<month>{_N}|上个?|这个?|本|下个?)月(?:份)?(?:的)?(?P<day>{_N})(?:号|日)"
    rf"|(?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}}))?"
    rf"(?:的)?(?:{_clock_pattern('a')}(?:\s*(?:到|至|-|~|—)\s*{_clock_pattern('b')})?"
    rf"|(?P<onlypart>{_PART}))?"
)
_WITHIN: Final = re.compile(
    rf"(?P<count>{_N}|半)(?:个)?(?P<unit>分钟|小时|钟头|天|工作日|星期|周)(?:之|以)?内"
)
_FROM_NOW: Final = re.compile(
    rf"(?P<count>{_N})(?:个)?(?P<unit>天|星期|周|月)(?P<side>之?前|以前|之?后|以后)"
)
_SPAN_MINUTES: Final = {
    "分钟": 1,
    "小时": 60,
    "钟头": 60,
    "天": 1440,
    "工作日": 1440,
    "星期": 10080,
    "周": 10080,
}


@dataclass(frozen=True, slots=True)
class Clock:
    hour: int
    minute: int


def dates(text: str, said_at: datetime) -> Iterator[Found]:
    """Yield dates and windows of folded text; said_at carries the site's time zone."""
    yield from _within(text, said_at)
    yield from _from_now(text, said_at)
    for hit in _PATTERN.finditer(text):
        if not hit[0] or _is_bare(hit):
            continue
        try:
            value = _value(hit, said_at, text[hit.end() : hit.end() + 2])
        except (ValueError, OverflowError):  # 二月三十号, 25点: said, but no date
            continue
        if value:
            yield Found(EntityKind.DATE, value, hit.start(), hit.end())


def _is_bare(hit: re.Match[str]) -> bool:
    """一点 and 十点 alone may be "a little"; they need a day, a part of it or an end."""
    has_day = any(hit[name] for name in ("rel", "weekday", "wholeweek", "day", "iso"))
    if has_day or hit["a_part"] or hit["onlypart"] or hit["b_hour"]:
        return hit["onlypart"] is not None and not has_day
    return hit["a_hour"] is None or hit["a_hour"] in ("一", "两") or "点" not in hit[0]


def _value(hit: re.Match[str], said_at: datetime, after: str) -> str:
    day = _day(hit, said_at.date())
    if hit["wholeweek"]:
        return _week(hit, said_at.date())
    if hit["a_hour"]:
        return _window(hit, day, said_at, after)
    part = hit["onlypart"] or _part_of_day(hit["rel"])
    if part:
        first, last = _PARTS[part]
        return _minutes(day, Clock(first, 0), Clock(last, 0))
    return day.isoformat()


def _part_of_day(word: str | None) -> str:
    return {"昨晚": "晚上", "今晚": "晚上", "明晚": "晚上", "今早": "早上", "明早": "早上"}.get(
        word or "", ""
    )


def _day(hit: re.Match[str], today: date) -> date:
    if hit["rel"]:
        return today + timedelta(days=_DAYS[hit["rel"]])
    if hit["iso"]:
        year, month, day = (int(part) for part in hit["iso"].split("-"))
        return date(year, month, day)
    if hit["weekday"]:
        weeks = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(hit["week"] or "", 0)
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
        found = monday + timedelta(days=_WEEKDAYS[hit["weekday"]])
        is_next = hit["week"] is None and found < today  # a bare 周三 looks ahead
        return found + timedelta(weeks=1) if is_next else found
    if hit["day"]:
        return _calendar_day(hit, today)
    return today


def _calendar_day(hit: re.Match[str], today: date) -> date:
    day, month_word, year_word = _int(hit["day"]), hit["month"], hit["year"]
    step = {"上": -1, "下": 1, "这": 0, "本": 0}.get(month_word[0])
    if step is not None:
        month = today.month - 1 + step
        return date(today.year + month // 12, month % 12 + 1, day)
    month = _int(month_word)
    offset = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}.get(year_word or "")
    if year_word and offset is None:
        return date(_int(year_word[:-1]), month, day)
    return date(today.year + (offset or 0), month, day)


def _week(hit: re.Match[str], today: date) -> str:
    weeks = {"上": -1, "下": 1}.get(hit["wholeweek"], 0)
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    first = monday + timedelta(days=5) if hit["weekend"] else monday
    return f"{first.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"


def _window(hit: re.Match[str], day: date, said_at: datetime, after: str) -> str:
    part = hit["a_part"] or _part_of_day(hit["rel"])
    start = _clock(hit, "a_", part)
    if hit["b_hour"]:
        return _minutes(day, start, _clock(hit, "b_", hit["b_part"] or part))
    if after.startswith(("前", "之前", "以前")):
        opens = Clock(0, 0)
        if day == said_at.date() and (said_at.hour, said_at.minute) < (start.hour, start.minute):
            opens = Clock(said_at.hour, said_at.minute)
        return _minutes(day, opens, start)
    return _minutes(day, start, start)


def _clock(hit: re.Match[str], end: str, part: str) -> Clock:
    hour = _int(hit[f"{end}hour"])
    is_late = part in ("下午", "傍晚", "晚上", "夜里") and hour < 12
    if is_late or (part == "中午" and hour < 4):
        hour += 12
    if hit[f"{end}half"]:
        return Clock(hour, 30)
    if hit[f"{end}quarter"]:
        return Clock(hour, 15 if hit[f"{end}quarter"] == "一" else 45)
    return Clock(hour, _int(hit[f"{end}minute"]) if hit[f"{end}minute"] else 0)


def _minutes(day: date, start: Clock, end: Clock) -> str:
    first = datetime.combine(day, time(start.hour, start.minute))
    last = datetime.combine(day, time(end.hour, end.minute))
    return f"{first.isoformat(timespec='minutes')}/{last.isoformat(timespec='minutes')}"


def _int(words: str) -> int:
    value = number(words.replace("〇", "零"))
    if value is None:
        raise ValueError(words)
    return int(value)


def _within(text: str, said_at: datetime) -> Iterator[Found]:
    now = said_at.replace(tzinfo=None, second=0, microsecond=0)
    for hit in _WITHIN.finditer(text):
        count = 0.5 if hit["count"] == "半" else number(hit["count"])
        if count is None:
            continue
        end = now + timedelta(minutes=count * _SPAN_MINUTES[hit["unit"]])
        value = f"{now.isoformat(timespec='minutes')}/{end.isoformat(timespec='minutes')}"
        yield Found(EntityKind.DATE, value, hit.start(), hit.end())


def _from_now(text: str, said_at: datetime) -> Iterator[Found]:
    for hit in _FROM_NOW.finditer(text):
        count = number(hit["count"])
        if count is None:
            continue
        days = count * {"天": 1, "星期": 7, "周": 7, "月": 30}[hit["unit"]]
        sign = -1 if "前" in hit["side"] else 1
        try:
            day = said_at.date() + timedelta(days=sign * days)
        except OverflowError:
            continue
        yield Found(EntityKind.DATE, day.isoformat(), hit.start(), hit.end())

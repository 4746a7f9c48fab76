"""Values of the ticket form: addresses joined, windows for people, the end of a warranty."""

import re
from datetime import date
from typing import Final

_DETAIL: Final = re.compile(r"(?:[\d零一二三四五六七八九十]+)(?:号楼|栋|幢|座|单元|层|楼|室|房|号)")
_WIDE: Final = re.compile(r"[省市区县镇乡路街巷弄苑园城]|小区|大道|大厦|公寓|新村|家园|花园")


def completed(before: str, later: str) -> str:
    """Join an address with a later one that may only name its end."""
    if not before or _WIDE.search(later):
        return later
    first = _DETAIL.match(later)
    if first and first[0] in before:
        return before[: before.index(first[0])] + later
    kind = re.sub(r"[\d零一二三四五六七八九十]", "", first[0]) if first else ""
    same = [part for part in _DETAIL.finditer(before) if kind and part[0].endswith(kind)]
    return (before[: same[0].start()] if same else before) + later


def readable(value: str) -> str:
    """2026-11-23T09:00/2026-11-23T10:00 → 2026-11-23 09:00–10:00."""
    start, _, end = value.partition("/")
    if not end or start == end:
        return start.replace("T", " ")
    if start[:10] == end[:10]:
        return f"{start.replace('T', ' ')}–{end[11:]}"
    return f"{start.replace('T', ' ')} – {end.replace('T', ' ')}"


def warranty_end(bought: date, months: int) -> date:
    """The same day so many months later, or the month's last day."""
    total = bought.year * 12 + bought.month - 1 + months
    year, month = divmod(total, 12)
    for day in range(bought.day, bought.day - 4, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:  # 31 June
            continue
    raise AssertionError("a month has at least 28 days")

"""Phone, order and amount: entities made of digits."""

import re
from collections.abc import Iterator
from typing import Final

from domain.meaning import EntityKind
from speech.understanding.entities.found import Found
from speech.understanding.entities.numerals import (
    DIGIT,
    DIGITS,
    NUMERAL,
    DigitRun,
    digit_runs,
    number,
)

MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
_COUNTRY: Final = re.compile(r"(?:0086|86)(1[3-9][0-9]{9})")
_ORDER: Final = re.compile(
    r"(?:订单|工单|单号|运单|快递|编号|单子)(?:编?号|号码)?(?:码)?(?:是|为|:|：|叫)?\s*"
    rf"([A-Z]{{0,3}}{DIGIT}(?:[ -]?{DIGIT}){{5,23}})"
)
_TICKET: Final = re.compile(r"(?<![A-Z0-9])G(\d{8})-?(\d{4})(?!\d)")
_AMOUNT: Final = re.compile(
    rf"({NUMERAL})(?:多|来|几)?(?:块钱|块(?![地砖板布木玻肉屏])|元|圆|人民币)(?:钱)?"
)


def phones(text: str) -> Iterator[Found]:
    for run in digit_runs(text):
        for places in mobiles_in(text, run):
            digits = "".join(run.digits[run.places.index(place)] for place in places)
            yield Found(EntityKind.PHONE, digits, places[0], places[-1] + 1)
    for found in _LANDLINE.finditer(text):
        value = found[0].replace(" ", "").replace("-", "")
        yield Found(EntityKind.PHONE, value, found.start(), found.end())


def mobiles_in(text: str, run: DigitRun) -> Iterator[tuple[int, ...]]:
    """Yield the places of each mobile among the digits said in a row.

    Whole groups make one: 138 1234 5678, or 12，13812345678. Spoken digits come without
    pauses on paper, so there a mobile may also begin anywhere.
    """
    groups = _groups(run)
    at = 0
    while at < len(groups):
        for end in range(at + 1, min(len(groups), at + 11) + 1):
            places = tuple(place for group in groups[at:end] for place in group)
            if len(places) >= 11:
                break
        mobile = _mobile_of(text, run, places)
        if mobile:
            yield mobile
            at = end
        else:
            at += 1


def _mobile_of(text: str, run: DigitRun, places: tuple[int, ...]) -> tuple[int, ...]:
    offset = run.places.index(places[0])
    digits = run.digits[offset : offset + len(places)]
    if MOBILE.fullmatch(digits):
        return places
    if country := _COUNTRY.fullmatch(digits):
        return places[country.start(1) :]
    if len(digits) > 11 and any(text[place] in DIGITS for place in places):
        if MOBILE.fullmatch(digits[-11:]):  # 工号二零幺八幺三八…: it stands last, mostly
            return places[-11:]
        if inside := MOBILE.search(digits):
            return places[inside.start() : inside.end()]
    return ()


def _groups(run: DigitRun) -> list[list[int]]:
    groups: list[list[int]] = []
    for place in run.places:
        if groups and place == groups[-1][-1] + 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def orders(text: str) -> Iterator[Found]:
    for found in _TICKET.finditer(text):
        yield Found(EntityKind.ORDER, f"G{found[1]}-{found[2]}", found.start(), found.end())
    for found in _ORDER.finditer(text):
        letters = "".join(char for char in found[1] if "A" <= char <= "Z")
        digits = "".join(run.digits for run in digit_runs(found[1]))
        yield Found(EntityKind.ORDER, letters + digits, found.start(1), found.end(1))


def amounts(text: str) -> Iterator[Found]:
    for found in _AMOUNT.finditer(text):
        value = number(found[1])
        if value is None or (found[1] == "一" and found[0] == "一块"):
            continue
        yield Found(EntityKind.AMOUNT, f"{value:g}", found.start(), found.end())

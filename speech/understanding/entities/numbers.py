"""Phone, order and amount: entities made of digits."""

import re
from collections.abc import Iterator
from typing import Final

from domain.meaning import EntityKind
from speech.understanding.entities.found import Found
from speech.understanding.entities.numerals import DIGIT, NUMERAL, DigitRun, digit_runs, number

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
        country = _COUNTRY.fullmatch(run.digits)
        if country:
            places = run.places[-11:]
            yield Found(EntityKind.PHONE, country[1], places[0], places[-1] + 1)
        elif MOBILE.fullmatch(run.digits):
            yield Found(EntityKind.PHONE, run.digits, run.start, run.end)
        else:
            yield from _written_inside(text, run)
    for found in _LANDLINE.finditer(text):
        value = found[0].replace(" ", "").replace("-", "")
        yield Found(EntityKind.PHONE, value, found.start(), found.end())


def _written_inside(text: str, run: DigitRun) -> Iterator[Found]:
    """A mobile that stands whole among other digits, as in "订单12，13812345678"."""
    for found in re.finditer(r"(?<!\d)1[3-9]\d{9}(?!\d)", text[run.start : run.end], re.ASCII):
        start = run.start + found.start()
        yield Found(EntityKind.PHONE, found[0], start, start + len(found[0]))


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

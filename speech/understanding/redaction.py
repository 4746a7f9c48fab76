"""Personal numbers out of a text; hotlines and order numbers stay.

Text and sound are blotted from the same list of spans. The redacted text has the length
of the original, so that every other span still fits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from speech.understanding.entities.numbers import mobiles_in
from speech.understanding.entities.numerals import DigitRun, digit_runs
from speech.understanding.folding import fold

BLOT: Final = "*"
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK: Final = "10X98765432"
_CARD_PREFIXES: Final = ("62", "60", "4", "51", "52", "53", "54", "55", "35", "9")
_LANDLINE: Final = re.compile(r"0[1-9]\d{1,2}\d{7,8}")
_HOTLINE: Final = re.compile(r"(?:400|800)\d{7}|(?:95|96|10|12)\d{2,4}|11[0-9]")
_NEAR: Final = 12  # characters in which a telling word is looked for
_SAYS_ID: Final = re.compile(r"身份证")
_SAYS_CARD: Final = re.compile(r"银行卡|信用卡|储蓄卡|卡号|账号|帐号")
_SAYS_PHONE: Final = re.compile(r"座机|固话|家里电话|固定电话|电话(?:号码)?(?:是|:)?$")
_SAYS_ORDER: Final = re.compile(r"(?:订单|单号|工单|运单|编号|条码|序列号)[^，。,.]{0,6}$")
_EMAIL: Final = re.compile(r"[A-Z0-9._%+-]{1,64}@[A-Z0-9.-]{1,253}\.[A-Z]{2,24}")
_CHAT: Final = re.compile(
    r"(?:QQ|扣扣|微信)(?:号码?)?(?:是|为|:|：| )*([A-Z][A-Z0-9_-]{5,19}|[1-9]\d{4,11})(?![A-Z0-9])"
)


class Personal(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    CHAT = "chat"  # QQ or WeChat


@dataclass(frozen=True, slots=True)
class Secret:
    kind: Personal
    start: int
    end: int
    places: tuple[int, ...]  # the characters that are blotted


@dataclass(frozen=True, slots=True)
class Redacted:
    text: str  # same length as the original
    secrets: tuple[Secret, ...]


def redact(text: str) -> Redacted:
    """Blot mobiles (3 and 4 digits stay), landlines, ID and bank cards, e-mail, QQ, WeChat.

    Written, spaced and spoken digits alike; no mobile of 11 digits is left whole.
    """
    chars = list(text)
    secrets: list[Secret] = []
    # a number may show only once its neighbour is blotted, so look until none is left
    while found := list(_secrets(fold("".join(chars)))):
        for secret in found:
            for place in secret.places:
                chars[place] = BLOT
        secrets += found
    secrets.sort(key=lambda secret: secret.start)
    return Redacted("".join(chars), tuple(secrets))


def _secrets(folded: str) -> Iterator[Secret]:
    for run in digit_runs(folded):
        yield from _of_run(folded, run)
    for found in _EMAIL.finditer(folded):
        yield _whole(Personal.EMAIL, range(*found.span()))
    for found in _CHAT.finditer(folded):
        yield _whole(Personal.CHAT, range(*found.span(1)))


def _of_run(folded: str, run: DigitRun) -> Iterator[Secret]:
    before = folded[max(0, run.start - _NEAR) : run.start]
    if is_id := _id_places(folded, run, before):
        yield _whole(Personal.ID_CARD, is_id)
        return
    if _is_card(run, before):
        yield _whole(Personal.BANK_CARD, run.places)
        return
    found = False
    for places in mobiles_in(folded, run):
        found = True
        yield Secret(Personal.MOBILE, places[0], places[-1] + 1, tuple(places[3:7]))
    if not found and _is_landline(run, before):
        yield _whole(Personal.LANDLINE, run.places)


def _whole(kind: Personal, places: Sequence[int]) -> Secret:
    return Secret(kind, places[0], places[-1] + 1, tuple(places))


def _id_places(folded: str, run: DigitRun, before: str) -> tuple[int, ...]:
    """Return the places of an ID card number (GB 11643-1999), () when it is none."""
    digits, places = run.digits, run.places
    if len(digits) == 17:
        tail = re.match(r"[ -]?(X|叉)", folded[run.end : run.end + 2])
        if tail:
            digits, places = digits + "X", (*places, run.end + tail.start(1))
    if len(digits) == 18 and (_checks(digits) or _SAYS_ID.search(before)):
        return places
    return places if len(digits) in (15, 17) and _SAYS_ID.search(before) else ()


def _checks(digits: str) -> bool:
    total = sum(int(d) * w for d, w in zip(digits[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECK[total % 11] == digits[17]


def _is_card(run: DigitRun, before: str) -> bool:
    if not 15 < len(run.digits) < 20:
        return False
    if _SAYS_CARD.search(before):
        return True
    is_order = _SAYS_ORDER.search(before) is not None
    return not is_order and run.digits.startswith(_CARD_PREFIXES) and luhn(run.digits)


def luhn(digits: str) -> bool:
    """Return whether the last digit is the check digit of the others (ISO/IEC 7812)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_landline(run: DigitRun, before: str) -> bool:
    if _HOTLINE.fullmatch(run.digits) or _SAYS_ORDER.search(before):
        return False
    if _LANDLINE.fullmatch(run.digits) and len(run.digits) in (10, 11, 12):
        return True
    return len(run.digits) in (7, 8) and _SAYS_PHONE.search(before) is not None

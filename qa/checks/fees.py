"""Fees that the agent names, held against the price list."""

from dataclasses import dataclass

from domain.audio import Role
from domain.calls import Segment
from domain.quality import Evidence
from qa.case import Case, is_sound, quote
from qa.facts import Price
from qa.numerals import Amount, amounts
from qa.plain import Phrases


@dataclass(frozen=True, slots=True)
class FeeRule:
    near_chars: int  # between the name of a fee and its amount
    quoting: Phrases  # the agent repeats what somebody else said
    denied: Phrases  # directly before an amount: 不是五十


@dataclass(frozen=True, slots=True)
class Fee:
    """An amount that the agent named for an entry of the price list."""

    yuan: float
    price: Price
    evidence: Evidence

    @property
    def is_right(self) -> bool:
        return self.price.allows(self.yuan)


def fees(case: Case, rule: FeeRule) -> tuple[Fee, ...]:
    """Return the fees that can be checked, in order; what is not in the list is left out."""
    found = []
    for segment in case.agent:
        if not is_sound(segment) or rule.quoting.are_in(segment.text):
            continue
        said = amounts(segment.text)
        for amount in said:
            price = _price_meant(case, segment, amount, said, rule)
            if price is not None and not _is_denied(segment, amount, rule):
                found.append(Fee(amount.yuan, price, quote(segment, amount.start, amount.end)))
    return tuple(found)


def _price_meant(
    case: Case, segment: Segment, amount: Amount, said: tuple[Amount, ...], rule: FeeRule
) -> Price | None:
    """Return the entry whose name stands nearest; else the one the customer just asked for."""
    names = {alias for price in case.facts.prices for alias in price.aliases}
    near = [
        (gap, -len(name), name)
        for name in names
        if (gap := _gap(segment.text, name, amount, said)) is not None and gap <= rule.near_chars
    ]
    name = min(near)[2] if near else _asked_just_before(case, segment, names)
    category = case.device.category if case.device else ""
    return case.facts.price(name, category) if name else None


def _gap(text: str, name: str, amount: Amount, said: tuple[Amount, ...]) -> int | None:
    """Return the characters between a fee's name and its amount; None when they do not belong.

    上门费 and 五十元 do not belong together when another amount or fee stands between.
    """
    starts, ends = {one.start for one in said}, {one.end for one in said}
    before = text.rfind(name, 0, amount.start)
    if before >= 0 and before not in ends:
        end = before + len(name)
        between = text[end : amount.start]
        if "费" not in between and not any(end <= start < amount.start for start in starts):
            return len(between)
    if text.startswith(name, amount.end) and amount.end + len(name) not in starts:
        return 0
    return None


def _asked_just_before(case: Case, segment: Segment, names: set[str]) -> str:
    if "费" in segment.text:
        return ""  # he names the fee himself, and it is none of ours
    place = case.segments.index(segment)
    before = case.segments[place - 1] if place else None
    if before is None or before.role is not Role.CUSTOMER or not is_sound(before):
        return ""
    asked = [name for name in names if name in before.text and "多少" in before.text]
    return max(asked, key=lambda name: (len(name), name), default="")


def _is_denied(segment: Segment, amount: Amount, rule: FeeRule) -> bool:
    return any(hit.end == amount.start for hit in rule.denied.hits(segment.text))

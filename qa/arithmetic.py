"""The arithmetic of a score: 100·Σ wᵢsᵢ / Σ wᵢ over what applies, and a ledger that adds up.

Everything is exact until the end: fractions in, hundredths of a point out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Mark:
    """The outcome of one criterion."""

    section: str
    weight: float
    share: float | None  # earned share of the points, 0 to 1; None = not applicable
    fails_section: bool = False  # below 1, it sets its section to 0


@dataclass(frozen=True, slots=True)
class Points:
    """What a line shows, on a scale where all that applies makes 100."""

    earned: float
    possible: float  # 0 when not applicable


def total(marks: Sequence[Mark]) -> float | None:
    """Return 0 to 100, half up to two decimals; None when nothing applies.

    Source: quality rules 3.2 (weights 10, 10, 20, 15, 15, 20, 10 with shares 1, 1, .5, N/A,
    1, 0, 1 make 64.71).
    """
    exact = _exact(marks)
    weight = sum((mark.weight for mark in exact), Fraction(0))
    if weight == 0:
        return None
    value = 100 * sum((mark.weight * mark.share for mark in exact), Fraction(0)) / weight
    return _hundredths(value) / 100


def ledger(marks: Sequence[Mark]) -> tuple[Points, ...]:
    """Return the points of each mark: earned add up to the total, possible to 100.

    Each figure is within a hundredth of its exact value; the hundredths left over by
    rounding go to the largest remainders. Earned and lost points are shared out apart, so
    that a line in full shows the same figure twice and a line at zero earned nothing.
    """
    exact = _exact(marks)
    weight = sum((mark.weight for mark in exact), Fraction(0))
    if weight == 0:
        return tuple(Points(0.0, 0.0) for _ in marks)
    scale = Fraction(10_000) / weight
    earned = [mark.weight * mark.share * scale for mark in exact]
    lost = [mark.weight * (1 - mark.share) * scale for mark in exact]
    whole = _hundredths(sum(earned, Fraction(0)) / 100)
    gained, missed = _share_out(earned, whole), _share_out(lost, 10_000 - whole)
    return tuple(
        Points(gain / 100, (gain + miss) / 100) for gain, miss in zip(gained, missed, strict=True)
    )


def total_if_passed(marks: Sequence[Mark], place: int) -> float | None:
    """Return the total if the mark at place had earned all its points."""
    changed = list(marks)
    changed[place] = replace(changed[place], share=1.0)
    return total(changed)


@dataclass(frozen=True, slots=True)
class _Exact:
    weight: Fraction  # 0 when not applicable
    share: Fraction


def _exact(marks: Sequence[Mark]) -> list[_Exact]:
    """Return exact figures, with failed sections at 0. A share is good to 1/10,000."""
    lost = {
        mark.section
        for mark in marks
        if mark.fails_section and mark.share is not None and mark.share < 1
    }
    return [
        _Exact(
            Fraction(mark.weight).limit_denominator(10_000)
            if mark.share is not None
            else Fraction(0),
            Fraction(0)
            if mark.share is None or mark.section in lost
            else Fraction(mark.share).limit_denominator(10_000),
        )
        for mark in marks
    ]


def _hundredths(value: Fraction) -> int:
    """Return value in hundredths, half up."""
    return int(value * 100 + Fraction(1, 2))


def _share_out(parts: Sequence[Fraction], whole: int) -> list[int]:
    """Return whole numbers near the parts that add up to whole: their sum, rounded.

    The largest remainders are rounded up; a part without remainder stays as it is.
    """
    floors = [int(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    for place in order[: whole - sum(floors)]:
        floors[place] += 1
    return floors

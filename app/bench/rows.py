"""One figure of a bench: its median, how sure that is, and the goal it is held to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final
from unicodedata import east_asian_width

import numpy as np
from msgspec import to_builtins

_DRAWS: Final = 2000
_SURE: Final = 0.95
_NAME_COLUMNS: Final = 62


@dataclass(frozen=True, slots=True)
class BenchRow:
    """low to high is a bootstrap 95 % interval of the median; n how many measurements.

    goal None: shown for information. name and notes: Chinese / English.
    """

    name: str
    median: float
    low: float
    high: float
    n: int
    goal: float | None = None
    stretch: float | None = None
    unit: str = ""
    notes: str = ""

    @property
    def is_within_goal(self) -> bool:
        return self.goal is None or self.median <= self.goal

    def as_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_builtins(self)
        rounded = {key: round(plain[key], 5) for key in ("median", "low", "high")}
        return plain | rounded | {"is_within_goal": self.is_within_goal}


def row_of(
    name: str,
    values: Sequence[float],
    *,
    goal: float | None = None,
    stretch: float | None = None,
    unit: str = "",
    notes: str = "",
) -> BenchRow:
    """Return the row of one measurement per pass: a ratio of two arms, or a figure.

    Raises ValueError when nothing was measured.
    """
    if not values:
        raise ValueError(f"nothing was measured: {name}")
    low, high = interval(values)
    return BenchRow(name, median(values), low, high, len(values), goal, stretch, unit, notes)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the bootstrap 95 % interval of the median; the same values, the same interval."""
    draws = np.random.default_rng(0).choice(np.asarray(values), (_DRAWS, len(values)))
    edges = np.quantile(np.median(draws, axis=1), [(1 - _SURE) / 2, (1 + _SURE) / 2])
    return float(edges[0]), float(edges[1])


def table(rows: Iterable[BenchRow]) -> str:
    """Return one line per row: name, median, interval, n, goal, and whether it is kept."""
    return "\n".join(_line(row) for row in rows)


def _line(row: BenchRow) -> str:
    blanks = " " * max(1, _NAME_COLUMNS - _columns(row.name))
    wide = f"[{row.low:.3f}, {row.high:.3f}]"
    line = f"{row.name}{blanks}{row.median:>8.3f}{row.unit:<3} {wide:<18} n={row.n:<4}"
    if row.goal is not None:
        stretch = "" if row.stretch is None else f" ({row.stretch:g})"
        line += f" ≤ {row.goal:g}{stretch} {'✓' if row.is_within_goal else '✗'}"
    return line.rstrip() + (f"\n    {row.notes}" if row.notes else "")


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)

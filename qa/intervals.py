"""Stretches of time: their union, what they cover together, and the gaps between them."""

from collections.abc import Iterable
from typing import TypeAlias

Stretch: TypeAlias = tuple[float, float]  # start and end in seconds


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches sorted and merged where they touch or overlap."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif end > start:
            merged.append((start, end))
    return merged


def covered_s(stretches: Iterable[Stretch]) -> float:
    return sum(end - start for start, end in union(stretches))


def gaps(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return what lies between the stretches; nothing before the first or after the last."""
    merged = union(stretches)
    return [(merged[i][1], merged[i + 1][0]) for i in range(len(merged) - 1)]

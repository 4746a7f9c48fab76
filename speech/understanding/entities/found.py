"""A found entity before it is tied to its segment."""

from dataclasses import dataclass

from domain.meaning import EntityKind


@dataclass(frozen=True, slots=True)
class Found:
    kind: EntityKind
    value: str
    start: int
    end: int

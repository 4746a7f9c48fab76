"""All entities of one utterance, tied to their characters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from domain.calls import Segment
from domain.meaning import Entity, EntityKind, Span
from speech.understanding.entities.addresses import Addresses
from speech.understanding.entities.dates import dates
from speech.understanding.entities.found import Found
from speech.understanding.entities.names import Names
from speech.understanding.entities.numbers import amounts, orders, phones
from speech.understanding.entities.products import Categories, fault_codes, models

# who wins where two readings overlap: a phone is no order, a model no fault code
_FIRST: Final = (
    EntityKind.PHONE, EntityKind.ORDER, EntityKind.AMOUNT, EntityKind.MODEL, EntityKind.FAULT_CODE,
    EntityKind.ADDRESS, EntityKind.DATE, EntityKind.CATEGORY, EntityKind.NAME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntityRules:
    addresses: Addresses
    names: Names
    categories: Categories

    @classmethod
    def load(cls) -> Self:
        return cls(Addresses.load(), Names.load(), Categories.load())

    def find(self, folded: str, segment: Segment, said_at: datetime) -> tuple[Entity, ...]:
        """Return entities in the order of the text, without overlaps."""
        kept: list[Found] = []
        everything = sorted(self._all(folded, said_at), key=_priority)
        for found in everything:
            if all(found.end <= other.start or other.end <= found.start for other in kept):
                kept.append(found)
        kept.sort(key=lambda found: found.start)
        return tuple(_entity(found, segment) for found in kept)

    def _all(self, folded: str, said_at: datetime) -> Iterator[Found]:
        yield from phones(folded)
        yield from orders(folded)
        yield from amounts(folded)
        yield from models(folded)
        yield from fault_codes(folded)
        yield from self.addresses.find(folded)
        yield from dates(folded, said_at)
        yield from self.categories.find(folded)
        yield from self.names.find(folded)


def _priority(found: Found) -> tuple[int, int, int]:
    return _FIRST.index(found.kind), found.start - found.end, found.start


def _entity(found: Found, segment: Segment) -> Entity:
    words = segment.text[found.start : found.end]
    return Entity(found.kind, found.value, Span(segment.segment_id, found.start, found.end, words))

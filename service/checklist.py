"""The checklist of a call: ticks itself from the agent's words, and says what is due."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from domain.audio import Role
from domain.calls import Doubt, Segment
from domain.events import ChecklistItem
from domain.meaning import Coarse, EntityKind, Severity, Understanding
from service.lexicon import any_of, lexicon

_NOT_HEARD: Final = frozenset({Doubt.NO_SPEECH, Doubt.KNOWN_HALLUCINATION})
_WISH_FROM: Final = 0.6


@dataclass(frozen=True, slots=True)
class ItemRule:
    item_id: str
    name: str
    pattern: re.Pattern[str]
    within_s: float | None  # counts only so early in the call
    by_entity: EntityKind | None
    due_after_s: float | None
    due_from_mood: float | None
    due_on_hazard: bool
    due_on_wish: bool

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        entity = row.get("by_entity")
        return cls(
            row["id"],
            row["name"],
            any_of(row["any"]),
            row.get("within_s"),
            EntityKind(entity) if entity else None,
            row.get("due_after_s"),
            row.get("due_from_mood"),
            row.get("due_on_hazard", False),
            row.get("due_on_wish", False),
        )

    def is_said(self, segment: Segment, understanding: Understanding) -> bool:
        if self.within_s is not None and segment.start_s > self.within_s:
            return False
        if self.by_entity and any(e.kind is self.by_entity for e in understanding.entities):
            return True
        return self.pattern.search(segment.text) is not None

    def is_needed(self, segment: Segment, understanding: Understanding) -> bool:
        """Whether this utterance makes the item due."""
        if self.due_after_s is not None and segment.end_s >= self.due_after_s:
            return True
        mood = understanding.mood
        if self.due_from_mood is not None and mood and mood.text_score >= self.due_from_mood:
            return True
        risky = (Severity.SAFETY, Severity.PROPERTY)
        if self.due_on_hazard and any(d.severity in risky for d in understanding.damages):
            return True
        return self.due_on_wish and any(
            intent.coarse in (Coarse.REQUEST, Coarse.COMPLAINT) and intent.confidence >= _WISH_FROM
            for intent in understanding.intents
        )


class Checklist:
    """One call's items in a fixed order; not thread-safe."""

    def __init__(self) -> None:
        self._rules = tuple(ItemRule.of(row) for row in lexicon("checklist")["item"])
        self._items = {
            rule.item_id: ChecklistItem(rule.item_id, rule.name, is_done=False)
            for rule in self._rules
        }

    @property
    def items(self) -> tuple[ChecklistItem, ...]:
        return tuple(self._items.values())

    def hear(self, segment: Segment, understanding: Understanding) -> tuple[ChecklistItem, ...]:
        """Take one final utterance; return all items as they stand now.

        at_s of an item is when it was said, or when it fell due.
        """
        if not _NOT_HEARD & set(segment.doubts):
            for rule in self._rules:
                self._items[rule.item_id] = self._after(rule, segment, understanding)
        return self.items

    def _after(
        self, rule: ItemRule, segment: Segment, understanding: Understanding
    ) -> ChecklistItem:
        item = self._items[rule.item_id]
        if item.is_done:
            return item
        if segment.role is Role.AGENT and rule.is_said(segment, understanding):
            return replace(item, is_done=True, is_due=False, at_s=segment.start_s)
        if not item.is_due and rule.is_needed(segment, understanding):
            return replace(item, is_due=True, at_s=segment.end_s)
        return item

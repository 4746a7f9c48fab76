"""A finished call as the checks look at it: who spoke when, and what may count as evidence."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.audio import Role
from domain.calls import Device, Segment
from domain.meaning import Damage, EntityKind, Severity, Understanding
from domain.quality import Evidence, FinishedCall
from qa.facts import Facts

_NOTHING_MEANT: Final = Understanding(segment_id="")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the other one does."""

    role: Role
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Case:
    """One call under inspection. Everything in it is derived from finished and facts alone."""

    finished: FinishedCall
    facts: Facts

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(sorted(self.finished.segments, key=lambda one: (one.start_s, one.segment_id)))

    @cached_property
    def agent(self) -> tuple[Segment, ...]:
        return tuple(one for one in self.segments if one.role is Role.AGENT)

    @cached_property
    def customer(self) -> tuple[Segment, ...]:
        return tuple(one for one in self.segments if one.role is Role.CUSTOMER)

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Return the turns in order; doubtful segments keep their place in them."""
        turns: list[Turn] = []
        for segment in self.segments:
            if turns and turns[-1].role is segment.role:
                turns[-1] = Turn(segment.role, (*turns[-1].segments, segment))
            else:
                turns.append(Turn(segment.role, (segment,)))
        return tuple(turns)

    @cached_property
    def _meanings(self) -> dict[str, Understanding]:
        return {one.segment_id: one for one in self.finished.understandings}

    def meaning_of(self, segment: Segment) -> Understanding:
        return self._meanings.get(segment.segment_id, _NOTHING_MEANT)

    def last_agent(self, turns: int) -> tuple[Segment, ...]:
        """Return the segments of the agent's last turns."""
        mine = [turn for turn in self.turns if turn.role is Role.AGENT]
        return tuple(segment for turn in mine[-turns:] for segment in turn.segments)

    @cached_property
    def damages(self) -> tuple[tuple[Segment, Damage], ...]:
        """Return what the customer reported broken, in segments that can be relied on."""
        return tuple(
            (segment, damage)
            for segment in self.customer
            if is_sound(segment)
            for damage in self.meaning_of(segment).damages
        )

    @cached_property
    def hazards(self) -> tuple[tuple[Segment, Damage], ...]:
        return tuple(pair for pair in self.damages if pair[1].severity is Severity.SAFETY)

    def values(self, segments: tuple[Segment, ...], kind: EntityKind) -> tuple[str, ...]:
        """Return the normalised entities of one kind, in the order they were said."""
        return tuple(
            entity.value
            for segment in segments
            if is_sound(segment)
            for entity in self.meaning_of(segment).entities
            if entity.kind is kind
        )

    @cached_property
    def device(self) -> Device | None:
        """Return the device on file that the call is about, None when that is not certain."""
        devices = self.finished.call.customer.devices
        text = "".join(segment.text for segment in self.segments).upper()
        named = [one for one in devices if one.model and one.model.upper() in text]
        named = named or [one for one in devices if one.category and one.category in text]
        candidates = named or list(devices)
        return candidates[0] if len(candidates) == 1 else None

    @cached_property
    def customer_left_early(self) -> bool:
        """Return whether the customer hung up in the middle, so that nothing more could be said."""
        if self.finished.hung_up_by != Role.CUSTOMER.value or not self.turns:
            return False
        return self.turns[-1].role is Role.CUSTOMER


def is_sound(segment: Segment) -> bool:
    """Return whether the words may count: a doubtful segment is shown, never scored."""
    return not segment.doubts


def quote(segment: Segment, start: int = 0, end: int | None = None) -> Evidence:
    """Return a stretch of a segment (all of it by default) as evidence; times are the segment's."""
    end = len(segment.text) if end is None else end
    return Evidence(
        segment_id=segment.segment_id,
        start_s=segment.start_s,
        end_s=segment.end_s,
        text=segment.text[start:end],
        start=start,
        end=end,
        confidence=segment.confidence,
    )

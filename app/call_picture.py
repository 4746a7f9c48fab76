"""The call so far: what each new segment changes in intent, mood, urgency, cards and draft."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from app.blotting import blotted
from domain.audio import Role
from domain.calls import Call, Segment
from domain.events import (
    AlertRaised,
    CardsFound,
    ChecklistChanged,
    DraftChanged,
    Event,
    PictureChanged,
    SegmentHeard,
)
from domain.meaning import EntityKind, Mood, Understanding, Urgency
from domain.tickets import KnowledgeCard, TicketDraft
from service.alerts import alerts_of
from service.checklist import Checklist
from service.draft import draft
from service.urgency import LiveLevel, inputs_of_call, urgency
from speech.understanding.understand import Understander
from speech.understanding.whole_call import emotion_so_far, intents_so_far

# a segment, what it means, and the product that the call is about ("" while unknown)
FindCards: TypeAlias = Callable[[Segment, Understanding, str], tuple[KnowledgeCard, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """What one segment brought; stored as a whole before any of it is shown."""

    segment: Segment
    understanding: Understanding
    picture: PictureChanged
    alerts: tuple[AlertRaised, ...]
    checklist: ChecklistChanged
    draft: TicketDraft
    cards: CardsFound | None

    def events(self, *, delay_s: float, decode_s: float) -> Iterator[Event]:
        yield SegmentHeard(self.segment, self.understanding, delay_s, decode_s)
        yield from self.alerts
        yield self.picture
        yield self.checklist
        yield DraftChanged(self.draft)
        if self.cards is not None:
            yield self.cards


class CallPicture:
    """Grows with each segment; not thread-safe. All that it says can be computed again."""

    def __init__(self, call: Call, understander: Understander, find_cards: FindCards) -> None:
        self._call, self._understander, self._find_cards = call, understander, find_cards
        self._segments: list[Segment] = []
        self._understandings: list[Understanding] = []
        self._moods: list[tuple[float, Mood]] = []
        self._alerts: list[AlertRaised] = []
        self._checklist = Checklist()
        self._level = LiveLevel()
        self._category = ""
        self._picture: PictureChanged | None = None
        self._draft = draft(call, (), (), ())

    @property
    def picture(self) -> PictureChanged | None:
        return self._picture

    @property
    def draft(self) -> TicketDraft:
        return self._draft

    def hear(self, segment: Segment) -> Change:
        """Return what this segment changes. Takes some milliseconds."""
        return self.take(*self.meaning_of(segment))

    def meaning_of(self, segment: Segment) -> tuple[Segment, Understanding]:
        """Return the segment as it may be stored, and what it means; changes nothing here."""
        said_at = self._call.started_at_ms / 1000 + segment.start_s
        understanding = self._understander.understand(
            segment, said_at=datetime.fromtimestamp(said_at, UTC)
        )
        return blotted(segment, understanding)

    def take(self, segment: Segment, understanding: Understanding) -> Change:
        """Return what a segment changes whose meaning is known."""
        self._segments.append(segment)
        self._understandings.append(understanding)
        if understanding.mood is not None:
            self._moods.append((segment.start_s, understanding.mood))
        alerts = alerts_of(segment, understanding, self._alerts)
        self._alerts += alerts
        items = self._checklist.hear(segment, understanding)
        picture = self._seen_at(segment.end_s)
        self._draft = draft(self._call, self._segments, self._understandings, picture.intents)
        return Change(
            segment,
            understanding,
            picture,
            alerts,
            ChecklistChanged(self._call.call_id, items),
            self._draft,
            self._cards(segment, understanding),
        )

    def end(self) -> PictureChanged | None:
        """Return the picture that stays: only now may the urgency fall; None when nobody spoke."""
        if self._picture is not None:
            now = self._level.end(self._urgency(self._picture.emotion))
            self._picture = replace(self._picture, urgency=now)
        return self._picture

    def _seen_at(self, at_s: float) -> PictureChanged:
        intents = intents_so_far(self._understandings)
        emotion = emotion_so_far(self._moods)
        shown = self._level.hear(self._urgency(emotion))
        self._picture = PictureChanged(self._call.call_id, intents, emotion, shown, at_s)
        return self._picture

    def _urgency(self, emotion: float) -> Urgency:
        return urgency(inputs_of_call(self._understandings, self._call.customer, emotion))

    def _cards(self, segment: Segment, understanding: Understanding) -> CardsFound | None:
        for entity in understanding.entities:
            if entity.kind is EntityKind.CATEGORY:
                self._category = entity.value
        if segment.role is Role.AGENT or segment.doubts:
            return None
        cards = self._find_cards(segment, understanding, self._category)
        return CardsFound(self._call.call_id, segment.segment_id, cards) if cards else None

"""The rows of a transcript as the eye sees them: bubbles, alerts and notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from typing import Final

from domain.audio import Role
from domain.calls import Segment
from domain.events import AlertRaised, PartialHeard
from domain.meaning import Severity, Span, Threat, Understanding

UNSURE_BELOW: Final = 0.5  # confidence of a word
ANGRY_FROM: Final = 0.6  # text score of a segment that gets the red edge


class RowKind(Enum):
    SEGMENT = auto()
    PARTIAL = auto()
    ALERT = auto()
    NOTE = auto()


class MarkKind(IntEnum):
    """What lies under a stretch of words; where two overlap the higher one shows."""

    ENTITY = 1
    WARM = 2
    SEVERE = 3
    UNSURE = 4  # a line below: the recogniser was not sure
    PUT_RIGHT = 5  # a line below: a hot word took the place of what was heard


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    kind: MarkKind
    heard: str = ""  # PUT_RIGHT: the recogniser's own characters


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    """One row; `key` stays the same while its text grows."""

    kind: RowKind
    key: str
    role: Role
    start_s: float
    text: str
    end_s: float = 0.0
    marks: tuple[Mark, ...] = ()
    is_angry: bool = False
    is_doubtful: bool = False
    is_hit: bool = False
    unsure: tuple[Mark, ...] = ()  # UNSURE and PUT_RIGHT, in order


def row_of_segment(
    segment: Segment, understanding: Understanding | None, *, is_hit: bool = False
) -> TranscriptRow:
    return TranscriptRow(
        RowKind.SEGMENT,
        segment.segment_id,
        segment.role,
        segment.start_s,
        segment.text,
        end_s=segment.end_s,
        marks=marks_of(segment, understanding),
        is_angry=understanding is not None and is_angry(understanding),
        is_doubtful=bool(segment.doubts),
        is_hit=is_hit,
        unsure=unsure_of(segment),
    )


def row_of_partial(partial: PartialHeard) -> TranscriptRow:
    key = f"partial/{partial.role}"
    return TranscriptRow(RowKind.PARTIAL, key, partial.role, partial.start_s, partial.text)


def row_of_alert(alert: AlertRaised) -> TranscriptRow:
    return TranscriptRow(
        RowKind.ALERT, f"alert/{alert.alert_id}", Role.CUSTOMER, alert.at_s, alert.text
    )


def is_angry(understanding: Understanding) -> bool:
    mood = understanding.mood
    if mood is not None and mood.text_score >= ANGRY_FROM:
        return True
    return any(heard.threat is Threat.ESCALATE for heard in understanding.threats)


def marks_of(segment: Segment, understanding: Understanding | None) -> tuple[Mark, ...]:
    """Return the words to highlight, in order and without overlap."""
    if understanding is None:
        return ()
    return joined_marks(segment, _spans(understanding))


def unsure_of(segment: Segment) -> tuple[Mark, ...]:
    """Return what the recogniser was not sure of; neighbours are one stretch."""
    marks: list[Mark] = []
    place = 0
    for word in segment.words:
        end = place + len(word.text)
        if word.heard:
            marks.append(Mark(place, end, MarkKind.PUT_RIGHT, word.heard))
        elif word.confidence < UNSURE_BELOW and any(char.isalnum() for char in word.text):
            if marks and (marks[-1].end, marks[-1].kind) == (place, MarkKind.UNSURE):
                marks[-1] = Mark(marks[-1].start, end, MarkKind.UNSURE)
            else:
                marks.append(Mark(place, end, MarkKind.UNSURE))
        place = end
    return tuple(marks)


def joined_marks(segment: Segment, spans: Iterable[tuple[MarkKind, Span]]) -> tuple[Mark, ...]:
    kinds = [0] * len(segment.text)
    for kind, span in spans:
        if span.segment_id != segment.segment_id:
            continue
        for place in range(max(span.start, 0), min(span.end, len(kinds))):
            kinds[place] = max(kinds[place], kind)
    marks: list[Mark] = []
    start = 0
    for place in range(1, len(kinds) + 1):
        if place == len(kinds) or kinds[place] != kinds[start]:
            if kinds[start]:
                marks.append(Mark(start, place, MarkKind(kinds[start])))
            start = place
    return tuple(marks)


def _spans(understanding: Understanding) -> Iterable[tuple[MarkKind, Span]]:
    for entity in understanding.entities:
        yield MarkKind.ENTITY, entity.span
    if understanding.mood is not None:
        for span in understanding.mood.evidence:
            yield MarkKind.WARM, span
    for heard in understanding.threats:
        is_severe = heard.threat is Threat.ESCALATE
        yield MarkKind.SEVERE if is_severe else MarkKind.WARM, heard.evidence
    for cue in understanding.cues:
        yield MarkKind.WARM, cue.evidence
    for damage in understanding.damages:
        is_severe = damage.severity in (Severity.SAFETY, Severity.PROPERTY)
        yield MarkKind.SEVERE if is_severe else MarkKind.WARM, damage.evidence

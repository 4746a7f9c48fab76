"""Finished calls made for tests: spoken lines in, a FinishedCall with plausible times out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from domain.audio import Role
from domain.calls import Call, Customer, Device, Doubt, Segment
from domain.meaning import (
    Coarse,
    Damage,
    Entity,
    EntityKind,
    Fine,
    Intent,
    Level,
    Mood,
    Severity,
    Span,
    Threat,
    ThreatHeard,
    Understanding,
)
from domain.quality import FinishedCall
from domain.tickets import DraftField, Ticket, TicketState

ROOT: Final = Path(__file__).resolve().parents[2]
RUBRIC_PATH: Final = ROOT / "resources" / "rubrics" / "default.toml"
PRICES_FOLDER: Final = ROOT / "resources" / "prices"
STARTED_AT_MS: Final = int(datetime(2026, 7, 18, 2, 0, tzinfo=UTC).timestamp() * 1000)
S_PER_CHAR: Final = 0.24  # 250 characters a minute


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker says; gap_s is the pause before it, negative when he breaks in."""

    role: Role
    text: str
    gap_s: float = 0.6
    doubts: tuple[Doubt, ...] = ()
    angry: float = 0.0
    damage: tuple[Severity, str] | None = None  # the words are a part of text
    threat: str = ""
    entities: tuple[tuple[EntityKind, str], ...] = ()
    fine: Fine | None = None


def agent(text: str, **more: Any) -> Line:
    return Line(Role.AGENT, text, **more)


def customer(text: str, **more: Any) -> Line:
    return Line(Role.CUSTOMER, text, **more)


CHEN: Final = Customer(
    customer_id="c1",
    name="陈先生",
    phone="13812345678",
    devices=(Device("空调", "XH35", "2025-06-18", 36),),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is not said in a call."""

    customer: Customer = CHEN
    ticket: Ticket | None = None
    hung_up_by: str = ""
    silent_roles: tuple[str, ...] = ()
    extra_s: float = 1.0  # after the last word
    is_ticket_known: bool = True
    is_mono: bool = False


def finished(lines: Sequence[Line], settings: Settings | None = None) -> FinishedCall:
    told = settings or Settings()
    segments, understandings, clock_s = [], [], 0.0
    for place, line in enumerate(lines):
        start_s = max(0.0, round(clock_s + line.gap_s, 3))
        end_s = round(start_s + S_PER_CHAR * max(1, len(line.text)), 3)
        clock_s = end_s
        segment = Segment(
            segment_id=f"s{place:03d}",
            call_id="call-1",
            role=line.role,
            start_s=start_s,
            end_s=end_s,
            text=line.text,
            confidence=0.9,
            doubts=line.doubts,
        )
        segments.append(segment)
        understandings.append(_understanding(segment, line))
    return FinishedCall(
        call=Call("call-1", STARTED_AT_MS, "a1", "王芳", "售后", "in", told.customer),
        duration_s=round(max((one.end_s for one in segments), default=0.0) + told.extra_s, 3),
        segments=tuple(sorted(segments, key=lambda one: one.start_s)),
        understandings=tuple(understandings),
        ticket=told.ticket,
        hung_up_by=told.hung_up_by,
        silent_roles=told.silent_roles,
        is_ticket_known=told.is_ticket_known,
        is_mono=told.is_mono,
    )


def _understanding(segment: Segment, line: Line) -> Understanding:
    def span(words: str) -> Span:
        start = segment.text.index(words)
        return Span(segment.segment_id, start, start + len(words), words)

    return Understanding(
        segment_id=segment.segment_id,
        intents=(Intent(line.fine, Coarse.REQUEST, 0.9),) if line.fine else (),
        mood=Mood(line.angry, 0.5) if line.role is Role.CUSTOMER else None,
        entities=tuple(Entity(kind, value, span(value)) for kind, value in line.entities),
        damages=(Damage(line.damage[0], True, span(line.damage[1])),) if line.damage else (),
        threats=(ThreatHeard(Threat.COMPLAIN, span(line.threat)),) if line.threat else (),
    )


def ticket(*, fine: Fine = Fine.REPAIR, **values: str) -> Ticket:
    """Return a ticket whose fields are filled, but for those that values replace."""
    filled = {"类型": fine.value, "设备": "XH35", "现象": "不制冷", "电话": "13812345678", **values}
    return Ticket(
        ticket_id="t1",
        number="G20260718-0001",
        call_id="call-1",
        customer_id="c1",
        state=TicketState.NEW,
        fine=fine,
        level=Level.P3,
        fields=tuple(DraftField(name, value) for name, value in filled.items()),
        created_at_ms=STARTED_AT_MS + 60_000,
        due_at_ms=STARTED_AT_MS + 86_400_000,
        created_by="a1",
    )

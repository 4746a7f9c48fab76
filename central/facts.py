"""The parts of each payload that central reads itself. Unknown fields pass by unread."""

from typing import Any

from msgspec import Struct, field


class DeviceFact(Struct, frozen=True):
    category: str = ""


class CustomerFact(Struct, frozen=True):
    customer_id: str = ""
    name: str = ""
    devices: list[DeviceFact] = field(default_factory=list)


class CallFact(Struct, frozen=True):
    call_id: str
    started_at_ms: int
    agent_id: str
    agent_name: str = ""
    queue: str = ""
    direction: str = "in"
    customer: CustomerFact = field(default_factory=CustomerFact)


class CallEndFact(Struct, frozen=True):
    call_id: str
    ended_at_ms: int
    duration_s: float


class SpanFact(Struct, frozen=True):
    text: str = ""


class IntentFact(Struct, frozen=True):
    fine: str
    coarse: str = ""
    evidence: list[SpanFact] = field(default_factory=list)


class UrgencyFact(Struct, frozen=True):
    value: float = 0.0
    level: str = "P4"


class PictureFact(Struct, frozen=True):
    call_id: str
    intents: list[IntentFact] = field(default_factory=list)
    emotion: float = 0.0
    urgency: UrgencyFact = field(default_factory=UrgencyFact)


class SegmentFact(Struct, frozen=True):
    segment_id: str
    call_id: str
    role: str
    start_s: float
    end_s: float
    text: str
    confidence: float = 0.0


class AlertFact(Struct, frozen=True):
    alert_id: str
    call_id: str
    kind: str
    text: str
    at_ms: int


class TicketFact(Struct, frozen=True):
    ticket_id: str
    number: str
    state: str
    call_id: str = ""
    customer_id: str = ""
    fine: str = ""
    level: str = "P4"
    created_at_ms: int = 0
    due_at_ms: int = 0
    created_by: str = ""


class ScorecardFact(Struct, frozen=True):
    scorecard_id: str
    call_id: str
    rubric_id: str
    rubric_version: str
    raw_score: float | None = None
    final_score: float | None = None
    red_lines: list[dict[str, Any]] = field(default_factory=list)
    not_scorable_reason: str = ""
    confidence: float = 0.0
    scored_at_ms: int = 0


class VerdictFact(Struct, frozen=True):
    call_id: str
    criterion_id: str
    is_correct: bool
    note: str = ""
    reviewer: str = ""
    at_ms: int = 0


class ChannelSwapFact(Struct, frozen=True):
    call_id: str
    is_swapped: bool
    by: str = ""
    at_ms: int = 0


class RecordingFact(Struct, frozen=True):
    call_id: str
    sha256: str
    duration_s: float = 0.0
    has_gap: bool = False


class AgentStateFact(Struct, frozen=True):
    agent_id: str
    status: str
    since_ms: int
    name: str = ""

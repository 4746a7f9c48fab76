"""What happened: every event that parts publish and windows show."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from domain.audio import Role
from domain.calls import Call, Recording, Segment
from domain.errors import WorkstationError
from domain.meaning import Intent, Span, Understanding, Urgency
from domain.quality import Scorecard
from domain.tickets import KnowledgeCard, Ticket, TicketDraft


@dataclass(frozen=True, slots=True)
class CallStarted:
    call: Call


@dataclass(frozen=True, slots=True)
class LevelHeard:
    """Loudness of one channel, ten times a second; shown, not stored."""

    call_id: str
    role: Role
    level_dbfs: float
    at_s: float


@dataclass(frozen=True, slots=True)
class PartialHeard:
    """The open utterance so far; shown, not stored."""

    call_id: str
    role: Role
    start_s: float
    text: str


@dataclass(frozen=True, slots=True)
class SegmentHeard:
    """A final utterance; it is on disk before this is published."""

    segment: Segment
    understanding: Understanding
    delay_s: float  # end of speech to stored
    decode_s: float = 0.0  # of that, the time the engine took


@dataclass(frozen=True, slots=True)
class PictureChanged:
    """The call so far: intents best first, mood 0 to 1, urgency."""

    call_id: str
    intents: tuple[Intent, ...]
    emotion: float
    urgency: Urgency
    at_s: float


class AlertKind(StrEnum):
    SAFETY = "safety"
    PROPERTY = "property"
    THREAT = "threat"
    FORBIDDEN = "forbidden"  # said by the agent


@dataclass(frozen=True, slots=True)
class AlertRaised:
    alert_id: str
    call_id: str
    kind: AlertKind
    text: str  # what the agent should do, one line
    span: Span
    at_s: float
    script: tuple[str, ...] = ()  # lines to say, safety only
    answer_within_s: float | None = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    item_id: str
    name: str
    is_done: bool
    at_s: float | None = None
    is_due: bool = False  # required now and not yet said


@dataclass(frozen=True, slots=True)
class ChecklistChanged:
    call_id: str
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, slots=True)
class CardsFound:
    call_id: str
    segment_id: str
    cards: tuple[KnowledgeCard, ...]  # three at most


@dataclass(frozen=True, slots=True)
class DraftChanged:
    draft: TicketDraft


@dataclass(frozen=True, slots=True)
class TicketSaved:
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class CallEnded:
    call_id: str
    duration_s: float
    recording: Recording


@dataclass(frozen=True, slots=True)
class CallScored:
    scorecard: Scorecard


@dataclass(frozen=True, slots=True)
class FileProgressed:
    """A recording from elsewhere is being heard; done 0 to 1."""

    call_id: str
    done: float


@dataclass(frozen=True, slots=True)
class BacklogChanged:
    """What waits for recognition, in utterances and seconds of sound."""

    finals: int
    seconds: float
    partials_dropped: int


@dataclass(frozen=True, slots=True)
class EngineChanged:
    """Another engine hears from here on. is_stand_in: the chosen one is away."""

    engine: str
    is_stand_in: bool


@dataclass(frozen=True, slots=True)
class SyncChanged:
    is_online: bool
    waiting: int  # outbox rows not yet acknowledged
    uploads_waiting: int
    last_ok_ms: int | None
    parked: int = 0  # refused by central, kept for a person to look at


@dataclass(frozen=True, slots=True)
class CoverageChanged:
    scored: int
    recorded: int
    not_scorable: int


@dataclass(frozen=True, slots=True)
class TroubleMet:
    """Something needs a person's eye; the work goes on and nothing is lost."""

    error: WorkstationError


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """An input of the running call went away or is there again; its sound is silence meanwhile."""

    call_id: str
    roles: tuple[Role, ...]  # whom it hears
    name: str
    is_there: bool
    at_s: float


@dataclass(frozen=True, slots=True)
class WorkerDied:
    name: str
    error: Exception


Event: TypeAlias = (
    CallStarted
    | LevelHeard
    | PartialHeard
    | SegmentHeard
    | PictureChanged
    | AlertRaised
    | ChecklistChanged
    | CardsFound
    | DraftChanged
    | TicketSaved
    | CallEnded
    | CallScored
    | FileProgressed
    | BacklogChanged
    | EngineChanged
    | SyncChanged
    | CoverageChanged
    | TroubleMet
    | DeviceChanged
    | WorkerDied
)

Publish: TypeAlias = Callable[[Event], None]  # may be called from any thread

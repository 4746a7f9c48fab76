"""A finished call as the scorer sees it, and the score that explains itself."""

from dataclasses import dataclass
from enum import StrEnum

from domain.calls import Call, Segment
from domain.meaning import Understanding
from domain.sound import MinuteSound
from domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class FinishedCall:
    """All that a score may depend on: same value in, same scorecard out."""

    call: Call
    duration_s: float
    segments: tuple[Segment, ...]  # by start_s
    understandings: tuple[Understanding, ...]
    ticket: Ticket | None
    hung_up_by: str = ""  # "agent", "customer" or "" if unknown
    silent_roles: tuple[str, ...] = ()  # channels without any sound
    is_ticket_known: bool = True  # False: a recording from elsewhere; it may have had a ticket
    is_mono: bool = False  # one channel: all segments are called the customer's, whoever spoke
    sound: tuple[MinuteSound, ...] = ()  # of both channels, as far as it was measured


class Verdict(StrEnum):
    PASSED = "passed"
    PARTLY = "partly"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Evidence:
    segment_id: str
    start_s: float
    end_s: float
    text: str  # the words themselves
    start: int = 0  # characters of the segment's text
    end: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the score: what was checked, with what result, why, and what it cost."""

    criterion_id: str
    section: str
    name: str
    verdict: Verdict
    points: float  # earned
    max_points: float  # 0 when not applicable
    reason: str  # one line for people
    evidence: tuple[Evidence, ...]
    score_without: float | None  # the final score if this line had passed; None when it did
    check_version: str


@dataclass(frozen=True, slots=True)
class RedLine:
    """A fatal finding: the final score is 0, the raw score is kept."""

    red_line_id: str
    name: str
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CallMetrics:
    """Times of a call; definitions in docs/glossary.md."""

    agent_talk_share: float
    customer_talk_share: float
    silence_share: float
    longest_silence_s: float
    interruptions: int  # agent into customer
    agent_chars_per_min: float
    first_response_s: float | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """lines sum to raw_score (scaled to 100); final_score is 0 when a red line was crossed.

    not_scorable_reason is "" for a scored call; else both scores are None.
    """

    scorecard_id: str
    call_id: str
    rubric_id: str
    rubric_version: str
    raw_score: float | None
    final_score: float | None
    lines: tuple[LedgerLine, ...]
    red_lines: tuple[RedLine, ...]
    metrics: CallMetrics
    confidence: float  # mean recogniser confidence, 0 to 1
    not_scorable_reason: str = ""

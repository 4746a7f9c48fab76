"""What a supervisor sees of the calls: rows of the list, one call opened, verdicts."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from domain.calls import Call, Recording, Segment
from domain.meaning import Fine, Level, Understanding
from domain.quality import Scorecard
from domain.sound import MinuteSound


class ReviewState(StrEnum):
    QUEUED = "待机检"
    SCORED = "机检"
    TO_REVIEW = "待复核"
    PUBLISHED = "已发布"
    APPEALED = "申诉"
    NOT_SCORABLE = "不可评"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    call_id: str
    started_at_ms: int
    agent_name: str
    customer_name: str
    fine: Fine
    level: Level
    final_score: float | None
    has_red_line: bool
    state: ReviewState
    duration_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """Highest and lowest sample of each step of a recording, for drawing.

    agent, customer: float32, shape (steps, 2), columns low and high, -1 to 1.
    """

    step_s: float
    agent: NDArray[np.float32]
    customer: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CriterionVerdict:
    """A person's word on one line of the ledger."""

    call_id: str
    criterion_id: str
    is_correct: bool
    note: str
    reviewer: str
    at_ms: int


class ImportState(StrEnum):
    WAITING = "等待"
    HEARING = "转写中"
    PAUSED = "已暂停"
    DONE = "完成"
    FAILED = "读不出"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A recording from elsewhere on its way to a call of ours; done 0 to 1."""

    call_id: str
    name: str
    state: ImportState
    done: float


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Of the files that a person chose. unread: names of those that cannot be opened."""

    queued: int
    known: int
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedCall:
    call: Call
    segments: tuple[Segment, ...]
    understandings: tuple[Understanding, ...]
    scorecard: Scorecard | None
    recording: Recording | None
    verdicts: tuple[CriterionVerdict, ...]
    manual_score: float | None
    signed_by: str
    state: ReviewState
    is_mono: bool = False
    is_swapped: bool = False  # a person said that left is the customer
    swap_signs: tuple[str, ...] = ()  # why the channels seem to be the wrong way round
    sound: tuple[MinuteSound, ...] = ()  # of both channels, as far as it was measured

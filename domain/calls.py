"""A call and what was heard in it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.audio import Role


@dataclass(frozen=True, slots=True)
class Device:
    """An appliance that the customer owns."""

    category: str  # 空调, 冰箱 …
    model: str
    bought_on: str  # ISO date, "" if unknown
    warranty_months: int


@dataclass(frozen=True, slots=True)
class Contact:
    """One earlier contact of a customer, through any channel."""

    at_ms: int  # UTC
    channel: str  # 来电, 微信, 工单, 评价
    text: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    customer_id: str
    name: str
    phone: str
    tags: tuple[str, ...] = ()
    is_vip: bool = False
    devices: tuple[Device, ...] = ()
    contacts: tuple[Contact, ...] = ()  # newest first
    contacts_30_days: int = 1  # this call included; n of urgency.md


@dataclass(frozen=True, slots=True)
class Call:
    call_id: str
    started_at_ms: int  # UTC
    agent_id: str
    agent_name: str
    queue: str
    direction: str  # "in" or "out"
    customer: Customer


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start_s: float
    end_s: float
    confidence: float  # 0 to 1
    heard: str = ""  # the engine's own characters, where a hot word took their place


class Doubt(StrEnum):
    """Why a segment is not evidence: it is shown, marked, and never scored."""

    LOW_CONFIDENCE = "low_confidence"
    REPETITION = "repetition"
    KNOWN_HALLUCINATION = "known_hallucination"
    NO_SPEECH = "no_speech"
    IMPLAUSIBLE = "implausible"  # more words than so short a sound can hold


@dataclass(frozen=True, slots=True)
class Segment:
    """One finished utterance of one speaker; immutable."""

    segment_id: str
    call_id: str
    role: Role
    start_s: float  # from the start of the call
    end_s: float
    text: str  # Simplified Chinese, Arabic digits, punctuated
    confidence: float  # mean word probability, 0 to 1
    words: tuple[Word, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    engine: str = ""  # model name and version that heard it


class GapCause(StrEnum):
    """Why a stretch of a recording is silent that was not silent."""

    OVERFLOW = "overflow"  # the disk was slower than the call for too long
    DISK = "disk"  # the disk was full or refused
    SOURCE = "source"  # no sound came from the device


@dataclass(frozen=True, slots=True)
class SoundGap:
    """Seconds from the start of the call."""

    start_s: float
    end_s: float
    cause: GapCause


@dataclass(frozen=True, slots=True)
class Recording:
    """The stereo file of a call, sealed after its end."""

    call_id: str
    path: str
    duration_s: float
    sha256: str
    has_gap: bool = False  # sound is missing, or its program was killed: the tail may be short
    gaps: tuple[SoundGap, ...] = ()  # inside the recording, filled with silence
    is_recovered: bool = False  # its program was killed
    tail_s: float = 0.0  # of a recovered one: what the end lacks, estimated by the wall clock
    size_bytes: int = 0  # of the sound as it is sent: without what closes it on this disk

    @property
    def missing_s(self) -> float:
        """How much sound is known to be missing."""
        return sum(gap.end_s - gap.start_s for gap in self.gaps) + self.tail_s

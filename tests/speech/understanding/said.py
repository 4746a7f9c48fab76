"""One utterance as a segment, and the rules that read it (loaded once, without snownlp)."""

from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from domain.audio import Role
from domain.calls import Segment
from domain.meaning import Entity, EntityKind, Understanding
from speech.understanding.understand import Understander

SUNDAY_TEN: Final = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@cache
def rules() -> Understander:
    return Understander.load(with_snownlp=False)


def segment(text: str, role: Role = Role.CUSTOMER, start_s: float = 0.0) -> Segment:
    return Segment("s1", "c1", role, start_s, start_s + 2.0, text, 1.0)


def understood(text: str, role: Role = Role.CUSTOMER) -> Understanding:
    return rules().understand(segment(text, role), said_at=SUNDAY_TEN)


def entities(text: str, kind: EntityKind, role: Role = Role.CUSTOMER) -> list[Entity]:
    return [entity for entity in understood(text, role).entities if entity.kind is kind]


def values(text: str, kind: EntityKind) -> list[str]:
    return [entity.value for entity in entities(text, kind)]

"""Tickets, drafts and knowledge cards."""

from dataclasses import dataclass
from enum import StrEnum

from domain.meaning import Fine, Level


class TicketState(StrEnum):
    """One state machine; the legal moves are in service.tickets."""

    NEW = "待受理"
    ACCEPTED = "已受理"
    DISPATCHED = "已派工"
    ON_SITE = "处理中"
    WAITING = "挂起"
    DONE = "已完工"
    CLOSED = "已归档"
    CANCELLED = "已取消"


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field of the ticket form, and where its value was heard."""

    name: str  # 类型, 设备, 现象, 故障码, 地址, 电话, 上门, 责任
    value: str  # "" when still to be filled
    segment_id: str = ""  # "" when it does not come from words
    heard_at_s: float | None = None
    source: str = ""  # 来电, 客户档案, 原话
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class TicketDraft:
    call_id: str
    fine: Fine
    fields: tuple[DraftField, ...]

    @property
    def filled(self) -> int:
        return sum(1 for field in self.fields if field.value)


@dataclass(frozen=True, slots=True)
class Ticket:
    ticket_id: str
    number: str  # G20261122-0001: for people
    call_id: str
    customer_id: str
    state: TicketState
    fine: Fine
    level: Level
    fields: tuple[DraftField, ...]
    created_at_ms: int
    due_at_ms: int
    created_by: str
    rev: int = 0  # central's revision; 0 = not yet there


@dataclass(frozen=True, slots=True)
class Article:
    """An entry of the knowledge base."""

    article_id: str
    title: str
    category: str  # product category or ""
    body: str
    phrases: tuple[str, ...] = ()  # how customers say it
    fault_code: str = ""
    source: str = ""
    version: str = "1"
    valid_until: str = ""  # ISO date, "" = no end


@dataclass(frozen=True, slots=True)
class KnowledgeCard:
    """An article offered during a call, and the words that fetched it."""

    article: Article
    score: float  # larger is better; comparable within one search
    because: str  # the phrase that matched

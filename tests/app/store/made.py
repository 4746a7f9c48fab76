"""Made calls, segments and scores for the tests of the store."""

from dataclasses import replace
from pathlib import Path

from domain.audio import Role
from domain.calls import Call, Contact, Customer, Device, Doubt, Recording, Segment, Word
from domain.events import AlertKind, AlertRaised, PictureChanged
from domain.ids import new_id
from domain.meaning import (
    Coarse,
    Entity,
    EntityKind,
    Fine,
    Intent,
    Level,
    Mood,
    Span,
    Understanding,
    Urgency,
    UrgencyTerm,
)
from domain.quality import (
    CallMetrics,
    Evidence,
    LedgerLine,
    RedLine,
    Scorecard,
    Verdict,
)
from domain.tickets import DraftField, Ticket, TicketState

START_MS = 1_795_334_400_000  # 2026-11-22 16:00 in Shanghai
DAY_MS = 86_400_000

CUSTOMER = Customer(
    customer_id="c-1",
    name="王女士",
    phone="13800138000",
    tags=("老客户",),
    is_vip=True,
    devices=(Device("空调", "KFR-35GW", "2024-05-01", 36),),
    contacts=(
        Contact(START_MS - DAY_MS, "微信", "问保修", is_open=True),
        Contact(START_MS - 40 * DAY_MS, "来电", "安装"),
    ),
    contacts_30_days=2,
)


def made_call(call_id: str = "", *, at_ms: int = START_MS, customer: Customer = CUSTOMER) -> Call:
    return Call(call_id or new_id(at_ms), at_ms, "a-1", "李华", "空调", "in", customer)


def made_segment(call: Call, start_s: float = 1.0, text: str = "空调漏水。") -> Segment:
    return Segment(
        segment_id=new_id(),
        call_id=call.call_id,
        role=Role.CUSTOMER,
        start_s=start_s,
        end_s=start_s + 1.5,
        text=text,
        confidence=0.9,
        words=(Word("空调", start_s, start_s + 0.5, 0.95),),
        doubts=(Doubt.REPETITION,),
        engine="demo 1",
    )


def made_understanding(segment: Segment) -> Understanding:
    span = Span(segment.segment_id, 0, 2, "空调")
    return Understanding(
        segment_id=segment.segment_id,
        intents=(Intent(Fine.REPAIR, Coarse.REQUEST, 0.8, (span,)),),
        mood=Mood(0.4, 0.3, (span,)),
        entities=(Entity(EntityKind.CATEGORY, "空调", span),),
        rules_version="1",
    )


def made_picture(
    call: Call, *, level: Level = Level.P2, fine: Fine = Fine.REPAIR, at_s: float = 3.0
) -> PictureChanged:
    terms = (UrgencyTerm("损坏", 40.0, "漏水", (Span("s", 0, 2, "漏水"),)),)
    intent = Intent(fine, Coarse.REQUEST, 0.8)
    return PictureChanged(call.call_id, (intent,), 0.5, Urgency(40.0, level, terms, 30, "1"), at_s)


def made_alert(call: Call) -> AlertRaised:
    span = Span("s", 0, 2, "漏电")
    return AlertRaised(
        new_id(), call.call_id, AlertKind.SAFETY, "请客户断电", span, 4.0, ("请先断电",), 30.0
    )


def made_recording(folder: Path, call: Call, *, duration_s: float = 42.0) -> Recording:
    file = folder / f"{call.call_id}.flac"
    file.write_bytes(b"fLaC" + call.call_id.encode())
    return Recording(call.call_id, str(file), duration_s, "ab" * 32)


def made_ticket(call: Call, *, number: str = "G20261122-0001") -> Ticket:
    return Ticket(
        ticket_id=new_id(),
        number=number,
        call_id=call.call_id,
        customer_id=call.customer.customer_id,
        state=TicketState.NEW,
        fine=Fine.REPAIR,
        level=Level.P2,
        fields=(DraftField("设备", "KFR-35GW"), DraftField("地址", "", is_required=True)),
        created_at_ms=START_MS,
        due_at_ms=START_MS + DAY_MS,
        created_by="李华",
    )


def made_scorecard(call: Call, *, score: float = 92.0, version: str = "1") -> Scorecard:
    line = LedgerLine(
        "greeting", "开场", "问候", Verdict.PASSED, 5.0, 5.0, "说了您好",
        (Evidence("s", 0.0, 1.0, "您好", 0, 2, 0.9),), None, "1",
    )  # fmt: skip
    metrics = CallMetrics(0.5, 0.4, 0.1, 2.0, 1, 240.0, 0.8)
    return Scorecard(
        new_id(), call.call_id, "service", version, score, score, (line,), (), metrics, 0.93
    )


def with_red_line(scorecard: Scorecard) -> Scorecard:
    red_line = RedLine("abuse", "辱骂客户", "说了粗话", ())
    return replace(scorecard, final_score=0.0, red_lines=(red_line,))


def not_scorable(scorecard: Scorecard) -> Scorecard:
    return replace(
        scorecard, raw_score=None, final_score=None, lines=(), not_scorable_reason="没有声音"
    )

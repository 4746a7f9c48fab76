"""A made call as the events that the application would publish, word for word."""

import time
from typing import Final

from domain.audio import Role
from domain.calls import Call, Contact, Customer, Device, Recording, Segment
from domain.events import (
    AlertKind,
    AlertRaised,
    BacklogChanged,
    CallEnded,
    CallScored,
    CallStarted,
    CardsFound,
    ChecklistChanged,
    ChecklistItem,
    CoverageChanged,
    DraftChanged,
    Event,
    LevelHeard,
    PartialHeard,
    PictureChanged,
    SegmentHeard,
    SyncChanged,
)
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
    Urgency,
    UrgencyTerm,
)
from domain.quality import CallMetrics, Evidence, LedgerLine, RedLine, Scorecard, Verdict
from domain.tickets import Article, DraftField, KnowledgeCard, TicketDraft

CALL_ID: Final = "call-1"
DAY_MS: Final = 86_400_000
LINES: Final = (
    (Role.AGENT, 1.0, 4.6, "您好，星河售后，工号302，很高兴为您服务。"),
    (Role.CUSTOMER, 6.0, 10.8, "我那个空调又漏水了，KFR35那台，都第三次打电话了！"),
    (Role.AGENT, 14.0, 17.0, "非常抱歉给您添麻烦了。请问现在还在漏吗？"),
    (Role.CUSTOMER, 18.0, 24.1, "漏得地板都泡坏了，说好昨天上午来人，等了一天没人来！"),
    (
        Role.AGENT,
        29.0,
        36.2,
        "我理解您的心情。麻烦您先把空调的电源断开，地上的水用盆接一下，别踩插座附近。",
    ),
    (Role.CUSTOMER, 38.0, 42.5, "今天再没人来我就打12315投诉，让媒体曝光你们！"),
    (
        Role.AGENT,
        47.0,
        55.5,
        "我现在帮您加急，今天下午两点前师傅一定联系您，您的地址还是建设路8号3单元502对吗？",
    ),
    (Role.CUSTOMER, 58.0, 62.0, "对，建设路8号3单元502，电话就打这个。"),
)
MOODS: Final = {1: 0.35, 3: 0.78, 5: 0.93, 7: 0.30}


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def caller() -> Customer:
    at_ms = now_ms()
    return Customer(
        customer_id="u1",
        name="李建国",
        phone="13812346021",
        tags=("金卡",),
        is_vip=True,
        devices=(
            Device("空调", "KFR-35GW/BP3", "2022-10-12", 48),
            Device("热水器", "JSQ25-13A", "2024-06-23", 36),
            Device("洗衣机", "XQG100", "2024-02-28", 36),
        ),
        contacts=(
            Contact(at_ms - 2 * DAY_MS, "评价", "2 分：“说好上门没人来”"),
            Contact(at_ms - 3 * DAY_MS, "来电", "催单"),
            Contact(at_ms - 4 * DAY_MS, "工单", "G20261118-0042 已派工，改约 2 次", is_open=True),
            Contact(at_ms - 5 * DAY_MS, "微信", "上传漏水照片 2 张"),
            Contact(at_ms - 5 * DAY_MS, "来电", "维修 室内机漏水，未解决", is_open=True),
        ),
        contacts_30_days=3,
    )


def call(call_id: str = CALL_ID) -> Call:
    return Call(call_id, now_ms(), "302", "周敏", "空调", "in", caller())


def segment(number: int, call_id: str = CALL_ID) -> Segment:
    role, start_s, end_s, text = LINES[number]
    return Segment(f"{call_id}/s{number}", call_id, role, start_s, end_s, text, 0.94)


def span(of: Segment, words: str) -> Span:
    start = of.text.index(words)
    return Span(of.segment_id, start, start + len(words), words)


def understanding(of: Segment, number: int) -> Understanding:
    if of.role is Role.AGENT:
        return Understanding(of.segment_id)
    entities: tuple[Entity, ...] = ()
    damages: tuple[Damage, ...] = ()
    threats: tuple[ThreatHeard, ...] = ()
    words: tuple[Span, ...] = ()
    if number == 1:
        entities = (Entity(EntityKind.MODEL, "KFR-35", span(of, "KFR35")),)
        words = (span(of, "第三次"),)
    elif number == 3:
        entities = (Entity(EntityKind.DATE, "2026-11-21", span(of, "昨天上午")),)
        damages = (Damage(Severity.PROPERTY, True, span(of, "漏得地板都泡坏了")),)
        words = (span(of, "没人来"),)
    elif number == 5:
        threats = (
            ThreatHeard(Threat.ESCALATE, span(of, "12315")),
            ThreatHeard(Threat.COMPLAIN, span(of, "投诉")),
            ThreatHeard(Threat.ESCALATE, span(of, "曝光")),
        )
    elif number == 7:
        entities = (Entity(EntityKind.ADDRESS, "建设路8号3单元502", span(of, "建设路8号3单元502")),)
    return Understanding(
        of.segment_id,
        mood=Mood(MOODS.get(number, 0.2), 0.3, words),
        entities=entities,
        damages=damages,
        threats=threats,
        is_repeat=number == 1,
    )


def urgency() -> Urgency:
    terms = (
        UrgencyTerm("损坏", 33.8, "财产损失正在进行：“地板都泡坏了”"),
        UrgencyTerm("情绪", 16.4, "文字情绪 0.82"),
        UrgencyTerm("损坏×情绪", 9.2, "又坏又气"),
        UrgencyTerm("升级威胁", 8.0, "“12315”“曝光”"),
        UrgencyTerm("重复来电", 6.0, "30 天内第 3 次"),
        UrgencyTerm("会员", 0.9, "VIP"),
    )
    return Urgency(74.3, Level.P2, terms, 120, "u1")


def intents(of: Segment) -> tuple[Intent, ...]:
    return (
        Intent(Fine.COMPLAINT, Coarse.COMPLAINT, 0.93, (span(of, "投诉"),)),
        Intent(Fine.REPAIR, Coarse.REQUEST, 0.71),
        Intent(Fine.CHASE, Coarse.REQUEST, 0.64),
    )


def articles() -> tuple[Article, ...]:
    return (
        Article(
            "a1",
            "挂机室内机漏水：排水管堵塞或倾斜",
            "空调",
            "先断电，再看排水管是否被压、被堵或向上倾斜。\n备件：排水软管 PB-112。上门约 40 分钟。",
            ("漏水", "滴水"),
            source="维修手册 4.2",
            valid_until="2026-12-31",
        ),
        Article(
            "a2",
            "漏水造成财产损失的登记与赔付流程",
            "",
            "拍照 3 张，24 小时内勘察。",
            ("地板泡坏",),
            source="制度",
            version="3",
            valid_until="2026-12-31",
        ),
        Article(
            "a3", "空调不制冷的初步判断", "空调", "检查滤网和模式。", ("不制冷",), source="手册"
        ),
    )


def draft() -> TicketDraft:
    first = f"{CALL_ID}/s1"
    fields = (
        DraftField("类型", "投诉 › 维修未履约", f"{CALL_ID}/s3", 18.0, "原话"),
        DraftField("设备", "空调 KFR-35GW/BP3", first, 6.0, "原话"),
        DraftField("现象", "室内机漏水，地板泡坏", f"{CALL_ID}/s3", 18.0, "原话"),
        DraftField("地址", "建设路8号3单元502", f"{CALL_ID}/s7", 58.0, "原话"),
        DraftField("电话", "138****6021", source="来电"),
        DraftField("上门", "今天 14:00 前", f"{CALL_ID}/s6", 47.0, "原话"),
        DraftField("责任", ""),
    )
    return TicketDraft(CALL_ID, Fine.COMPLAINT, fields)


def checklist() -> tuple[ChecklistItem, ...]:
    done = ("问候与工号", "致歉安抚", "安全提示", "地址复述", "时限承诺")
    items = [ChecklistItem(f"c{n}", name, True, 10.0 * n) for n, name in enumerate(done)]
    items.append(ChecklistItem("c5", "核对来电人", False, is_due=True))
    items += [ChecklistItem("c6", "费用说明", False), ChecklistItem("c7", "邀请评价", False)]
    return tuple(items)


def alert() -> AlertRaised:
    of = segment(3)
    return AlertRaised(
        "al1",
        CALL_ID,
        AlertKind.PROPERTY,
        "财产损失进行中：提示客户断电并接水，已加入核对项",
        span(of, "漏得地板都泡坏了"),
        of.end_s,
    )


def safety_alert() -> AlertRaised:
    of = segment(3)
    return AlertRaised(
        "al2",
        CALL_ID,
        AlertKind.SAFETY,
        "客户说有危险：漏电。请立即念安全提示",
        span(of, "漏得地板都泡坏了"),
        of.end_s,
        script=(
            "请您先不要碰机器，离开有水的地方。",
            "如果方便，请拉下家里的总闸。",
            "我现在就为您安排师傅。",
        ),
        answer_within_s=30.0,
    )


def running_call() -> list[Event]:
    """Return the call up to an open last utterance."""
    events: list[Event] = [
        SyncChanged(True, 2, 0, now_ms()),
        CoverageChanged(1284, 1284, 3),
        BacklogChanged(0, 0.0, 0),
        CallStarted(call()),
    ]
    for number in range(len(LINES)):
        of = segment(number)
        events.append(LevelHeard(CALL_ID, of.role, -21.0 + number, of.start_s))
        events.append(PartialHeard(CALL_ID, of.role, of.start_s, of.text[:6]))
        events.append(SegmentHeard(of, understanding(of, number), 0.8))
        if number == 3:
            events.append(alert())
        if of.role is Role.CUSTOMER:
            events.append(
                PictureChanged(
                    CALL_ID, intents(segment(5)), MOODS.get(number, 0.2), urgency(), of.end_s
                )
            )
            cards = tuple(KnowledgeCard(article, 1.0, "漏水") for article in articles())
            events.append(CardsFound(CALL_ID, of.segment_id, cards))
    events.append(ChecklistChanged(CALL_ID, checklist()))
    events.append(DraftChanged(draft()))
    events.append(PartialHeard(CALL_ID, Role.CUSTOMER, 66.0, "还有地板的赔偿你们"))
    events.append(LevelHeard(CALL_ID, Role.CUSTOMER, -14.0, 192.0))
    events.append(LevelHeard(CALL_ID, Role.AGENT, -21.0, 192.0))
    return events


def ended_call() -> list[Event]:
    recording = Recording(CALL_ID, "call-1.flac", 246.0, "0" * 64)
    return [CallEnded(CALL_ID, 246.0, recording), CallScored(scorecard())]


def scorecard() -> Scorecard:
    lines = (
        _line("greeting", "开场与核实", "问候含公司、工号 ≤10 s", 5, 5, "00:01", 0),
        _line("verify", "开场与核实", "核对来电人与设备", 2, 6, "未复述手机号", 6),
        _line("name", "开场与核实", "称呼客户", 4, 4, "00:14", 2),
        _line("interrupt", "倾听与态度", "不打断", 4, 6, "00:31 重叠 1.2 s", 4),
        _line("forbidden", "倾听与态度", "无禁语", 0, 5, "“这是规定”", 6),
        _line("soothe", "倾听与态度", "情绪时致歉安抚", 6, 6, "00:14", 2),
        _line("ticket", "承诺与流程", "工单已建且字段齐", 6, 6, "G20261122-0042", None),
        _line("fee", "承诺与流程", "费用说明与价目表一致", 0, 8, "说 50，表 30", 6),
        _line("invite", "结束", "邀评价", 0, 3, "末 3 句未见", None),
        _line("closing", "结束", "结束语", 9, 9, "", 7),
    )
    metrics = CallMetrics(0.54, 0.38, 0.08, 12.0, 1, 252.0, 1.0)
    return Scorecard("sc1", CALL_ID, "售后通用", "v7", 71.0, 71.0, lines, (), metrics, 0.94)


def red_scorecard() -> Scorecard:
    of = segment(3)
    evidence = Evidence(of.segment_id, of.start_s, of.end_s, of.text, 0, 8)
    red = RedLine("safety", "有人报漏电未提示断电", "30 s 内没有安全提示", (evidence,))
    lines = scorecard().lines
    metrics = scorecard().metrics
    return Scorecard("sc2", "call-2", "售后通用", "v7", 64.0, 0.0, lines, (red,), metrics, 0.91)


def _line(
    key: str, section: str, name: str, points: float, most: float, reason: str, number: int | None
) -> LedgerLine:
    verdict = Verdict.PASSED if points == most else Verdict.PARTLY if points else Verdict.FAILED
    evidence: tuple[Evidence, ...] = ()
    if number is not None:
        of = segment(number)
        evidence = (Evidence(of.segment_id, of.start_s, of.end_s, of.text[:6], 0, 6, 0.94),)
    without = None if points == most else 71.0 + most - points
    return LedgerLine(
        key, section, name, verdict, points, most, reason, evidence, without, f"{key}.1"
    )

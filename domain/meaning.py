"""What the words of a call mean: intent, mood, entities, hazards, urgency."""

from dataclasses import dataclass
from enum import StrEnum


class Coarse(StrEnum):
    ENQUIRY = "咨询"
    REQUEST = "服务请求"
    COMPLAINT = "投诉"
    NONE = "无"


class Fine(StrEnum):
    INSTALL = "安装"
    REPAIR = "维修"
    CARE = "保养清洗"
    RETURN = "退换货"
    PRODUCT = "产品咨询"
    POLICY = "政策与保修"
    FEE = "费用与价保"
    INVOICE = "发票"
    PARTS = "配件"
    CHASE = "催单查进度"
    DELIVERY = "配送改约"
    EXTENDED = "延保"
    TRADE_IN = "以旧换新"
    COMPLAINT = "投诉"
    HUMAN = "转人工"
    SMALL_TALK = "寒暄确认"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of characters of one segment's text."""

    segment_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Intent:
    fine: Fine
    coarse: Coarse
    confidence: float  # 0 to 1
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Mood:
    """Dissatisfaction of one customer segment."""

    text_score: float  # 0 calm to 1 furious, from words
    snownlp: float  # 0 negative to 1 positive; shown beside it, never used alone
    evidence: tuple[Span, ...] = ()


class EntityKind(StrEnum):
    PHONE = "phone"
    CATEGORY = "category"
    MODEL = "model"
    FAULT = "fault"  # symptom in words
    FAULT_CODE = "fault_code"
    DATE = "date"  # value is ISO: a day, or start/end with minutes
    ADDRESS = "address"
    ORDER = "order"
    AMOUNT = "amount"  # yuan
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Entity:
    kind: EntityKind
    value: str  # normalised
    span: Span


class Severity(StrEnum):
    """Classes of damage, urgency.md 6.2."""

    SAFETY = "safety"  # d = 1.00
    PROPERTY = "property"  # d = 0.75
    FUNCTION_LOST = "function_lost"  # d = 0.50
    FUNCTION_REDUCED = "function_reduced"  # d = 0.30
    COSMETIC = "cosmetic"  # d = 0.10


@dataclass(frozen=True, slots=True)
class Damage:
    """A product damage that the customer reported; negated and hypothetical ones are left out."""

    severity: Severity
    is_active: bool  # still going on
    evidence: Span


class Threat(StrEnum):
    COMPLAIN = "complain"  # t = 0.5: 投诉, 差评, 退一赔三
    ESCALATE = "escalate"  # t = 1: 12315, 消协, 曝光, 律师 …


@dataclass(frozen=True, slots=True)
class ThreatHeard:
    threat: Threat
    evidence: Span


class CueKind(StrEnum):
    """Words that weigh a case beyond damage and mood."""

    REPEAT = "repeat"  # 第三次, 打了好几个电话
    AFTER_REPAIR = "after_repair"  # 修完又坏
    VULNERABLE = "vulnerable"  # 老人, 婴儿, 孕妇
    ESSENTIAL = "essential"  # 高温天的空调, 冰箱里有药
    GOING_ON = "going_on"  # 还在漏


@dataclass(frozen=True, slots=True)
class Cue:
    kind: CueKind
    evidence: Span


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that one segment tells by itself. Agent segments carry entities only."""

    segment_id: str
    intents: tuple[Intent, ...] = ()  # best first
    mood: Mood | None = None  # None for the agent
    entities: tuple[Entity, ...] = ()
    damages: tuple[Damage, ...] = ()
    threats: tuple[ThreatHeard, ...] = ()
    is_repeat: bool = False  # the customer says that this is not the first time
    has_vulnerable: bool = False  # infant, elderly, medicine in the fridge …
    rules_version: str = ""
    cues: tuple[Cue, ...] = ()


class Level(StrEnum):
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


@dataclass(frozen=True, slots=True)
class UrgencyTerm:
    """One addend of the urgency, with the words that made it."""

    name: str  # 损坏, 情绪, 损坏×情绪, 升级威胁, 重复来电, 会员, 超时, 保底
    points: float
    reason: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Urgency:
    """The terms sum to value (a floor is a term of its own)."""

    value: float  # 0 to 100
    level: Level
    terms: tuple[UrgencyTerm, ...]
    respond_within_min: int  # target of first contact
    formula_version: str

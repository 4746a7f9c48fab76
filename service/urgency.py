"""Urgency of a call: damage × emotion with floors, an addition that explains itself.

Source: urgency.md 6.2 to 6.4. u = 45d + 20e + 15·d·e + 8t + 6r + 2v + 4o, then the
highest floor that applies, which appears as a term of its own, 保底.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from domain.calls import Customer
from domain.meaning import (
    Cue,
    CueKind,
    Damage,
    Fine,
    Level,
    Severity,
    Span,
    Threat,
    Understanding,
    Urgency,
    UrgencyTerm,
)

FORMULA_VERSION: Final = "2026.11.1"
DAMAGE: Final[Mapping[Severity, float]] = MappingProxyType(
    {
        Severity.SAFETY: 1.0,
        Severity.PROPERTY: 0.75,
        Severity.FUNCTION_LOST: 0.5,
        Severity.FUNCTION_REDUCED: 0.3,
        Severity.COSMETIC: 0.1,
    }
)
SEVERITY_NAMES: Final[Mapping[Severity, str]] = MappingProxyType(
    {
        Severity.SAFETY: "安全隐患或人身伤害",
        Severity.PROPERTY: "财产损失",
        Severity.FUNCTION_LOST: "功能丧失",
        Severity.FUNCTION_REDUCED: "功能下降",
        Severity.COSMETIC: "外观或轻微问题",
    }
)
THREAT: Final[Mapping[Threat, float]] = MappingProxyType(
    {Threat.COMPLAIN: 0.5, Threat.ESCALATE: 1.0}
)
RESPOND_WITHIN_MIN: Final[Mapping[Level, int]] = MappingProxyType(
    {Level.P1: 15, Level.P2: 120, Level.P3: 1440, Level.P4: 2880}
)
MODIFIER: Final = 0.1  # each of: vulnerable person, essential now, same fault after repair
MODIFIERS_AT_MOST: Final = 0.2
_LEVELS: Final = ((85.0, Level.P1), (60.0, Level.P2), (35.0, Level.P3))
_COMPLAINT_FROM: Final = 0.6  # confidence of an utterance's complaint intent


@dataclass(frozen=True, slots=True)
class Reasons:
    """The words and facts behind the inputs, for people."""

    damage: str = ""
    damage_words: tuple[Span, ...] = ()
    emotion_words: tuple[Span, ...] = ()
    threat_words: tuple[Span, ...] = ()
    repeat: str = ""
    repeat_words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgencyInputs:
    """d, e, t, r, v, o of urgency.md 6.4, each 0 to 1; v grades by contract."""

    d: float = 0.0
    e: float = 0.0
    t: float = 0.0
    r: float = 0.0
    v: float = 0.0
    o: float = 0.0
    is_active: bool = False  # property damage that still goes on
    has_complaint_intent: bool = False
    reasons: Reasons = field(default_factory=Reasons, compare=False)


def urgency(inputs: UrgencyInputs) -> Urgency:
    """Return the urgency; its terms sum to its value."""
    terms = [term for term in _terms(inputs) if term.points > 0]
    raw = sum(term.points for term in terms)
    floor, why = _floor(inputs)
    if floor > raw:
        terms.append(UrgencyTerm("保底", floor - raw, why, _floor_words(inputs)))
    value = min(100.0, max(raw, floor))
    level = level_of(value)
    return Urgency(value, level, tuple(terms), RESPOND_WITHIN_MIN[level], FORMULA_VERSION)


def level_of(value: float) -> Level:
    # a sum of floats may miss 85 by one part in 10^15
    return next((level for at, level in _LEVELS if value >= at - 1e-9), Level.P4)


def _terms(inputs: UrgencyInputs) -> tuple[UrgencyTerm, ...]:
    d, e, reasons = inputs.d, inputs.e, inputs.reasons
    return (
        UrgencyTerm("损坏", 45 * d, reasons.damage or f"损坏程度 {d:.2f}", reasons.damage_words),
        UrgencyTerm("情绪", 20 * e, f"客户情绪 {e:.2f}", reasons.emotion_words),
        UrgencyTerm("损坏×情绪", 15 * d * e, f"{d:.2f} × {e:.2f}"),
        UrgencyTerm("升级威胁", 8 * inputs.t, _threat_reason(inputs.t), reasons.threat_words),
        UrgencyTerm(
            "重复来电", 6 * inputs.r, reasons.repeat or "30 天内多次来电", reasons.repeat_words
        ),
        UrgencyTerm("会员", 2 * inputs.v, "会员或合同客户"),
        UrgencyTerm("超时", 4 * inputs.o, "已有工单超过承诺时限"),
    )


def _threat_reason(t: float) -> str:
    return "提到监管、媒体或法律途径" if t >= 1 else "提到投诉或赔偿"


def _floor(inputs: UrgencyInputs) -> tuple[float, str]:
    """Return the highest floor and its reason; 0 when none applies."""
    floors = (
        (85.0, inputs.d >= 1, "涉及人身安全，至少 P1"),
        (60.0, inputs.is_active, "财产损失仍在继续，至少 P2"),
        (
            60.0,
            inputs.t >= 1 and (inputs.e >= 0.6 or inputs.d >= 0.5),
            "提到监管、媒体或法律途径，且情绪激烈或损坏严重，至少 P2",
        ),
        (35.0, inputs.t >= 1, "提到监管、媒体或法律途径，至少 P3"),
        (35.0, inputs.has_complaint_intent and inputs.e >= 0.85, "投诉且情绪极为激烈，至少 P3"),
    )
    return next(((value, why) for value, applies, why in floors if applies), (0.0, ""))


def _floor_words(inputs: UrgencyInputs) -> tuple[Span, ...]:
    if inputs.d >= 1 or inputs.is_active:
        return inputs.reasons.damage_words
    return inputs.reasons.threat_words or inputs.reasons.emotion_words


def inputs_of_call(
    understandings: Iterable[Understanding],
    customer: Customer,
    emotion: float,
    *,
    overdue: float = 0.0,
) -> UrgencyInputs:
    """Gather the inputs from all that was heard so far.

    emotion: e of speech.understanding.whole_call. overdue: how far an open ticket is past
    its limit, in limits, 0 when in time. Agent words carry no damage, threat or mood, so
    they cannot move anything here.
    """
    turns = tuple(understandings)
    damages = [damage for turn in turns for damage in turn.damages]
    threats = [heard for turn in turns for heard in turn.threats]
    cues = [cue for turn in turns for cue in turn.cues]
    t = max((THREAT[heard.threat] for heard in threats), default=0.0)
    r, repeat, repeat_words = _repeat(cues, customer)
    d, damage = _damage(damages, cues)
    return UrgencyInputs(
        d=d,
        e=min(1.0, max(0.0, emotion)),
        t=t,
        r=r,
        v=1.0 if customer.is_vip else 0.0,
        o=min(1.0, max(0.0, overdue)),
        is_active=_has_active_loss(damages, cues),
        has_complaint_intent=_complains(turns),
        reasons=Reasons(
            damage=damage,
            damage_words=_worst_words(damages),
            emotion_words=_angriest_words(turns),
            threat_words=tuple(h.evidence for h in threats if THREAT[h.threat] == t),
            repeat=repeat,
            repeat_words=repeat_words,
        ),
    )


def _damage(damages: Sequence[Damage], cues: Sequence[Cue]) -> tuple[float, str]:
    if not damages:
        return 0.0, ""
    worst = max((damage.severity for damage in damages), key=lambda severity: DAMAGE[severity])
    names = {
        CueKind.VULNERABLE: "家有老人、婴儿或病人",
        CueKind.ESSENTIAL: "当下离不开",
        CueKind.AFTER_REPAIR: "修后同一故障",
    }
    kinds = {cue.kind for cue in cues}
    added = [name for kind, name in names.items() if kind in kinds]
    if worst is Severity.SAFETY:
        return 1.0, "；".join([SEVERITY_NAMES[worst], *added])
    plus = min(MODIFIERS_AT_MOST, MODIFIER * len(added))
    return min(1.0, DAMAGE[worst] + plus), "；".join([SEVERITY_NAMES[worst], *added])


def _has_active_loss(damages: Sequence[Damage], cues: Sequence[Cue]) -> bool:
    """A loss goes on when it is said so itself, or when the leak behind it still runs."""
    losses = [damage for damage in damages if damage.severity is Severity.PROPERTY]
    runs = any(cue.kind is CueKind.GOING_ON for cue in cues)
    return bool(losses) and (runs or any(damage.is_active for damage in losses))


def _repeat(cues: Sequence[Cue], customer: Customer) -> tuple[float, str, tuple[Span, ...]]:
    words = tuple(cue.evidence for cue in cues if cue.kind is CueKind.REPEAT)
    said = 0.5 if words else 0.0  # his word counts as a second contact
    known = min(1.0, max(0, customer.contacts_30_days - 1) / 2)
    if known >= said and known > 0:
        return known, f"30 天内第 {customer.contacts_30_days} 次联系", words
    return said, "客户说不是第一次" if words else "", words


def _complains(turns: Sequence[Understanding]) -> bool:
    return any(
        intent.fine is Fine.COMPLAINT and intent.confidence >= _COMPLAINT_FROM
        for turn in turns
        for intent in turn.intents
    )


def _worst_words(damages: Sequence[Damage]) -> tuple[Span, ...]:
    worst = max((DAMAGE[damage.severity] for damage in damages), default=0.0)
    return tuple(damage.evidence for damage in damages if DAMAGE[damage.severity] == worst)


def _angriest_words(turns: Sequence[Understanding]) -> tuple[Span, ...]:
    moods = [turn.mood for turn in turns if turn.mood is not None and turn.mood.evidence]
    moods.sort(key=lambda mood: -mood.text_score)
    return tuple(span for mood in moods[:3] for span in mood.evidence)


class LiveLevel:
    """Hysteresis: during a call the urgency may rise at once, and falls only at its end."""

    def __init__(self) -> None:
        self._highest: Urgency | None = None

    def hear(self, now: Urgency) -> Urgency:
        """Return what to show: the highest so far."""
        if self._highest is None or now.value >= self._highest.value:
            self._highest = now
        return self._highest

    def end(self, now: Urgency) -> Urgency:
        """The call is over: what holds now, holds."""
        self._highest = None
        return now


def queue_key(value: float, waited_min: float) -> float:
    """Sort key within a level, larger first: 1 point for each 10 minutes, 10 at most."""
    return value + min(10.0, max(0.0, waited_min) / 10)

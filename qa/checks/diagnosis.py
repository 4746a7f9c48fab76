"""Diagnosis: were the key questions asked, and is the word on warranty true."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from domain.calls import Segment
from domain.meaning import EntityKind, Fine, Severity
from domain.quality import Evidence
from qa.case import Case, is_sound, quote
from qa.checks.finding import (
    Finding,
    doubt_about,
    earned,
    failed,
    not_applicable,
    passed,
    said,
)
from qa.plain import Phrases

_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class KeyQuestionsRule:
    model_asked: Phrases
    bought_asked: Phrases
    bought_said: Phrases
    symptom_asked: Phrases
    code_asked: Phrases
    without_code: Phrases  # symptoms that no display reports


def key_questions(case: Case, rule: KeyQuestionsRule) -> Finding:
    """Model, purchase, symptom and fault code: asked, told unasked, or on file."""
    if not _is_repair(case):
        return not_applicable("不是报修来电")
    known = _known(case, rule)
    missing = [name for name, proof in known.items() if proof is None]
    settled = tuple(one for proof in known.values() if proof for one in proof[:1])
    if not missing:
        return passed("、".join(known) + "均已问明", *settled)
    if doubt := doubt_about(case.segments):
        return not_applicable(doubt)
    share = (len(known) - len(missing)) / len(known)
    return earned(share, "未问" + "、".join(missing), *settled)


def _is_repair(case: Case) -> bool:
    ticket = case.finished.ticket
    if ticket is not None and ticket.fine is Fine.REPAIR:
        return True
    faults = (EntityKind.FAULT, EntityKind.FAULT_CODE)
    return bool(case.damages) or any(case.values(case.customer, kind) for kind in faults)


def _known(case: Case, rule: KeyQuestionsRule) -> dict[str, tuple[Evidence, ...] | None]:
    """Return by question where it was settled: () means on file, None means nowhere."""
    device = case.device
    model = said(case.agent, rule.model_asked) or _told(case, EntityKind.MODEL)
    bought = said(case.agent, rule.bought_asked) or said(case.customer, rule.bought_said)
    symptom = said(case.agent, rule.symptom_asked) or _told(case, EntityKind.FAULT)
    symptom = symptom or tuple(quote(segment) for segment, _ in case.damages[:1])
    known: dict[str, tuple[Evidence, ...] | None] = {
        "型号": model or (() if device and device.model else None),
        "购买时间": bought or (() if device and device.bought_on else None),
        "故障现象": symptom or None,
    }
    if _may_show_a_code(case, rule):
        code = said(case.agent, rule.code_asked) or _told(case, EntityKind.FAULT_CODE)
        known["故障码"] = code or None
    return known


def _may_show_a_code(case: Case, rule: KeyQuestionsRule) -> bool:
    """Leaks and scratches raise no code; where harm is done nobody should be asked to read one."""
    if not case.damages:
        return True
    if any(damage.severity in (Severity.SAFETY, Severity.PROPERTY) for _, damage in case.damages):
        return False
    return any(not rule.without_code.are_in(damage.evidence.text) for _, damage in case.damages)


def _told(case: Case, kind: EntityKind) -> tuple[Evidence, ...]:
    return tuple(
        quote(segment)
        for segment in case.segments
        if is_sound(segment) and any(one.kind is kind for one in case.meaning_of(segment).entities)
    )


@dataclass(frozen=True, slots=True)
class WarrantyRule:
    within: Phrases  # says that the warranty still runs
    beyond: Phrases  # says that it has ended
    unless: Phrases  # a question or a condition is no judgement


def warranty_judged(case: Case, rule: WarrantyRule) -> Finding:
    """What the agent says about the warranty must agree with the policy table."""
    statement = _last_statement(case, rule)
    if statement is None:
        return not_applicable("没有作保修判断")
    segment, is_within = statement
    device = case.device
    if device is None:
        return not_applicable("档案中没有对应的设备，无法核对保修", quote(segment))
    ends = case.facts.ends_on(device)
    if ends is None:
        return not_applicable("购买日期或保修政策未知，无法核对保修", quote(segment))
    started = datetime.fromtimestamp(case.finished.call.started_at_ms / 1000, UTC)
    is_true = is_within == (started.astimezone(_CHINA).date() <= ends)
    policy = f"{device.category}保修至 {ends.isoformat()}（政策 {case.facts.warranty_version}）"
    if is_true:
        return passed(f"保修判断正确：{policy}", quote(segment))
    return failed(f"说“{'在保' if is_within else '过保'}”，{policy}", quote(segment))


def _last_statement(case: Case, rule: WarrantyRule) -> tuple[Segment, bool] | None:
    """Return the last judgement, for a slip that was put right does not count."""
    for segment in reversed(case.agent):
        if not is_sound(segment) or rule.unless.are_in(segment.text):
            continue
        if rule.beyond.are_in(segment.text):
            return segment, False
        if rule.within.are_in(segment.text):
            return segment, True
    return None

"""Red lines: a failed finding is fatal and goes to a person before it is published."""

from dataclasses import dataclass

from domain.audio import Role
from domain.meaning import EntityKind
from qa.case import Case, is_sound, quote
from qa.checks.attitude import ForbiddenRule, forbidden
from qa.checks.finding import Finding, doubt_about, failed, not_applicable, passed, said
from qa.numerals import phones
from qa.plain import Phrases


def never_said(case: Case, rule: ForbiddenRule) -> Finding:
    hits = forbidden(case, rule)
    if not hits:
        return passed("未出现")
    words = dict.fromkeys(one.text for one in hits)
    return failed("".join(f"“{word}”" for word in words), *hits)


@dataclass(frozen=True, slots=True)
class HazardRule:
    advice: Phrases


def hazard_advised(case: Case, rule: HazardRule) -> Finding:
    """After the customer reports a danger, the agent says how to be safe."""
    if not case.hazards:
        return not_applicable("客户没有报告安全隐患")
    segment, damage = case.hazards[0]
    after = tuple(one for one in case.agent if one.end_s > segment.start_s)
    sound = [one for one in after if is_sound(one)]
    advice = said(after, rule.advice)
    danger = quote(segment, damage.evidence.start, damage.evidence.end)
    if advice:
        return passed("已给安全提示", danger, advice[0])
    if not sound or doubt_about(after, rule.advice):
        return not_applicable("隐患之后没有可靠的座席语句", danger)
    return failed(f"客户报告“{damage.evidence.text}”，未给安全提示", danger, quote(sound[0]))


@dataclass(frozen=True, slots=True)
class HangUpRule:
    farewell: Phrases
    last_segments: int
    cut_off_s: float  # the customer spoke until less than this before the end


def agent_stayed(case: Case, rule: HangUpRule) -> Finding:
    """The agent may hang up after a farewell, never into the customer's words."""
    if case.finished.hung_up_by != Role.AGENT.value:
        return not_applicable("不是座席挂断")
    tail = case.segments[-rule.last_segments :]
    if doubt_about(tail, rule.farewell):
        return not_applicable("通话末尾识别不可靠")
    if not tail or not is_sound(tail[-1]):
        return not_applicable("通话末尾没有可靠的语句")
    last = tail[-1]
    said_goodbye = bool(said(tail, rule.farewell))
    is_cut = last.role is Role.CUSTOMER and case.finished.duration_s - last.end_s <= rule.cut_off_s
    if said_goodbye and not (is_cut and not rule.farewell.are_in(last.text)):
        return passed("道别后挂断")
    return failed("客户未说完，座席挂断" if is_cut else "未道别，座席挂断", quote(last))


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    verifying: Phrases  # a question after name or number


def disclosed_after_check(case: Case, rule: DisclosureRule) -> Finding:
    """The number on file is not read out before anything was verified.

    Other leaks (an address, somebody else's data) only a person can tell from help.
    """
    phone = case.finished.call.customer.phone
    for segment in case.segments:
        if not is_sound(segment):
            return not_applicable("核实之前有识别不可靠的语句")
        if segment.role is Role.CUSTOMER:
            if phones(segment.text) or case.values((segment,), EntityKind.NAME):
                return passed("先核实")
        elif rule.verifying.are_in(segment.text):
            return passed("先核实")
        elif phone and phone in phones(segment.text):
            return failed("未核实身份即报出客户信息", quote(segment))
    return passed("没有透露客户信息")

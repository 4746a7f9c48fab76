"""Promises and process: the ticket, fees and times against the facts, details repeated back."""

from dataclasses import dataclass

from domain.calls import Segment
from domain.meaning import EntityKind, Fine
from domain.quality import Evidence
from domain.tickets import Ticket
from qa.case import Case, is_sound, quote
from qa.checks.fees import FeeRule, fees
from qa.checks.finding import (
    Finding,
    doubt_about,
    earned,
    failed,
    not_applicable,
    passed,
    quotes,
    said,
)
from qa.numerals import digits, phones
from qa.plain import Phrases, plain


@dataclass(frozen=True, slots=True)
class TicketRule:
    claimed: Phrases  # the agent says that a ticket exists


def ticket_complete(case: Case, rule: TicketRule) -> Finding:
    """Every required field is filled, and the phone on the ticket is one that was said."""
    ticket = case.finished.ticket
    claims = quotes(case.agent, rule.claimed)
    if ticket is None and not case.finished.is_ticket_known:
        return not_applicable("外来录音，有无工单不详")
    if ticket is None:
        if claims:
            return failed("口头说已登记，但没有工单", claims[0])
        if not _wants_ticket(case):
            return not_applicable("本次来电不需要建单")
        return failed("客户报修或投诉，但没有建单", *_reported(case))
    required = [one for one in ticket.fields if one.is_required]
    empty = [one.name for one in required if not one.value.strip()]
    wrong = _wrong_phone(case, ticket)
    if not empty and wrong is None:
        return passed(f"{ticket.number} 字段齐全", *claims[:1])
    share = 1 - (len(empty) + (wrong is not None)) / max(1, len(required))
    faults = ["缺" + "、".join(empty)] if empty else []
    faults += ["电话与口述不符"] if wrong else []
    reason = f"{ticket.number} {'，'.join(faults)}"
    return earned(max(0.0, share), reason, *((wrong,) if wrong else claims[:1]))


def _wants_ticket(case: Case) -> bool:
    if case.damages:
        return True
    meanings = [case.meaning_of(one) for one in case.customer if is_sound(one)]
    wanted = (Fine.REPAIR, Fine.COMPLAINT)
    return any(one.intents and one.intents[0].fine in wanted for one in meanings)


def _reported(case: Case) -> tuple[Evidence, ...]:
    return tuple(quote(segment) for segment, _ in case.damages[:1])


def _wrong_phone(case: Case, ticket: Ticket) -> Evidence | None:
    """Return where the customer says another number than the one on the ticket."""
    written = {digits(one.value) for one in ticket.fields if one.name == "电话" and one.value}
    if not written:
        return None
    told = [(one, _phones_told(case, one)) for one in case.customer if is_sound(one)]
    spoken = {phone for _, numbers in told for phone in numbers}
    if not spoken or written & spoken or case.finished.call.customer.phone in written:
        return None
    return next(quote(one) for one, numbers in told if numbers)


def _phones_told(case: Case, segment: Segment) -> tuple[str, ...]:
    """The numbers of an utterance; its text may be blotted, what was understood is not."""
    meant = case.meaning_of(segment).entities
    values = (digits(one.value) for one in meant if one.kind is EntityKind.PHONE)
    return (*values, *phones(segment.text))


@dataclass(frozen=True, slots=True)
class StatementRule(FeeRule):
    times: Phrases  # 两小时内, 明天上午
    actions: Phrases  # what is promised for that time: 上门, 联系
    action_chars: int  # how soon behind the time


def statements_true(case: Case, rule: StatementRule) -> Finding:
    """Fees as in the price list; a promised time only with a ticket that has a due time."""
    named, promised = fees(case, rule), _promises(case, rule)
    if not named and not promised:
        return not_applicable("没有费用或时限说明")
    wrong = [one for one in named if not one.is_right]
    ticket = case.finished.ticket
    is_kept = ticket is not None and ticket.due_at_ms > 0
    loose = () if is_kept or not case.finished.is_ticket_known else promised
    reasons = [
        f"{one.price.name}说 {one.yuan:g} 元，价目表 {one.price.said}（{case.facts.price_version}）"
        for one in wrong
    ]
    reasons += [f"承诺“{one.text}”，没有对应的工单" for one in loose[:1]]
    if reasons:
        return failed("；".join(reasons), *(one.evidence for one in wrong), *loose)
    proof = (*(one.evidence for one in named), *promised)
    return passed("费用、时限说明与价目表和工单一致", *proof)


def _promises(case: Case, rule: StatementRule) -> tuple[Evidence, ...]:
    return tuple(
        quote(segment, hit.start, hit.end)
        for segment in case.agent
        if is_sound(segment)
        for hit in rule.times.hits(segment.text)
        if any(
            0 <= action.start - hit.end <= rule.action_chars
            for action in rule.actions.hits(segment.text)
        )
    )


@dataclass(frozen=True, slots=True)
class RepeatRule:
    confirming: Phrases  # 对吗, 跟您核对
    details: Phrases  # words of an address or a time


def repeated_back(case: Case, rule: RepeatRule) -> Finding:
    """A detail that the customer gave, or that is on file, is read back for a yes."""
    given = _details_given(case)
    device = case.device
    known = given | ({plain(device.model).text} if device and device.model else set())
    for segment in case.agent:
        if not said((segment,), rule.confirming):
            continue
        spoken = digits(segment.text)
        if any(one[-4:] in spoken for one in known) or said((segment,), rule.details):
            return passed("关键信息已复述确认", quote(segment))
    if not given and case.finished.ticket is None:
        return not_applicable("客户没有提供需要复述的信息")
    if doubt := doubt_about(case.agent, rule.confirming):
        return not_applicable(doubt)
    last = [quote(one) for one in case.customer if is_sound(one) and phones(one.text)]
    return failed("电话、地址等没有复述确认", *last[-1:])


def _details_given(case: Case) -> set[str]:
    given = {plain(one).text for one in case.values(case.customer, EntityKind.MODEL)}
    given |= {plain(one).text for one in case.values(case.customer, EntityKind.PHONE)}
    return given | {phone for one in case.customer if is_sound(one) for phone in phones(one.text)}

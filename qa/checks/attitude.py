"""Listening and attitude: interruptions, speed, forbidden words, comfort for the angry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.audio import Role
from domain.calls import Segment
from domain.quality import Evidence
from qa.case import Case, Turn, is_sound, quote
from qa.checks.finding import (
    Finding,
    clock,
    doubt_about,
    earned,
    failed,
    not_applicable,
    passed,
    said,
)
from qa.metrics import chars_per_min, interruptions
from qa.plain import Hit, Phrases, plain

_NOTHING: Final = Phrases(())
EXCUSED_CHARS: Final = 8  # how near an exception must stand to the words that it excuses


@dataclass(frozen=True, slots=True)
class InterruptionRule:
    min_overlap_s: float
    cost: float  # share of the points that each interruption costs


def no_interruption(case: Case, rule: InterruptionRule) -> Finding:
    sound = tuple(one for one in case.segments if is_sound(one))
    found = interruptions(sound, min_overlap_s=rule.min_overlap_s)
    if not found:
        return passed("没有打断客户")
    first = found[0]
    reason = f"{clock(first.agent.start_s)} 重叠 {first.overlap_s:.1f} 秒"
    if len(found) > 1:
        reason += f"，共 {len(found)} 次"
    evidence = (quote(segment) for one in found for segment in (one.customer, one.agent))
    return earned(1 - rule.cost * len(found), reason, *evidence)


@dataclass(frozen=True, slots=True)
class SpeedRule:
    """Characters per minute: inside slow..fast all points, inside very_slow..very_fast half."""

    slow: float
    fast: float
    very_slow: float
    very_fast: float
    min_chars: int


def speed(case: Case, rule: SpeedRule) -> Finding:
    sound = tuple(one for one in case.agent if is_sound(one))
    if sum(len(plain(one.text).text) for one in sound) < rule.min_chars:
        return not_applicable("座席说话太少，无法判断语速")
    pace = chars_per_min(sound)
    reason = f"语速 {pace:.0f} 字/分"
    if rule.slow <= pace <= rule.fast:
        return passed(reason)
    reason += "，偏快" if pace > rule.fast else "，偏慢"
    extreme = max(sound, key=lambda one: (_distance(one, rule), -one.start_s))
    is_near = rule.very_slow <= pace <= rule.very_fast
    return earned(0.5 if is_near else 0.0, reason, quote(extreme))


def _distance(segment: Segment, rule: SpeedRule) -> float:
    return abs(chars_per_min((segment,)) - (rule.slow + rule.fast) / 2)


@dataclass(frozen=True, slots=True)
class ForbiddenRule:
    phrases: Phrases
    unless: Phrases = _NOTHING  # said next to the words, they make them harmless


def no_forbidden_words(case: Case, rule: ForbiddenRule) -> Finding:
    """Same words, same segment: one hit. One hit costs all points of the item."""
    hits = forbidden(case, rule)
    if not hits:
        return passed("没有禁语或反问")
    words = dict.fromkeys(one.text for one in hits)
    return failed("".join(f"“{word}”" for word in words), *hits)


def forbidden(case: Case, rule: ForbiddenRule) -> tuple[Evidence, ...]:
    return tuple(
        quote(segment, hit.start, hit.end)
        for segment in case.agent
        if is_sound(segment)
        for hit in rule.phrases.hits(segment.text)
        if not _is_excused(hit, rule.unless.hits(segment.text))
    )


def _is_excused(hit: Hit, excuses: Sequence[Hit]) -> bool:
    return any(max(one.start - hit.end, hit.start - one.end) <= EXCUSED_CHARS for one in excuses)


@dataclass(frozen=True, slots=True)
class ComfortRule:
    angry_from: float  # text score of a customer segment
    within_turns: int  # of the agent, after the angry turn
    lasting_turns: int  # of the agent: comfort given just before still counts
    phrases: Phrases


def comfort_given(case: Case, rule: ComfortRule) -> Finding:
    """Each angry turn wants an apology or comfort soon; no angry turn, nothing to check."""
    given, missed = [], []
    for place, turn in enumerate(case.turns):
        angry = _angry_segment(case, turn, rule)
        if angry is None:
            continue
        before, after = _agent_near(case, place, rule)
        if proof := said((*after, *before), rule.phrases):
            given.append(proof[0])
        elif after and not doubt_about(after, rule.phrases):
            missed.append(quote(angry))
    if not given and not missed:
        return not_applicable("客户没有明显不满，或没有安抚的机会")
    if not missed:
        return passed("客户不满时及时致歉安抚", given[0])
    reason = f"客户不满 {len(given) + len(missed)} 次，{len(missed)} 次未致歉安抚"
    return earned(len(given) / (len(given) + len(missed)), reason, *missed)


def _angry_segment(case: Case, turn: Turn, rule: ComfortRule) -> Segment | None:
    """Return the first angry words of a customer's turn."""
    for segment in turn.segments:
        meaning = case.meaning_of(segment)
        mood = meaning.mood
        is_angry = mood is not None and mood.text_score >= rule.angry_from
        if turn.role is Role.CUSTOMER and is_sound(segment) and (is_angry or meaning.threats):
            return segment
    return None


def _agent_near(
    case: Case, place: int, rule: ComfortRule
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Return what the agent said in the last turns before, and the first ones after."""
    before = [turn for turn in case.turns[:place] if turn.role is Role.AGENT]
    after = [turn for turn in case.turns[place + 1 :] if turn.role is Role.AGENT]
    return _segments(before[-rule.lasting_turns :]), _segments(after[: rule.within_turns])


def _segments(turns: Sequence[Turn]) -> tuple[Segment, ...]:
    return tuple(segment for turn in turns for segment in turn.segments)

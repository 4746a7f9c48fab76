"""Waiting: no long silence, a word before it and thanks after it."""

from dataclasses import dataclass

from domain.audio import Role
from domain.quality import Evidence
from qa.case import Case, is_sound, quote
from qa.checks.finding import Finding, clock, earned, not_applicable, passed, said
from qa.intervals import gaps
from qa.plain import Phrases


@dataclass(frozen=True, slots=True)
class SilenceRule:
    max_s: float  # longest silence without a word before it
    announced_max_s: float  # and with one
    announced: Phrases
    thanked: Phrases
    without_thanks: float  # share of the points that is left when only the thanks are missing


def silence_handled(case: Case, rule: SilenceRule) -> Finding:
    """The worst silence decides. Doubtful segments fill time: something was said there."""
    spoken = [(one.start_s, one.end_s) for one in case.segments]
    long = [(start, end) for start, end in gaps(spoken) if end - start > rule.max_s]
    if not long:
        return passed(f"没有超过 {rule.max_s:g} 秒的静音")
    judged = [one for gap in long if (one := _judge(case, gap, rule)) is not None]
    if not judged:
        return not_applicable("静音前后的语句识别不可靠，不扣分")
    worst = min(judged, key=lambda one: (one[0], one[1]))
    lost = [one for one in judged if one[0] < 1] or [worst]
    share = worst[0]
    return earned(share, worst[2], *(proof for one in lost for proof in one[3]))


def _judge(
    case: Case, gap: tuple[float, float], rule: SilenceRule
) -> tuple[float, float, str, tuple[Evidence, ...]] | None:
    """Return share of points, start, reason and evidence of one silence."""
    start, end = gap
    before = [one for one in case.segments if one.end_s <= start]
    after = [one for one in case.segments if one.start_s >= end]
    notice = [one for one in before if one.role is Role.AGENT][-1:]
    thanks = [one for one in after if one.role is Role.AGENT][:2]
    if not all(is_sound(one) for one in (*before[-1:], *notice, *after[:1], *thanks)):
        return None
    proof = tuple(quote(one) for one in (*before[-1:], *after[:1]))
    length = f"{clock(start)} 静音 {end - start:.0f} 秒"
    if not said(notice, rule.announced):
        return (0.0, start, f"{length}，事先未告知", proof)
    if end - start > rule.announced_max_s:
        return (0.0, start, f"{length}，超过 {rule.announced_max_s:g} 秒", proof)
    if not said(thanks, rule.thanked):
        return (rule.without_thanks, start, f"{length}，返回未致谢", proof)
    return (1.0, start, f"{length}，属“请稍等”，返回致谢", proof)

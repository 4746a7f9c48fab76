"""Whether a call can be scored at all; a doubtful call is named, never marked down."""

from domain.audio import Role
from domain.calls import Segment
from qa.case import Case, is_sound
from qa.rubric import ScorableRule
from qa.sound import fault_of

_ROLE_NAMES = {Role.AGENT.value: "座席", Role.CUSTOMER.value: "客户"}


def not_scorable_reason(case: Case, rule: ScorableRule) -> str:
    """Return the first reason, "" when there is none. The words before ： are the class."""
    finished = case.finished
    if finished.duration_s < rule.min_duration_s:
        return f"通话过短：{finished.duration_s:.1f} 秒，不足 {rule.min_duration_s:g} 秒"
    if finished.silent_roles:
        names = "、".join(_ROLE_NAMES.get(role, role) for role in sorted(finished.silent_roles))
        return f"声道无声：{names}"
    for role, name in _ROLE_NAMES.items():
        if fault := fault_of([one for one in finished.sound if one.role == role]):
            return f"音质不可靠：{name}声道{fault}"
    if any(rule.voicemail.are_in(one.text) for one in case.customer):
        return "语音信箱：没有与客户通话"
    for role, segments in ((Role.AGENT, case.agent), (Role.CUSTOMER, case.customer)):
        if not segments and not (finished.is_mono and case.segments):
            return f"没有语句：{_ROLE_NAMES[role.value]}"
    share = _doubtful_share(case.segments)
    if share > rule.max_doubtful_share:
        return f"识别不可靠：{share:.0%} 的语句不能作为依据"
    if _han_share(case.segments) < rule.min_han_share:
        return "语言不符：不是普通话通话"
    return ""


def _doubtful_share(segments: tuple[Segment, ...]) -> float:
    """Return the share of words that prove nothing; of segments when there are no words."""
    words = sum(len(one.text) for one in segments)
    if words == 0:
        return 1.0
    return sum(len(one.text) for one in segments if not is_sound(one)) / words


def _han_share(segments: tuple[Segment, ...]) -> float:
    letters = [char for one in segments for char in one.text if char.isalpha()]
    han = sum(1 for char in letters if "\u4e00" <= char <= "\u9fff")
    return han / len(letters) if letters else 1.0

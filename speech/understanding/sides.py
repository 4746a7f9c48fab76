"""Whether the two channels of a call are the wrong way round, by who opens it in which words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from domain.audio import Role
from domain.calls import Segment

_FIRST: Final = 6  # segments of each speaker: the opening tells, the rest is talk
_SURE: Final = 3
_AGENT: Final[Mapping[str, int]] = {
    "很高兴为您服务": 3,
    "竭诚为您服务": 3,
    "有什么可以帮": 3,
    "有什么能帮": 3,
    "感谢您的来电": 3,
    "感谢您的耐心": 2,
    "感谢来电": 2,
    "工号": 2,
    "这边帮您": 2,
    "帮您登记": 2,
    "给您登记": 2,
    "给您安排": 2,
    "为您安排": 2,
    "帮您查": 2,
    "请问您贵姓": 2,
    "怎么称呼您": 2,
    "请您稍等": 1,
    "麻烦您提供": 2,
    "非常抱歉": 1,
    "售后服务": 1,
}
_CUSTOMER: Final[Mapping[str, int]] = {
    "我家": 1,
    "我们家": 1,
    "我买的": 2,
    "我姓": 1,
    "坏了": 1,
    "漏水": 1,
    "我要投诉": 2,
    "你们": 1,
    "我想问": 1,
    "能不能": 1,
}


def swap_signs(segments: Iterable[Segment]) -> tuple[str, ...]:
    """Return the agent's words in the customer's channel when they say "swapped"; else ().

    Weighs what each channel says at first in the other's words against its own.
    """
    ordered = sorted(segments, key=lambda one: one.start_s)
    agent, customer = (_opening(ordered, role) for role in (Role.AGENT, Role.CUSTOMER))
    signs = tuple(phrase for phrase in _AGENT if phrase in customer)
    against = _weight(customer, _AGENT) + _weight(agent, _CUSTOMER)
    for_it = _weight(agent, _AGENT) + _weight(customer, _CUSTOMER)
    return signs if against - for_it >= _SURE else ()


def _opening(ordered: Sequence[Segment], role: Role) -> str:
    mine = [one.text for one in ordered if one.role is role and not one.doubts]
    return "\n".join(mine[:_FIRST])


def _weight(text: str, phrases: Mapping[str, int]) -> int:
    return sum(weight for phrase, weight in phrases.items() if phrase in text)

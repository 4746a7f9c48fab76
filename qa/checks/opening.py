"""Opening and verification: greeting, who is calling about what, name of the customer."""

from dataclasses import dataclass

from domain.audio import Role
from domain.calls import Segment
from domain.meaning import EntityKind
from domain.quality import Evidence
from qa.case import Case, is_sound, quote
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
class GreetingRule:
    within_s: float
    hello: Phrases
    identity: Phrases  # company or agent number


def greeting(case: Case, rule: GreetingRule) -> Finding:
    """Both parts earn all points, one part half of them."""
    scope = tuple(one for one in case.agent if one.start_s <= rule.within_s)
    if not scope:
        first = [quote(one) for one in case.agent[:1] if is_sound(one)]
        return failed(f"前 {rule.within_s:g} 秒内座席没有说话", *first)
    hello, identity = said(scope, rule.hello), said(scope, rule.identity)
    proof = (*hello[:1], *identity[:1])
    if hello and identity:
        return passed("问候并报出公司或工号", *proof)
    doubt = doubt_about(scope, rule.hello) or doubt_about(scope, rule.identity)
    if doubt:
        return not_applicable(doubt)
    missing = "未报公司或工号" if hello else "没有问候"
    if proof:
        return earned(0.5, missing, *proof)
    return failed("没有问候，未报公司或工号", *(quote(one) for one in scope[:1] if is_sound(one)))


@dataclass(frozen=True, slots=True)
class IdentityRule:
    name_asked: Phrases
    phone_asked: Phrases
    device_asked: Phrases
    categories: Phrases  # words for our products


def identity_verified(case: Case, rule: IdentityRule) -> Finding:
    """Caller, phone and device count a third each; a phone only asked for half of it.

    A number that the customer gives and that is the one on file tells who is calling.
    """
    agent = case.agent
    phone = said(agent, rule.phone_asked)
    settled = _phone_on_file(case) or repeated_phone(case)
    name = said(agent, rule.name_asked) or addressed(case) or _phone_on_file(case)
    device = said(case.segments, rule.device_asked) or said(agent, rule.categories)
    proof = tuple(found[0] for found in (name, settled or phone, device) if found)
    missing = [] if name else ["未确认来电人"]
    if not settled:
        missing.append("未复述手机号" if phone else "未核对手机号")
    missing += [] if device else ["未确认设备"]
    if not missing:
        return passed("已核对来电人、手机号和设备", *dict.fromkeys(proof))
    if doubt := doubt_about(agent):
        return not_applicable(doubt)
    shares = (bool(name), 1.0 if settled else 0.5 * bool(phone), bool(device))
    return earned(sum(shares) / 3, "，".join(missing), *dict.fromkeys(proof))


def _phone_on_file(case: Case) -> tuple[Evidence, ...]:
    on_file = case.finished.call.customer.phone
    return tuple(
        quote(one)
        for one in case.customer
        if is_sound(one) and on_file and on_file in phones(one.text)
    )


def repeated_phone(case: Case) -> tuple[Evidence, ...]:
    """Return where the agent says the customer's number: on file, or heard before."""
    known = {case.finished.call.customer.phone}
    found = []
    for segment in case.segments:
        if not is_sound(segment):
            continue
        if segment.role is Role.CUSTOMER:
            known.update(phones(segment.text))
            known.update(case.values((segment,), EntityKind.PHONE))
        elif _says_one_of(segment, known):
            found.append(quote(segment))
    return tuple(found)


def _says_one_of(segment: Segment, known: set[str]) -> bool:
    """The last four digits will do: that is how agents repeat a number."""
    spoken = digits(segment.text)
    return any(len(phone) >= 7 and phone[-4:] in spoken for phone in known)


# The hundred commonest family names (Ministry of Public Security, report on names 2020).
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_TITLES = ("先生", "女士", "小姐", "太太", "老师", "阿姨", "叔叔", "大爷")


def addressed(case: Case) -> tuple[Evidence, ...]:
    """Return where the agent calls somebody by name, 陈先生; 师傅 are colleagues."""
    titles = f"(?:{'|'.join(_TITLES)})"
    found = quotes(case.agent, Phrases((f"[{_SURNAMES}]{titles}",)))
    known = case.finished.call.customer.name[:1]
    return found or (said(case.agent, Phrases((known + titles,))) if known.isalpha() else ())


@dataclass(frozen=True, slots=True)
class NameRule:
    min_agent_chars: int


def customer_addressed(case: Case, rule: NameRule) -> Finding:
    if proof := addressed(case):
        return passed("以姓氏尊称客户", proof[0])
    if doubt := doubt_about(case.agent):
        return not_applicable(doubt)
    if sum(len(plain(one.text).text) for one in case.agent) < rule.min_agent_chars:
        return not_applicable("通话太短，没有称呼的机会")
    return failed("全程没有以姓氏尊称客户")

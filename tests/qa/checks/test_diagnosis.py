"""Key questions, and the word on warranty."""

from dataclasses import replace

import pytest

from domain.calls import Device
from domain.meaning import EntityKind, Fine, Severity
from domain.quality import Verdict
from tests.qa.calls import CHEN, Settings, agent, customer, ticket
from tests.qa.judging import judged

DEAD = customer("我家空调不制冷。", damage=(Severity.FUNCTION_LOST, "不制冷"))
NO_DEVICE = Settings(customer=replace(CHEN, devices=()))


def test_a_call_without_a_repair_has_no_key_questions() -> None:
    lines = [customer("怎么安装？"), agent("师傅上门装。")]
    assert judged("diagnosis.questions", lines).verdict is Verdict.NOT_APPLICABLE


def test_all_four_questions_asked_earn_all() -> None:
    lines = [DEAD, agent("什么型号，什么时候购买的，具体什么情况，有没有故障码？")]
    assert judged("diagnosis.questions", lines, NO_DEVICE).verdict is Verdict.PASSED


def test_what_the_customer_tells_unasked_need_not_be_asked() -> None:
    told = customer("XH35显示E4，去年六月买的。", entities=(
        (EntityKind.MODEL, "XH35"), (EntityKind.FAULT_CODE, "E4")))  # fmt: skip
    assert judged("diagnosis.questions", [DEAD, told, agent("好的")], NO_DEVICE).fraction == 1.0


def test_what_is_on_file_need_not_be_asked() -> None:
    assert judged("diagnosis.questions", [DEAD, agent("有没有故障码？")]).fraction == 1.0


def test_each_question_forgotten_costs_a_quarter() -> None:
    found = judged("diagnosis.questions", [DEAD, agent("什么型号？")], NO_DEVICE)
    assert (found.fraction, found.reason) == (0.5, "未问购买时间、故障码")


@pytest.mark.parametrize(
    ("severity", "text"),
    [
        (Severity.SAFETY, "冒烟"),
        (Severity.PROPERTY, "泡坏地板"),
        (Severity.FUNCTION_LOST, "漏水"),
        (Severity.COSMETIC, "划痕"),
    ],
)
def test_danger_harm_and_leaks_need_no_fault_code(severity: Severity, text: str) -> None:
    lines = [customer(f"空调{text}了。", damage=(severity, text)), agent("请断电。")]
    assert judged("diagnosis.questions", lines).verdict is Verdict.PASSED


def test_a_repair_ticket_makes_it_a_repair() -> None:
    settings = replace(NO_DEVICE, ticket=ticket(fine=Fine.REPAIR))
    assert judged("diagnosis.questions", [agent("好")], settings).verdict is Verdict.FAILED


# Bought 2025-06-18 or 2019-06-18, warranty of 72 months, call on 2026-07-18.
OLD = Settings(customer=replace(CHEN, devices=(Device("空调", "XH35", "2019-06-18", 12),)))


@pytest.mark.parametrize(
    ("text", "is_within"),
    [
        ("您的空调还在保修期内，维修不收费。", True),
        ("您的空调还在保修期内维修不收费", True),
        ("还在保，不收费", True),
        ("没有过保，免费修。", True),
        ("没超过保修期。", True),
        ("您的空调已经过保了。", False),
        ("已经过了保修期，要收费。", False),
        ("这台不在保修期内。", False),
        ("超过保修期了。", False),
        ("保修期已经到期了。", False),
    ],
)
def test_a_word_on_warranty_must_agree_with_the_policy(text: str, is_within: bool) -> None:
    right, wrong = (None, OLD) if is_within else (OLD, None)
    assert judged("diagnosis.warranty", [agent(text)], right).verdict is Verdict.PASSED
    assert judged("diagnosis.warranty", [agent(text)], wrong).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "text",
    [
        "请问还在保修期内吗？",
        "如果过保了就要收费。",
        "我看看是否在保修期内。",
        "通过保修卡查。",
        "不过保修期是三年。",
        "保修期内免费，过保后收费。",
        "您现在保持通话。",
    ],
)
def test_a_question_or_a_condition_is_no_judgement(text: str) -> None:
    found = judged("diagnosis.warranty", [agent(text)], OLD)
    assert (found.verdict, found.reason) == (Verdict.NOT_APPLICABLE, "没有作保修判断")


def test_a_slip_that_is_put_right_does_not_count() -> None:
    lines = [agent("已经过保了。"), agent("抱歉，还在保修期内。")]
    assert judged("diagnosis.warranty", lines).verdict is Verdict.PASSED


def test_a_judgement_that_cannot_be_checked_is_not_applicable() -> None:
    found = judged("diagnosis.warranty", [agent("还在保修期内。")], NO_DEVICE)
    assert found.verdict is Verdict.NOT_APPLICABLE


def test_the_last_day_of_warranty_still_counts() -> None:
    device = Device("空调", "XH35", "2020-07-18", 0)
    settings = Settings(customer=replace(CHEN, devices=(device,)))
    assert judged("diagnosis.warranty", [agent("还在保修期内。")], settings).fraction == 1.0

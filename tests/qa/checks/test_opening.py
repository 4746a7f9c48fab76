"""Greeting, verification, name of the customer."""

from dataclasses import replace

import pytest

from domain.calls import Doubt
from domain.quality import Verdict
from tests.qa.calls import CHEN, Settings, agent, customer
from tests.qa.judging import judged, words

FULL = "您好，星河售后，工号2018，很高兴为您服务。"
DOUBT = (Doubt.LOW_CONFIDENCE,)


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        (FULL, 1.0),
        ("您好星河售后工号二零幺八很高兴为您服务", 1.0),
        ("新年快乐，这里是星河客服，请讲。", 1.0),
        ("您好，请讲。", 0.5),
        ("星河售后，请讲。", 0.5),
        ("喂，请讲。", 0.0),
    ],
)
def test_a_greeting_wants_hello_and_who_is_speaking(text: str, fraction: float) -> None:
    assert judged("opening.greeting", [agent(text)]).fraction == fraction


def test_a_greeting_after_ten_seconds_is_too_late() -> None:
    found = judged("opening.greeting", [agent("喂"), agent(FULL, gap_s=11)])
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["喂"])


def test_a_greeting_that_nobody_said_in_time_says_so() -> None:
    found = judged("opening.greeting", [customer("喂，有人吗？"), agent(FULL, gap_s=12)])
    assert (found.verdict, found.reason) == (Verdict.FAILED, "前 10 秒内座席没有说话")


@pytest.mark.parametrize("text", [FULL, "您豪新和收后"])
def test_a_greeting_in_a_doubtful_segment_costs_nothing(text: str) -> None:
    found = judged("opening.greeting", [agent(text, doubts=DOUBT), agent("请讲", gap_s=15)])
    assert found.verdict is Verdict.NOT_APPLICABLE


ASKED = [agent("请问您贵姓？"), customer("我姓陈。"), agent("空调型号是多少？"), customer("XH35。")]
STRANGER = Settings(customer=replace(CHEN, phone=""))


def test_a_number_that_is_read_back_settles_the_phone() -> None:
    lines = [*ASKED, agent("手机号是多少？"), customer("13900001234。"), agent("尾号1234，对吗？")]
    assert judged("opening.identity", lines, STRANGER).fraction == 1.0


def test_a_number_that_is_on_file_settles_phone_and_caller() -> None:
    lines = [agent("手机号报一下。"), customer("幺三八幺二三四五六七八。"), agent("什么型号？")]
    assert judged("opening.identity", lines).fraction == 1.0


def test_a_number_that_is_asked_for_and_not_read_back_is_half_settled() -> None:
    lines = [*ASKED, agent("手机号是多少？"), customer("13900001234。"), agent("好的。")]
    found = judged("opening.identity", lines, STRANGER)
    assert (round(found.fraction, 2), found.reason) == (0.83, "未复述手机号")


def test_nothing_verified_earns_nothing() -> None:
    found = judged("opening.identity", [agent("请讲。"), customer("坏了。"), agent("知道。")])
    assert (found.verdict, found.reason) == (
        Verdict.FAILED,
        "未确认来电人，未核对手机号，未确认设备",
    )


QUESTIONS = (
    "请问空调显示屏上有没有故障码，型号是什么，是什么时候购买的，师傅王师傅明天会来的，可以吗？"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("陈先生您好，" + QUESTIONS, Verdict.PASSED),
        ("好的程女士您好" + QUESTIONS, Verdict.PASSED),
        ("先生您好，" + QUESTIONS, Verdict.FAILED),
        ("好的。", Verdict.NOT_APPLICABLE),
    ],
)
def test_a_customer_wants_to_hear_a_name(text: str, verdict: Verdict) -> None:
    assert judged("opening.name", [agent(text)]).verdict is verdict

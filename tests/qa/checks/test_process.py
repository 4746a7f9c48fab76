"""Ticket, fees, promised times, details read back."""

from dataclasses import replace

import pytest

from domain.calls import Device
from domain.meaning import Fine, Severity
from domain.quality import Verdict
from tests.qa.calls import CHEN, Settings, agent, customer, ticket
from tests.qa.judging import judged, words

DEAD = customer("我家空调不制冷。", damage=(Severity.FUNCTION_LOST, "不制冷"))


def test_a_full_ticket_earns_all() -> None:
    found = judged("process.ticket", [DEAD, agent("好")], Settings(ticket=ticket()))
    assert (found.verdict, found.reason) == (Verdict.PASSED, "G20260718-0001 字段齐全")


def test_an_empty_field_costs_its_share_and_is_named() -> None:
    found = judged("process.ticket", [DEAD], Settings(ticket=ticket(现象="")))
    assert (found.fraction, found.reason) == (0.75, "G20260718-0001 缺现象")


def test_a_repair_without_a_ticket_fails_and_shows_what_was_reported() -> None:
    found = judged("process.ticket", [DEAD, agent("好")])
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["我家空调不制冷。"])


def test_a_complaint_wants_a_ticket() -> None:
    found = judged("process.ticket", [customer("我要投诉。", fine=Fine.COMPLAINT)])
    assert found.verdict is Verdict.FAILED


def test_a_ticket_that_is_only_talk_fails_with_the_words() -> None:
    found = judged("process.ticket", [agent("您的工单号是20260718。")])
    assert (found.reason, words(found)) == ("口头说已登记，但没有工单", ["工单号是"])


def test_a_recording_from_elsewhere_is_not_blamed_for_a_ticket_that_nobody_can_see() -> None:
    lines = [DEAD, agent("您的工单号是20260718，师傅两小时内上门。")]
    elsewhere = Settings(is_ticket_known=False)
    for criterion in ("process.ticket", "process.statements"):
        here = judged(criterion, lines)
        assert here.verdict is Verdict.FAILED
        assert judged(criterion, lines, elsewhere).verdict is not Verdict.FAILED


def test_a_question_needs_no_ticket() -> None:
    lines = [customer("怎么清洗滤网？"), agent("拆下来冲洗。")]
    assert judged("process.ticket", lines).verdict is Verdict.NOT_APPLICABLE


def test_a_phone_that_is_a_digit_off_on_the_ticket_is_found() -> None:
    lines = [DEAD, customer("我的手机号是13900001234。")]
    found = judged("process.ticket", lines, Settings(ticket=ticket(电话="13900001235")))
    assert (found.verdict, found.reason) == (Verdict.PARTLY, "G20260718-0001 电话与口述不符")
    assert words(found) == ["我的手机号是13900001234。"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("上门费就是五十块。", "五十块"),
        ("上门费五十", "五十"),
        ("上门费50元", "50元"),
        ("上门费是 50 块钱", "50 块钱"),
        ("要收您五十块上门费", "五十块"),
        ("师傅上门检测费一百二", "一百二"),
    ],
)
def test_a_fee_that_is_not_in_the_list_is_a_hit_with_its_words(text: str, said: str) -> None:
    found = judged("process.statements", [agent(text)])
    assert (found.verdict, words(found)) == (Verdict.FAILED, [said])
    assert found.reason.startswith("上门费说 ")
    assert found.reason.endswith("价目表 30 元（v12）")


@pytest.mark.parametrize(
    "text", ["上门费三十块。", "上门费30元", "上门费是三十元，不是五十元。", "加氟两百元。"]
)
def test_a_fee_that_is_in_the_list_passes(text: str) -> None:
    assert judged("process.statements", [agent(text)]).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "text",
    [
        "您说师傅收了五十块上门费。",
        "上门费加配件费一共八十块。",
        "上门费二十到五十块。",
        "这台机器五百块。",
        "保险费五十元。",
    ],
)
def test_an_amount_that_belongs_to_no_entry_is_left_alone(text: str) -> None:
    assert judged("process.statements", [agent(text)]).verdict is Verdict.NOT_APPLICABLE


def test_each_amount_belongs_to_its_own_fee() -> None:
    found = judged("process.statements", [agent("上门费三十元，配件费五十元。")])
    assert (found.verdict, words(found)) == (Verdict.PASSED, ["三十元"])


def test_an_answer_takes_the_name_of_the_fee_from_the_question() -> None:
    lines = [customer("上门费多少钱？"), agent("五十块。")]
    assert judged("process.statements", lines).verdict is Verdict.FAILED


def test_a_fee_that_the_customer_names_is_no_statement() -> None:
    lines = [customer("收了我五十块上门费。"), agent("我查一下。")]
    assert judged("process.statements", lines).verdict is Verdict.NOT_APPLICABLE


def test_the_list_goes_by_product() -> None:
    washer = Settings(customer=replace(CHEN, devices=(Device("油烟机", "XY90", "2025-03-15", 36),)))
    said = [agent("清洗费两百五十元。")]
    assert judged("process.statements", said, washer).verdict is Verdict.PASSED
    assert judged("process.statements", said).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "text",
    [
        "师傅两小时内上门。",
        "工程师15分钟内联系您",
        "三天内有人联系你",
        "明天上午九点上门",
        "今天下午五点前给您回电话。",
        "师傅明天上门",
    ],
)
def test_a_promised_time_wants_a_ticket(text: str) -> None:
    assert judged("process.statements", [agent(text)]).verdict is Verdict.FAILED
    with_ticket = judged("process.statements", [agent(text)], Settings(ticket=ticket()))
    assert with_ticket.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "text", ["一般一个小时，师傅会现场调试。", "您明天在家吗？", "七天内可以退货。"]
)
def test_a_time_without_a_promise_needs_no_ticket(text: str) -> None:
    assert judged("process.statements", [agent(text)]).verdict is Verdict.NOT_APPLICABLE


PHONE = customer("13900001234。")


@pytest.mark.parametrize(
    "text",
    [
        "手机号是13900001234，对吗？",
        "尾号幺二三四对吗",
        "阳光花园八号楼对吧",
        "明天上午九点，跟您确认一下",
    ],
)
def test_a_detail_that_is_read_back_is_confirmed(text: str) -> None:
    assert judged("process.repeat", [PHONE, agent(text)]).verdict is Verdict.PASSED


def test_details_that_nobody_reads_back_fail_and_are_shown() -> None:
    found = judged("process.repeat", [PHONE, agent("知道了，对吗？")])
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["13900001234。"])


def test_without_a_detail_there_is_nothing_to_read_back() -> None:
    found = judged("process.repeat", [customer("谢谢师傅。"), agent("不客气。")])
    assert found.verdict is Verdict.NOT_APPLICABLE

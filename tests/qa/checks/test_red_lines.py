"""Red lines, and the words that only look like them."""

import pytest

from domain.calls import Doubt
from domain.meaning import Severity
from domain.quality import Verdict
from tests.qa.calls import Line, Settings, agent, customer
from tests.qa.judging import judged, words

DOUBT = (Doubt.KNOWN_HALLUCINATION,)


@pytest.mark.parametrize(
    ("red_line", "text", "hit"),
    [
        ("red.abuse", "你是不是神经病啊", "神经病"),
        ("red.abuse", "给我滚，别再打来", "给我滚"),
        ("red.abuse", "你有病吧", "你有病"),
        ("red.abuse", "你给我等着", "你给我等着"),
        ("red.private_deal", "可以私下给师傅", "可以私下"),
        ("red.private_deal", "您微信转给我就行", "微信转给我"),
        ("red.private_deal", "不开发票的话便宜二十", "不开发票的话便宜"),
        ("red.private_deal", "保证永远不会坏", "保证永远不会坏"),
        ("red.complaint_refused", "我们不受理投诉", "我们不受理投诉"),
        ("red.complaint_refused", "你投诉也没用", "投诉也没用"),
        ("red.complaint_refused", "随便你投诉", "随便你投诉"),
    ],
)
def test_a_red_line_is_crossed_with_its_words(red_line: str, text: str, hit: str) -> None:
    found = judged(red_line, [agent(text)])
    assert found.verdict is Verdict.FAILED
    assert hit in words(found)


@pytest.mark.parametrize(
    ("red_line", "text"),
    [
        ("red.abuse", "滚筒洗衣机洗完要晾干"),
        ("red.abuse", "请问你们有病人在家吗"),
        ("red.abuse", "方便留一下他妈妈的电话吗"),
        ("red.abuse", "您小心点，别碰水"),
        ("red.private_deal", "请您不要私下付款给师傅"),
        ("red.private_deal", "师傅是不是私下收了您的钱"),
        ("red.private_deal", "请问您需不需要开发票"),
        ("red.private_deal", "不可以私下收费"),
        ("red.complaint_refused", "您的投诉已经登记"),
        ("red.complaint_refused", "您问能不能投诉，当然可以"),
        ("red.complaint_refused", "放在哪里都没用的"),
        ("red.complaint_refused", "非常抱歉，您的投诉我马上受理"),
    ],
)
def test_good_words_cross_no_red_line(red_line: str, text: str) -> None:
    assert judged(red_line, [agent(text)]).verdict is Verdict.PASSED


@pytest.mark.parametrize("red_line", ["red.abuse", "red.private_deal", "red.complaint_refused"])
def test_the_customer_and_doubtful_words_cross_no_red_line(red_line: str) -> None:
    text = "神经病，可以私下，投诉也没用"
    lines = [customer(text), agent(text, doubts=DOUBT)]
    assert judged(red_line, lines).verdict is Verdict.PASSED


def _danger(*after: Line) -> list[Line]:
    return [customer("插座冒烟了！", damage=(Severity.SAFETY, "冒烟")), *after]


@pytest.mark.parametrize(
    "advice",
    [
        "请您马上断电。",
        "先拔掉插头",
        "请关闭燃气阀门，开窗通风。",
        "不要再使用了",
        "请拨打119",
        "请关闭总闸",
        "您先远离机器",
    ],
)
def test_safety_advice_after_a_danger_keeps_the_line(advice: str) -> None:
    assert judged("red.hazard", _danger(agent(advice))).verdict is Verdict.PASSED


def test_a_danger_without_advice_crosses_the_line_with_both_sides() -> None:
    found = judged("red.hazard", _danger(agent("请问型号是多少？")))
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["冒烟", "请问型号是多少？"])


def test_advice_before_the_danger_is_none() -> None:
    lines = [agent("请您拔掉插头。"), *_danger(agent("请问型号是多少？"))]
    assert judged("red.hazard", lines).verdict is Verdict.FAILED


def test_advice_that_was_heard_in_doubt_is_not_held_against_the_agent() -> None:
    lines = _danger(agent("请您断电", doubts=DOUBT), agent("请问型号是多少，在哪里买的？"))
    assert judged("red.hazard", lines).verdict is Verdict.NOT_APPLICABLE


def test_a_danger_in_a_doubtful_segment_is_none() -> None:
    lines = [customer("冒烟", damage=(Severity.SAFETY, "冒烟"), doubts=DOUBT), agent("型号？")]
    assert judged("red.hazard", lines).verdict is Verdict.NOT_APPLICABLE


def test_no_danger_means_nothing_to_advise() -> None:
    lines = [customer("不制冷", damage=(Severity.FUNCTION_LOST, "不制冷")), agent("型号？")]
    assert judged("red.hazard", lines).verdict is Verdict.NOT_APPLICABLE


AGENT_LEFT = Settings(hung_up_by="agent", extra_s=0.4)


def test_to_hang_up_into_the_customers_words_crosses_the_line() -> None:
    found = judged("red.hang_up", [agent("再见。"), customer("等一下我还没说完")], AGENT_LEFT)
    assert (found.verdict, found.reason) == (Verdict.FAILED, "客户未说完，座席挂断")


def test_to_hang_up_without_a_goodbye_crosses_the_line() -> None:
    found = judged("red.hang_up", [customer("怎么办"), agent("我说完了。")], AGENT_LEFT)
    assert found.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "lines",
    [
        [customer("谢谢。"), agent("感谢您的来电，再见。")],
        [agent("再见。"), customer("再见。")],
        [customer("退钱。"), agent("知道了，再见。")],
    ],
)
def test_to_hang_up_after_a_goodbye_is_allowed(lines: list[Line]) -> None:
    assert judged("red.hang_up", lines, AGENT_LEFT).verdict is Verdict.PASSED


@pytest.mark.parametrize("side", ["", "customer"])
def test_only_the_agents_hanging_up_counts(side: str) -> None:
    found = judged("red.hang_up", [customer("等等")], Settings(hung_up_by=side, extra_s=0.2))
    assert found.verdict is Verdict.NOT_APPLICABLE


def test_the_number_on_file_read_out_before_any_check_crosses_the_line() -> None:
    lines = [customer("帮我查一下。"), agent("登记的是13812345678。")]
    found = judged("red.privacy", lines)
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["登记的是13812345678。"])


@pytest.mark.parametrize(
    "lines",
    [
        [agent("请问您贵姓？"), customer("姓陈。"), agent("登记的是13812345678。")],
        [customer("我是13812345678。"), agent("查到了，13812345678。")],
        [agent("跟您核对手机号13812345678，对吗？")],
        [agent("请讲。"), customer("坏了。")],
    ],
)
def test_a_check_before_the_number_keeps_the_line(lines: list[Line]) -> None:
    assert judged("red.privacy", lines).verdict is Verdict.PASSED

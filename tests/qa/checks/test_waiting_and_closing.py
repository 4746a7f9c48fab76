"""Silence with and without a word, and the end of a call."""

import pytest

from domain.calls import Doubt
from domain.quality import Verdict
from tests.qa.calls import Settings, agent, customer
from tests.qa.judging import judged, words

WAIT, THANKS, BARE = "我帮您查询，请稍等。", "感谢您的耐心等待，查到了。", "查到了。"


@pytest.mark.parametrize(
    ("before", "gap_s", "after", "fraction"),
    [
        ("型号是什么？", 4.9, BARE, 1.0),
        ("型号是什么？", 5.5, BARE, 0.0),
        (WAIT, 12, THANKS, 1.0),
        (WAIT, 12, "让您久等了", 1.0),
        (WAIT, 12, BARE, 0.5),
        (WAIT, 30.5, THANKS, 0.0),
        ("等一下。", 12, THANKS, 0.0),
        ("请您等一下", 12, THANKS, 1.0),
    ],
)
def test_a_silence_wants_a_word_before_and_thanks_after(
    before: str, gap_s: float, after: str, fraction: float
) -> None:
    found = judged("waiting.silence", [agent(before), agent(after, gap_s=gap_s)])
    assert found.fraction == fraction


def test_the_customer_may_answer_between_the_word_and_the_silence() -> None:
    lines = [agent(WAIT), customer("好的。"), agent(THANKS, gap_s=12)]
    assert judged("waiting.silence", lines).verdict is Verdict.PASSED


def test_the_worst_silence_decides_and_shows_its_neighbours() -> None:
    lines = [agent(WAIT), agent(THANKS, gap_s=12), customer("嗯"), agent("好了。", gap_s=8)]
    found = judged("waiting.silence", lines)
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["嗯", "好了。"])
    assert "静音 8 秒，事先未告知" in found.reason


def test_a_silence_beside_a_doubtful_segment_costs_nothing() -> None:
    lines = [agent("请等", doubts=(Doubt.LOW_CONFIDENCE,)), agent(BARE, gap_s=12)]
    assert judged("waiting.silence", lines).verdict is Verdict.NOT_APPLICABLE


END = [
    agent("请问还有其他需要帮助的吗？"),
    customer("没有了。"),
    agent("请您稍后评价，感谢您的来电，再见。"),
]


@pytest.mark.parametrize("item", ["closing.needs", "closing.rating", "closing.farewell"])
def test_a_good_end_earns_all(item: str) -> None:
    assert judged(item, END, Settings(hung_up_by="customer")).verdict is Verdict.PASSED


@pytest.mark.parametrize("item", ["closing.needs", "closing.rating", "closing.farewell"])
def test_a_bare_goodbye_is_not_enough(item: str) -> None:
    found = judged(item, [customer("就这样。"), agent("知道了，再见。")])
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["知道了，再见。"])


@pytest.mark.parametrize("item", ["closing.needs", "closing.rating", "closing.farewell"])
def test_a_customer_who_hangs_up_leaves_no_opportunity(item: str) -> None:
    lines = [agent("请问型号是？"), customer("算了不说了。")]
    assert judged(item, lines, Settings(hung_up_by="customer")).verdict is Verdict.NOT_APPLICABLE


def test_words_of_the_middle_are_not_the_end() -> None:
    lines = [END[0], *[customer("还有。"), agent("好的。")] * 6]
    assert judged("closing.needs", lines).verdict is Verdict.FAILED


def test_an_agent_who_hangs_up_first_keeps_half_of_the_farewell() -> None:
    assert judged("closing.farewell", END, Settings(hung_up_by="agent")).fraction == 0.5


def test_an_end_that_was_not_heard_well_costs_nothing() -> None:
    lines = [customer("好。"), agent("感谢您的来电再见", doubts=(Doubt.LOW_CONFIDENCE,))]
    assert judged("closing.farewell", lines).verdict is Verdict.NOT_APPLICABLE

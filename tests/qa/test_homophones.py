"""Words that sound alike clear an agent, and never accuse one."""

import pytest

from domain.quality import Verdict
from qa.homophones import by_sound
from qa.plain import Phrases
from tests.qa.calls import Line, agent, customer
from tests.qa.judging import judged


@pytest.mark.parametrize(
    ("one", "other"),
    [("王", "网"), ("保修", "报修"), ("理解", "礼接"), ("手机", "售几"), ("请", "亲")],
)
def test_sounds_that_a_line_blurs_fold_to_the_same(one: str, other: str) -> None:
    assert by_sound(one) == by_sound(other)


@pytest.mark.parametrize(("one", "other"), [("王", "黄"), ("电", "店家"), ("八", "发"), ("A", "a")])
def test_other_sounds_stay_apart(one: str, other: str) -> None:
    assert by_sound(one) != by_sound(other)


def test_folding_keeps_length_and_what_is_not_han() -> None:
    assert len(by_sound("工号2018，您好")) == 9
    assert by_sound("E4 10s") == "E4 10s"


def test_a_hit_by_sound_quotes_the_words_that_were_heard() -> None:
    rule = Phrases(("请.{0,4}评价",))
    assert rule.hits("亲您平价") == ()
    (hit,) = rule.hits("好的，亲您，平价吧", is_by_sound=True)
    assert hit.text == "亲您，平价"


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("opening.greeting", [agent("您好，公好2018。")]),
        ("opening.name", [agent("陈现生您好，" + "请问是什么型号的空调呢？" * 4)]),
        ("closing.rating", [agent("请您烧后平家，再见。")]),
        ("attitude.comfort", [customer("什么态度！", angry=0.9), agent("我非常礼接您的心情。")]),
    ],
)
def test_words_that_sound_like_the_required_ones_are_enough(item: str, lines: list[Line]) -> None:
    assert judged(item, lines).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("attitude.forbidden", "只是规定"),
        ("red.abuse", "傻笔"),
        ("red.complaint_refused", "投诉没涌"),
        ("diagnosis.warranty", "已经过报修期了"),
        ("process.statements", "上门肥五十块"),
    ],
)
def test_words_that_sound_like_forbidden_ones_cost_nothing(item: str, text: str) -> None:
    assert judged(item, [agent(text)]).verdict is not Verdict.FAILED

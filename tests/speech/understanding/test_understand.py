"""Laws of understanding: any text is taken, and every span fits its text."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audio import Role
from domain.meaning import Coarse, Fine, Span, Understanding
from tests.speech.understanding.said import rules, segment, understood

PIECES = st.sampled_from(
    ["漏电", "没有", "洗衣机", "12315", "投诉", "幺三八", "13812345678", "明天上午", "九点", "到",
     "E4",
     "XH35", "我姓陈", "三号楼", "中山路", "，", "。", " ", "不", "五十块", "😀", "漏電", "Ａ", "x"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


def _spans(meaning: Understanding) -> Iterator[Span]:
    yield from (entity.span for entity in meaning.entities)
    yield from (damage.evidence for damage in meaning.damages)
    yield from (heard.evidence for heard in meaning.threats)
    yield from (cue.evidence for cue in meaning.cues)
    yield from (span for intent in meaning.intents for span in intent.evidence)
    if meaning.mood:
        yield from meaning.mood.evidence


@given(TEXTS, st.sampled_from(Role))
def test_every_span_fits_its_text(text: str, role: Role) -> None:
    said = segment(text, role)
    for span in _spans(rules().understand(said)):
        assert said.text[span.start : span.end] == span.text != ""


@given(TEXTS)
def test_every_chance_is_between_0_and_1(text: str) -> None:
    meaning = understood(text)
    assert meaning.mood is not None
    assert 0 <= meaning.mood.text_score <= 1
    assert all(0 <= intent.confidence <= 1 for intent in meaning.intents)


@given(TEXTS)
def test_the_same_words_mean_the_same_twice(text: str) -> None:
    assert understood(text) == understood(text)


@pytest.mark.parametrize(
    "text",
    ["", "嗯", "😀😀", "？？？", "我" * 10_000, "1" * 10_000, "漏電冒煙" * 2_500, "a b " * 2_500],
)
def test_no_text_is_too_odd(text: str) -> None:
    assert understood(text).segment_id == "s1"


@pytest.mark.parametrize(
    ("text", "fine", "coarse"),
    [
        ("我家空调不制冷已经两天了", Fine.REPAIR, Coarse.REQUEST),
        ("我要报修洗衣机不脱水", Fine.REPAIR, Coarse.REQUEST),
        ("想咨询一下安装", Fine.INSTALL, Coarse.ENQUIRY),
        ("帮我预约安装空调", Fine.INSTALL, Coarse.REQUEST),
        ("油烟机想预约清洗一下", Fine.CARE, Coarse.REQUEST),
        ("我要退货", Fine.RETURN, Coarse.REQUEST),
        ("保修期是几年", Fine.POLICY, Coarse.ENQUIRY),
        ("上门费多少钱", Fine.FEE, Coarse.ENQUIRY),
        ("帮我开一张发票", Fine.INVOICE, Coarse.REQUEST),
        ("我想买一个滤芯", Fine.PARTS, Coarse.REQUEST),
        ("师傅怎么还没来", Fine.CHASE, Coarse.REQUEST),
        ("我明天不在家改一下时间", Fine.DELIVERY, Coarse.REQUEST),
        ("延保怎么买", Fine.EXTENDED, Coarse.ENQUIRY),
        ("以旧换新怎么办理", Fine.TRADE_IN, Coarse.ENQUIRY),
        ("我要投诉你们师傅", Fine.COMPLAINT, Coarse.COMPLAINT),
        ("转人工", Fine.HUMAN, Coarse.REQUEST),
        ("好的谢谢", Fine.SMALL_TALK, Coarse.NONE),
        ("童锁怎么打开", Fine.PRODUCT, Coarse.ENQUIRY),
        ("今天天气", Fine.OTHER, Coarse.NONE),
    ],
)
def test_one_utterance_tells_its_intent(text: str, fine: Fine, coarse: Coarse) -> None:
    best = understood(text).intents[0]
    assert (best.fine, best.coarse) == (fine, coarse)


@pytest.mark.parametrize("text", ["我今天不报修，我想表扬师傅", "不用修了"])
def test_a_denied_wish_is_no_wish(text: str) -> None:
    assert Fine.REPAIR not in {intent.fine for intent in understood(text).intents}


@pytest.mark.parametrize(
    ("calm", "angry"),
    [
        ("空调不制冷了", "空调又不制冷，太让人生气了"),
        ("师傅什么时候来", "师傅怎么还不来，都等了五天了"),
        ("我不生气", "我很生气"),
        ("没有不满意", "非常不满意"),
        ("有点失望", "太失望了"),
        ("服务很好，谢谢", "服务态度太差"),
    ],
)
def test_angrier_words_score_higher(calm: str, angry: str) -> None:
    low, high = understood(calm).mood, understood(angry).mood
    assert low is not None
    assert high is not None
    assert low.text_score + 0.2 < high.text_score


def test_a_hazard_told_calmly_is_calm() -> None:
    mood = understood("你好，我家厨房有煤气味").mood
    assert mood is not None
    assert mood.text_score <= 0.1

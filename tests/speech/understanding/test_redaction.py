"""What leaves a redacted text, and what must not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.understanding.entities.numbers import MOBILE
from speech.understanding.entities.numerals import digit_runs
from speech.understanding.folding import fold
from speech.understanding.redaction import Personal, luhn, redact

DIGITS = st.text("0123456789幺零二三8一 -，", max_size=60)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(st.one_of(st.text(max_size=80), DIGITS))
def test_no_mobile_is_left_whole(text: str) -> None:
    left = redact(text).text
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", left)
    assert not any(MOBILE.fullmatch(run.digits) for run in digit_runs(fold(left)))


@given(MOBILES, st.text(max_size=10), st.text(max_size=10))
def test_a_mobile_between_any_words_is_blotted(mobile: str, before: str, after: str) -> None:
    text = f"{before} 手机 {mobile} 号 {after}"
    assert mobile not in redact(text).text


@given(st.one_of(st.text(max_size=80), DIGITS))
def test_the_length_stays_so_that_spans_still_fit(text: str) -> None:
    redacted = redact(text)
    assert len(redacted.text) == len(text)
    for secret in redacted.secrets:
        assert all(redacted.text[place] == "*" for place in secret.places)


@given(st.one_of(st.text(max_size=80), DIGITS))
def test_a_redacted_text_stays_as_it_is(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


@given(st.from_regex(r"62[0-9]{14,16}", fullmatch=True))
def test_no_valid_card_number_is_left(digits: str) -> None:
    card = digits + next(d for d in "0123456789" if luhn(digits + d))
    assert card not in redact(f"卡是{card}。").text


@pytest.mark.parametrize(
    ("text", "left", "kind"),
    [
        ("我的手机13812345678", "我的手机138****5678", Personal.MOBILE),
        ("幺三八幺二三四五六七八", "幺三八****五六七八", Personal.MOBILE),
        ("138-1234-5678", "138-****-5678", Personal.MOBILE),
        ("010-62345678", "***-********", Personal.LANDLINE),
        ("身份证11010519491231002X", "身份证" + "*" * 18, Personal.ID_CARD),
        ("440524188001010014", "*" * 18, Personal.ID_CARD),
        ("邮箱a@b.com", "邮箱*******", Personal.EMAIL),
        ("微信号abc_12345", "微信号*********", Personal.CHAT),
    ],
)
def test_personal_numbers_are_blotted(text: str, left: str, kind: Personal) -> None:
    redacted = redact(text)
    assert (redacted.text, redacted.secrets[0].kind) == (left, kind)


@pytest.mark.parametrize(
    "text",
    ["拨打4008123456", "打12315", "客服95588", "订单号12345678901234567", "工单G20260902-0117",
     "400-812-3456", "第三次", "三百五十块", "E4", "2026年11月22日", "119"],
)  # fmt: skip
def test_hotlines_and_order_numbers_stay(text: str) -> None:
    assert redact(text).text == text

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.spoken import in_words, spoken, spoken_edits_of
from speech.wording import number_of, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话13812345678", "电话幺三八幺二三四五六七八"),
        ("3:30到", "三点半到"),
        ("10:15", "十点一刻"),
        ("2:20之前", "两点二十分之前"),
        ("9:05", "九点零五分"),
        ("便宜5%", "便宜百分之五"),
        ("12.5%", "百分之十二点五"),
        ("2000块", "两千块"),
        ("220元", "两百二十元"),
        ("2度", "两度"),
        ("1.5匹", "一点五匹"),
        ("2025年6月18号", "二零二五年六月十八号"),
        ("报错E4", "报错E四"),
        ("型号XH35", "型号XH三五"),
        ("尾号0527", "尾号零五二七"),
        ("工号2018", "工号二零幺八"),
        ("24小时", "二十四小时"),
        ("没有数字", "没有数字"),
    ],
)
def test_written_numbers_are_said_as_people_say_them(text: str, expected: str) -> None:
    assert spoken(text) == expected


@given(st.integers(0, 99_999_999))
def test_every_number_in_words_has_its_value(value: int) -> None:
    assert number_of(in_words(value)) == value


@given(st.text("0123456789.:%年月号块度元EX升空调，", max_size=30))
def test_no_digit_is_left_and_the_rest_stays(text: str) -> None:
    said = spoken(text)
    assert not re.search("[0-9]", said)
    assert spoken(said) == said
    edits = spoken_edits_of(text)
    assert all(one.end <= other.start for one, other in pairwise(edits))


PHONES = st.from_regex("1[3-9][0-9]{9}", fullmatch=True)
WRITTEN = st.one_of(
    PHONES.map("电话{}，".format),
    st.builds(
        "{}:{:02d}到".format, st.integers(2, 12), st.sampled_from([5, 10, 15, 20, 30, 45, 50])
    ),
    st.integers(1, 100).map("便宜{}%。".format),
    st.integers(11, 99_999).map("收{}块，".format),
    st.builds("{}月{}号，".format, st.integers(1, 12), st.integers(1, 31)),
    st.builds("显示{}{}，".format, st.sampled_from("EFHPX"), st.integers(0, 9)),
    st.integers(11, 60).map("调到{}度，".format),
)


@given(st.lists(WRITTEN, max_size=4))
def test_what_is_said_is_written_back(parts: list[str]) -> None:
    text = "".join(parts)
    assert written(spoken(text)) == text

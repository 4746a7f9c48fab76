from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.wording import edits_of, number_of, pieces, written


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("手机号是幺三八幺二三四五六七八，对吗", "手机号是13812345678，对吗"),
        ("工号二零幺八", "工号2018"),
        ("工号三零二五", "工号3025"),
        ("我就打幺二三幺五投诉", "我就打12315投诉"),
        ("请拨打幺幺九", "请拨打119"),
        ("显示E四，开机就报", "显示E4，开机就报"),
        ("型号是XH三五", "型号是XH35"),
        ("13幺二三四五六七八九", "13123456789"),
        ("百分之五", "5%"),
        ("百分之十二点五", "12.5%"),
        ("三点半到", "3:30到"),
        ("下午三点二十分", "下午3:20"),
        ("十点一刻", "10:15"),
        ("两千块钱", "2000块钱"),
        ("一百二十元", "120元"),
        ("一千零五十块", "1050块"),
        ("两百二块", "220块"),
        ("二零二五年六月", "2025年六月"),
    ],
)
def test_numbers_are_written_as_people_write_them(spoken: str, expected: str) -> None:
    assert written(spoken) == expected


@pytest.mark.parametrize(
    "text",
    [
        "开机十分钟就报",
        "一块去看看",
        "两三天了",
        "去年六月十八号买的",
        "一点半点都不行",
        "上午九点到十点",
        "三心二意",
        "已经修过两次了",
        "您的手机号是13812345678。",
    ],
)
def test_what_is_no_number_to_write_stays(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("spoken", "value"),
    [
        ("十二", 12),
        ("二十", 20),
        ("一百二", 120),
        ("三百零五", 305),
        ("一千二百零五", 1205),
        ("三万六", 36_000),
        ("一万零五", 10_005),
        ("十万", 100_000),
        ("百", None),
        ("一二", None),
        ("", None),
        ("万", None),
        ("空调", None),
    ],
)
def test_a_number_in_words_has_a_value(spoken: str, value: int | None) -> None:
    assert number_of(spoken) == value


@given(st.text("零一二两三四五六七八九十百千万幺点半分之块元年号E4调，", max_size=40))
def test_edits_never_overlap_and_cover_what_they_say(spoken: str) -> None:
    edits = edits_of(spoken)
    assert all(one.end <= other.start for one, other in pairwise(edits))
    covered = [(start, end) for start, end, _ in pieces(spoken, edits)]
    assert [start for start, _ in covered] == [0, *(end for _, end in covered)][: len(covered)]
    assert "".join(spoken[start:end] for start, end in covered) == spoken


@given(st.text("零一二三四五六七八九十百千万幺点半分块元号空调", max_size=30))
def test_writing_twice_changes_nothing_more_in_long_numbers(spoken: str) -> None:
    once = written("手机号是幺三八幺二三四五六七八，" + spoken)
    assert once.startswith("手机号是13812345678，")

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
        ("二零二五年六月", "2025年6月"),
        ("去年六月十八号买的", "去年6月18号买的"),
        ("十一月二十二日", "11月22日"),
        ("二十号上门", "20号上门"),
        ("三点五十到", "3:50到"),
        ("十一点十分到", "11:10到"),
        ("九点零五分", "9:05"),
        ("两点二十分之前", "2:20之前"),
        ("幺三洞零零零零幺二三四", "13000001234"),
        ("型号是三五零", "型号是350"),
        ("尾号是零五二七", "尾号是0527"),
        ("报错E十一", "报错E11"),
        ("调到二十六度", "调到26度"),
        ("一点五匹的", "1.5匹的"),
        ("一百二十平米", "120平米"),
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
        "一会儿再说",
        "三番五次",
        "万一坏了",
        "十分满意",
        "看一下",
        "二十号楼",
        "五六十块",
        "四五十度",
        "一千多块",
        "第三百升",
        "百八十块",
        "十六七度",
        "二十四小时之内",
        "三点意见",
        "有一点十分奇怪",
        "三点二十块",
        "十之八九",
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


SPOKEN = (
    "零〇一二两三四五六七八九十百千万幺洞点半刻分块元号年月日度升匹百分之型尾第初几多E4.5:%是空调，"
)


@given(st.text(SPOKEN, max_size=30))
def test_writing_twice_changes_nothing_more(spoken: str) -> None:
    once = written(spoken)
    assert written(once) == once


@given(st.text(SPOKEN, max_size=30))
def test_what_lies_outside_the_edits_stays_and_each_edit_lies_where_it_says(said: str) -> None:
    edits = edits_of(said)
    rest, place, shift = written(said), 0, 0
    for edit in edits:
        assert rest[place + shift : edit.start + shift] == said[place : edit.start]
        assert rest[edit.start + shift : edit.start + shift + len(edit.new)] == edit.new
        place, shift = edit.end, shift + len(edit.new) - (edit.end - edit.start)
    assert rest[place + shift :] == said[place:]


@given(st.text("我空调坏了请明天来修谢是的在哪里，。？！ABCxyz", max_size=40))
def test_text_without_numbers_stays(text: str) -> None:
    assert written(text) == text


def test_a_phone_number_in_the_middle_is_written_whatever_follows() -> None:
    assert written("手机号是幺三八幺二三四五六七八，百分之五") == "手机号是13812345678，5%"

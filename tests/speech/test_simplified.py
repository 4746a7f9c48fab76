import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.simplified import simplified, table


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("空調不製冷，請問甚麼時候可以來維修？", "空调不制冷，请问什么时候可以来维修？"),
        ("妳們說的乾衣機，我沒有看著", "你们说的干衣机，我没有看着"),
        ("裏面有霉味，餘額還剩兩百塊", "里面有霉味，余额还剩两百块"),
        ("熱水器後面漏電，離開關很近", "热水器后面漏电，离开关很近"),
        ("這個牌子很著名，效果顯著", "这个牌子很著名，效果显著"),
        ("乾隆年間的瓷器", "乾隆年间的瓷器"),
    ],
)
def test_traditional_answers_become_simplified(heard: str, expected: str) -> None:
    assert simplified(heard) == expected


@pytest.mark.parametrize("text", ["空调不制冷，显示E4。", "著名的干洗店", "OK，型号XH35", ""])
def test_simplified_text_stays(text: str) -> None:
    assert simplified(text) == text


@given(st.text(st.one_of(st.sampled_from([chr(code) for code in table()]), st.characters())))
def test_every_place_stays_and_twice_is_once(text: str) -> None:
    once = simplified(text)
    assert len(once) == len(text)
    assert simplified(once) == once


def test_no_simplified_character_is_itself_replaced() -> None:
    assert [new for new in table().values() if ord(new) in table()] == []

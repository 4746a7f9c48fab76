from hypothesis import given
from hypothesis import strategies as st

from speech.partial import StablePrefix


def shown(*texts: str) -> list[str]:
    prefix = StablePrefix()
    return [prefix.shown for text in texts if [prefix.hear(text)]]


def test_only_what_two_decodes_agree_on_is_shown() -> None:
    assert shown("您好", "您好，心", "您好，星河", "您好，星河售后。") == [
        "",
        "您好",
        "您好",
        "您好，星河",
    ]


def test_punctuation_at_the_end_is_held_back() -> None:
    assert shown("好的。", "好的。", "好的，谢谢") == ["", "好的", "好的"]


def test_one_stray_decode_takes_nothing_back() -> None:
    assert shown("空调不制冷", "空调不制冷了", "空空", "空调不制冷了吗")[2:] == [
        "空调不制冷",
        "空调不制冷",
    ]


def test_a_change_is_told() -> None:
    prefix = StablePrefix()
    assert [prefix.hear(text) for text in ("你", "你好", "你好")] == [False, True, True]
    assert not prefix.hear("你好")


@given(st.text("一二三四", max_size=6), st.text("一二三四", max_size=6))
def test_what_is_shown_was_said_twice(first: str, second: str) -> None:
    last = shown(first, second)[-1]
    assert first.startswith(last)
    assert second.startswith(last)

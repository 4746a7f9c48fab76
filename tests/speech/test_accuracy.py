import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.accuracy import compare, distance, normal, total

SHORT = st.text("空调坏了abc", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("", "", 0), ("空调", "", 2), ("空调坏了", "空凋坏", 2), ("abc", "xabc", 1), ("ab", "ba", 2)],
)
def test_distance_counts_single_changes(one: str, other: str, expected: int) -> None:
    assert distance(one, other) == expected


@given(SHORT, SHORT, SHORT)
def test_distance_is_a_metric(one: str, other: str, third: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, third) <= distance(one, other) + distance(other, third)


def test_marks_width_case_and_the_way_of_writing_digits_do_not_count() -> None:
    assert normal("型号是ＸＨ三五，对吗？") == normal("型号是 xh35 对吗")
    assert compare("拨打119。", "拨打幺幺九").errors == 0


def test_a_number_is_right_as_a_whole_or_wrong() -> None:
    right = compare("电话13812345678", "电话13812345678")
    wrong = compare("电话13812345678", "电话13812345679")
    both = total([right, wrong])
    assert (both.numbers, both.wrong_numbers, both.numbers_right) == (2, 1, 0.5)
    assert both.cer == pytest.approx(1 / 26)
    assert both.ser == 0.5


def test_nothing_to_compare_is_no_division_by_zero() -> None:
    empty = total([])
    assert (empty.cer, empty.ser, empty.numbers_right) == (0.0, 0.0, None)

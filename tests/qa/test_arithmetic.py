"""The score's arithmetic: vectors, and the laws of the ledger."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.arithmetic import Mark, ledger, total, total_if_passed

_SHARES = st.one_of(
    st.none(), st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1), st.fractions(0, 1).map(float)
)
_MARKS = st.lists(
    st.builds(
        Mark,
        section=st.sampled_from(["a", "b", "c"]),
        weight=st.one_of(st.integers(1, 40).map(float), st.floats(0.01, 100)),
        share=_SHARES,
        fails_section=st.booleans(),
    ),
    max_size=25,
)


def _marks(weights: list[float], shares: list[float | None]) -> list[Mark]:
    return [Mark("a", weight, share) for weight, share in zip(weights, shares, strict=True)]


def test_the_vector_of_the_form_gives_64_71() -> None:
    marks = _marks([10, 10, 20, 15, 15, 20, 10], [1, 1, 0.5, None, 1, 0, 1])
    assert total(marks) == 64.71


@pytest.mark.parametrize(
    ("passed_of_800", "expected"), [(1, 0.13), (3, 0.38), (5, 0.63), (797, 99.63)]
)
def test_half_a_hundredth_is_rounded_up(passed_of_800: int, expected: float) -> None:
    marks = _marks([passed_of_800, 800 - passed_of_800], [1, 0])
    assert total(marks) == expected


def test_nothing_that_applies_is_no_score_and_not_100() -> None:
    assert total(_marks([10, 20], [None, None])) is None
    assert total([]) is None


def test_a_failing_criterion_sets_its_section_to_0_and_leaves_the_others() -> None:
    marks = [Mark("a", 30, 0.0, fails_section=True), Mark("a", 20, 1.0), Mark("b", 50, 1.0)]
    assert total(marks) == 50.0
    assert [one.earned for one in ledger(marks)] == [0.0, 0.0, 50.0]


def test_without_na_the_ledger_shows_the_points_of_the_form() -> None:
    marks = _marks([5, 6, 4, 85], [1, 0.5, 0, 1])
    shown = [(one.earned, one.possible) for one in ledger(marks)]
    assert shown == [(5.0, 5.0), (3.0, 6.0), (0.0, 4.0), (85.0, 85.0)]


@given(_MARKS)
def test_the_lines_add_up_to_the_score_and_the_form_to_100(marks: list[Mark]) -> None:
    raw = total(marks)
    lines = ledger(marks)
    assert round(sum(one.earned for one in lines), 6) == (raw or 0.0)
    assert round(sum(one.possible for one in lines), 6) == (0.0 if raw is None else 100.0)


@given(_MARKS)
def test_a_line_never_earns_more_than_is_possible_nor_less_than_0(marks: list[Mark]) -> None:
    for mark, line in zip(marks, ledger(marks), strict=True):
        assert 0 <= line.earned <= line.possible
        if mark.share is None:
            assert line.possible == 0


@given(_MARKS)
def test_no_line_is_a_hundredth_off_its_exact_points(marks: list[Mark]) -> None:
    weight = sum(one.weight for one in marks if one.share is not None)
    lost = {one.section for one in marks if one.fails_section and (one.share or 0) < 1
            and one.share is not None}  # fmt: skip
    for mark, line in zip(marks, ledger(marks), strict=True):
        if mark.share is not None:
            share = 0.0 if mark.section in lost else mark.share
            assert line.earned == pytest.approx(100 * mark.weight * share / weight, abs=0.0205)


@given(_MARKS, st.data())
def test_a_score_without_a_line_is_the_score_computed_with_that_line_passed(
    marks: list[Mark], data: st.DataObject
) -> None:
    failing = [i for i, one in enumerate(marks) if one.share is not None and one.share < 1]
    if not failing:
        return
    place = data.draw(st.sampled_from(failing))
    again = [replace(one, share=1.0) if i == place else one for i, one in enumerate(marks)]
    without = total_if_passed(marks, place)
    assert without == total(again)
    assert without is not None
    assert without >= (total(marks) or 0.0)

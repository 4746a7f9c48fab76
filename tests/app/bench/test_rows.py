import pytest

from app.bench.rows import interval, row_of, table


def test_a_row_holds_the_median_and_an_interval_around_it() -> None:
    row = row_of("x", [1.0, 1.2, 9.0, 1.1, 1.3], goal=1.25)
    assert row.median == 1.2
    assert row.low <= 1.2 <= row.high
    assert (row.low, row.high) == interval([1.0, 1.2, 9.0, 1.1, 1.3])
    assert row.is_within_goal


def test_one_measurement_has_no_width() -> None:
    row = row_of("x", [0.5])
    assert (row.low, row.high, row.n) == (0.5, 0.5, 1)


def test_nothing_measured_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing was measured: x"):
        row_of("x", [])


def test_the_table_says_which_goals_are_kept() -> None:
    rows = [
        row_of("比值 / ratio", [0.7], goal=0.6, stretch=0.45, notes="n"),
        row_of("b", [0.5], goal=0.6),
    ]
    lines = table(rows).splitlines()
    assert "≤ 0.6 (0.45) ✗" in lines[0]
    assert lines[1] == "    n"
    assert lines[2].endswith("≤ 0.6 ✓")
    assert [row.as_json()["is_within_goal"] for row in rows] == [False, True]


def test_columns_line_up_under_wide_characters() -> None:
    rows = [row_of("停顿", [1.0]), row_of("abcd", [1.0])]
    one, other = table(rows).splitlines()
    assert one.index("1.000") + 2 == other.index("1.000")

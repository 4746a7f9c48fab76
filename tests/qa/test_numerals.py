"""Numbers as people say them."""

import pytest

from qa.numerals import amounts, number, phones


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("三十", 30), ("五十", 50), ("十五", 15), ("一百二", 120), ("一百零二", 102),
        ("一百二十五", 125), ("两千三", 2300), ("一万二", 12000), ("两千零五", 2005),
        ("三五", 35), ("幺二三幺五", 12315), ("50", 50), ("19.9", 19.9),
    ],
)  # fmt: skip
def test_numerals_have_their_value(said: str, value: float) -> None:
    assert number(said) == value


@pytest.mark.parametrize("said", ["", "多少", "三个"])
def test_what_is_no_number_has_no_value(said: str) -> None:
    assert number(said) is None


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("上门费就是五十块。", [50]),
        ("上门费50元", [50]),
        ("上门费五十", [50]),
        ("上门费是 50", [50]),
        ("一共三十块钱，材料费十五元", [30, 15]),
        ("两百块半", [200]),
        ("上门费一般不收", []),
        ("上门费十五分钟内退", []),
        ("型号是XH35", []),
        ("五十多块", []),
    ],
)
def test_amounts_are_found_with_and_without_a_unit(text: str, yuan: list[float]) -> None:
    assert [one.yuan for one in amounts(text)] == yuan


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "手机号是138 1234 5678",
        "幺三八幺二三四五六七八",
        "一三八，一二三四，五六七八",
    ],
)
def test_a_mobile_number_is_one_number_however_it_is_said(text: str) -> None:
    assert phones(text) == ("13812345678",)


@pytest.mark.parametrize("text", ["400-812-3456", "单号是20260718138", "12345678"])
def test_other_digits_are_no_mobile_number(text: str) -> None:
    assert phones(text) == ()

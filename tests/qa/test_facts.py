"""The tables that statements are held to."""

from datetime import date

import pytest

from domain.calls import Device
from qa.facts import Facts, Price, Warranty

FACTS = Facts(
    prices=(
        Price("清洗", ("清洗", "清洗费"), "空调", 120, 180),
        Price("上门费", ("上门费",), "", 30, 30),
    ),
    warranties=(Warranty("空调", 72), Warranty("电视", 1)),
)


def test_a_range_allows_what_lies_in_it() -> None:
    price = FACTS.price("清洗费", "空调")
    assert price is not None
    assert price.said == "120–180 元"
    assert [price.allows(yuan) for yuan in (119, 120, 180, 181)] == [False, True, True, False]


def test_a_general_price_holds_for_every_product_and_a_products_own_for_it_only() -> None:
    assert FACTS.price("上门费", "电视") is not None
    assert FACTS.price("清洗", "电视") is None


@pytest.mark.parametrize(
    ("device", "ends"),
    [
        (Device("空调", "X", "2020-07-18", 12), date(2026, 7, 18)),
        (Device("空调", "X", "2020-07-18", 84), date(2027, 7, 18)),
        (Device("电视", "X", "2026-01-31", 0), date(2026, 2, 28)),
        (Device("电视", "X", "2026-12-15", 0), date(2027, 1, 15)),
        (Device("风扇", "X", "2026-12-15", 0), None),
        (Device("空调", "X", "", 12), None),
    ],
)
def test_the_longer_of_policy_and_device_counts(device: Device, ends: date | None) -> None:
    assert FACTS.ends_on(device) == ends

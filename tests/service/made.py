"""Made customers, calls and spoken lines for the tests of service."""

from datetime import UTC, datetime
from typing import Final

from domain.audio import Role
from domain.calls import Call, Customer, Device, Segment

STARTED_MS: Final = int(datetime(2026, 11, 22, 2, 0, tzinfo=UTC).timestamp() * 1000)
AIRCON: Final = Device("空调", "KFR-35GW/BP3", "2025-06-18", 36)
WASHER: Final = Device("洗衣机", "XQG100", "2020-02-28", 36)


def customer(
    *devices: Device, phone: str = "13800001111", is_vip: bool = False, contacts: int = 1
) -> Customer:
    return Customer(
        "u1", "陈先生", phone, devices=devices, is_vip=is_vip, contacts_30_days=contacts
    )


def call(who: Customer | None = None) -> Call:
    who = who or customer(AIRCON)
    return Call("c1", STARTED_MS, "a1", "周敏", "售后", "in", who)


def line(text: str, role: Role = Role.CUSTOMER, start_s: float = 0.0, name: str = "s1") -> Segment:
    return Segment(name, "c1", role, start_s, start_s + 2.0, text, 1.0)

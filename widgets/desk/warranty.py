"""How many days of warranty a device has left; calendar months, as sellers count them."""

import calendar
from dataclasses import dataclass
from datetime import date

from domain.calls import Device

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Warranty:
    is_in: bool
    days: int  # left when in, passed since when out


def warranty_of(device: Device, today: date) -> Warranty | None:
    """Return None when nobody knows when the device was bought."""
    if not device.bought_on:
        return None
    ends = add_months(date.fromisoformat(device.bought_on), device.warranty_months)
    days = (ends - today).days
    return Warranty(days >= 0, abs(days))


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))

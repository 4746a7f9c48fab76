"""What the company really charges and really guarantees: the tables that statements are held to."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.calls import Device
from domain.errors import ConfigInvalid
from qa.reading import Table, read_table


@dataclass(frozen=True, slots=True)
class Price:
    """One entry of the price list; a fixed price has low equal to high."""

    name: str
    aliases: tuple[str, ...]  # how people call it
    category: str  # product category, "" for all
    low_yuan: float
    high_yuan: float

    def allows(self, yuan: float) -> bool:
        return self.low_yuan <= yuan <= self.high_yuan

    @property
    def said(self) -> str:
        if self.low_yuan == self.high_yuan:
            return f"{self.low_yuan:g} 元"
        return f"{self.low_yuan:g}–{self.high_yuan:g} 元"


@dataclass(frozen=True, slots=True)
class Warranty:
    category: str
    months: int


@dataclass(frozen=True, slots=True)
class Facts:
    prices: tuple[Price, ...] = ()
    price_version: str = ""
    warranties: tuple[Warranty, ...] = ()
    warranty_version: str = ""

    def price(self, alias: str, category: str) -> Price | None:
        """Return the entry of a name that people use; that of the category goes first."""
        named = [price for price in self.prices if alias in price.aliases]
        for wanted in (category, ""):
            for price in named:
                if price.category == wanted:
                    return price
        return None

    def ends_on(self, device: Device) -> date | None:
        """Return the last day of warranty: the policy's months, or the device's own if longer."""
        months = max(
            [device.warranty_months]
            + [one.months for one in self.warranties if one.category == device.category]
        )
        try:
            bought = date.fromisoformat(device.bought_on)
        except ValueError:
            return None
        return _months_later(bought, months) if months > 0 else None


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue  # 31 January and one month: the last day of February
    return day


def load_facts(folder: Path) -> Facts:
    """Read price_list.toml and warranty.toml.

    Raises ConfigInvalid with file, line, key and what is expected.
    """
    prices = read_table(folder / "price_list.toml", ConfigInvalid)
    prices.allow("version", "prices")
    warranty = read_table(folder / "warranty.toml", ConfigInvalid)
    warranty.allow("version", "warranties")
    return Facts(
        prices=tuple(_price(one) for one in prices.tables("prices")),
        price_version=prices.text("version"),
        warranties=tuple(_warranty(one) for one in warranty.tables("warranties")),
        warranty_version=warranty.text("version"),
    )


def _price(table: Table) -> Price:
    table.allow("name", "aliases", "category", "yuan", "up_to_yuan")
    low = table.number("yuan", low=0, high=100_000)
    high = table.number("up_to_yuan", low=low, high=100_000, default=low)
    aliases = (table.text("name"), *table.texts("aliases"))
    return Price(aliases[0], aliases, table.text("category", ""), low, high)


def _warranty(table: Table) -> Warranty:
    table.allow("category", "months")
    return Warranty(table.text("category"), int(table.number("months", low=1, high=600)))

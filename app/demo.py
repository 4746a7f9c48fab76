"""The made demo calls: sound, who calls, and what should come out of it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from domain.audio import Role
from domain.calls import Contact, Customer, Device
from domain.meaning import Coarse, Fine, Level

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
DEMO_FOLDER: Final = RESOURCES / "demo"
WARRANTY_MONTHS: Final = 36  # whole-machine warranty of the made customers' devices
DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class DemoTurn:
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    coarse: Coarse
    fine: Fine
    level: Level
    failed: tuple[str, ...]  # names of criteria that lose points
    red_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoCall:
    name: str
    title_zh: str
    title_en: str
    sound: Path
    customer: Customer
    turns: tuple[DemoTurn, ...]
    expected: Expected


def demo_names() -> tuple[str, ...]:
    return tuple(path.stem for path in sorted(DEMO_FOLDER.glob("*.toml")))


def load_demo(name: str, *, now_ms: int) -> DemoCall:
    """Return one demo call; its customer's earlier contacts are dated back from now_ms."""
    with (DEMO_FOLDER / f"{name}.toml").open("rb") as file:
        script = tomllib.load(file)
    expected = script["expected"]
    return DemoCall(
        name=name,
        title_zh=script["title"]["zh"],
        title_en=script["title"]["en"],
        sound=DEMO_FOLDER / f"{name}.flac",
        customer=_customer(name, script["customer"], now_ms),
        turns=tuple(DemoTurn(Role(turn["role"]), turn["text"]) for turn in script["turns"]),
        expected=Expected(
            Coarse(expected["intent_coarse"]),
            Fine(expected["intent_fine"]),
            Level(expected["urgency_level"]),
            tuple(expected["failed"]),
            tuple(expected["red_lines"]),
        ),
    )


def _customer(name: str, entry: dict[str, Any], now_ms: int) -> Customer:
    earlier = int(entry["earlier_contacts_30d"])
    tags = tuple(entry.get("tags", ()))
    devices = tuple(_device(device) for device in entry.get("devices", ()))
    repeats = "重复来电" in tags
    return Customer(
        customer_id=f"demo-{name}",
        name=entry["name"],
        phone=entry["phone"],
        tags=tags,
        is_vip="VIP" in tags,
        devices=devices,
        contacts=tuple(_contact(n, devices, repeats, now_ms) for n in range(earlier)),
        contacts_30_days=earlier + 1,
    )


def _device(entry: dict[str, Any]) -> Device:
    bought: date | None = entry.get("purchased")
    return Device(
        entry["kind"], entry["model"], bought.isoformat() if bought else "", WARRANTY_MONTHS
    )


def _contact(n: int, devices: tuple[Device, ...], repeats: bool, now_ms: int) -> Contact:
    thing = devices[0].category if devices else "家电"
    outcome = "未解决" if repeats else "已解决"
    at_ms = now_ms - (2 + 3 * n) * DAY_MS
    return Contact(at_ms, "来电", f"{thing}报修，{outcome}", is_open=repeats and n == 0)

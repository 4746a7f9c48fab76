"""The scripts of the demo calls as finished calls, with what their words mean put in by hand."""

import tomllib
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.audio import Role
from domain.calls import Customer, Device
from domain.meaning import Fine, Severity
from domain.quality import FinishedCall
from domain.tickets import Ticket
from tests.qa.calls import ROOT, Line, Settings, finished, ticket

FOLDER: Final = ROOT / "resources" / "demo"
NAMES: Final = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))

_ANGRY: Final = (
    "第三次打电话",
    "到底管不管",
    "太让人生气",
    "都说过好几遍",
    "12315",
    "曝光",
    "要退货",
    "什么态度",
    "很不满意",
)
_BROKEN: Final = {
    "不制冷": Severity.FUNCTION_LOST,
    "地板全泡了": Severity.PROPERTY,
    "煤气味": Severity.SAFETY,
}
_TICKETS: Final = {
    "01_calm_repair": Fine.REPAIR,
    "02_angry_repeat": Fine.COMPLAINT,
    "03_gas_smell": Fine.REPAIR,
    "05_fee_dispute": Fine.FEE,
}


@dataclass(frozen=True, slots=True)
class Script:
    call: FinishedCall
    failed: tuple[str, ...]  # parts of the names of criteria that lose points
    red_lines: tuple[str, ...]


def load_script(name: str) -> Script:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        script = tomllib.load(file)
    who = _customer(script["customer"])
    settings = Settings(customer=who, ticket=_ticket(name, who))
    lines = [_line(turn) for turn in script["turns"]]
    expected = script["expected"]
    return Script(
        finished(lines, settings), tuple(expected["failed"]), tuple(expected["red_lines"])
    )


def _line(turn: dict[str, Any]) -> Line:
    text, role = turn["text"], Role(turn["role"])
    line = Line(role, text, gap_s=turn["gap_s"])
    if role is Role.AGENT:
        return line
    broken = next(((kind, words) for words, kind in _BROKEN.items() if words in text), None)
    angry = 0.8 if any(words in text for words in _ANGRY) else 0.1
    return replace(line, angry=angry, damage=broken)


def _customer(entry: dict[str, Any]) -> Customer:
    devices = tuple(
        Device(one["kind"], one["model"], one["purchased"].isoformat(), 36)
        for one in entry["devices"]
    )
    return Customer("c1", entry["name"], entry["phone"], tuple(entry["tags"]), devices=devices)


def _ticket(name: str, who: Customer) -> Ticket | None:
    fine = _TICKETS.get(name)
    return None if fine is None else ticket(fine=fine, 电话=who.phone)

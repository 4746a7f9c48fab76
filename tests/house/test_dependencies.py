"""What the code imports is what the requirements name: nothing borrowed, nothing idle."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest

from tests.house.committed import FLOORS, ROOT, python_files

DESK: Final = ("app", "widgets", "speech", "service", "qa", "sync", "domain", "main.py")
CENTRAL: Final = ("central", "domain", "service", "sync")
# In sync, but central loads none of it: how the desk sends.
NOT_CENTRALS: Final = {"keyring", "requests"}
# `lingtai serve-speech` runs where the central service is installed too, or says what is missing.
SPEECH_SERVER: Final = "app/speech_server"
OPTIONAL: Final = {"sherpa_onnx"}  # the user installs it beside its model
# Found by the library that uses them, never imported by name.
UNNAMED: Final = {
    "psycopg": "SQLAlchemy's driver, by the DSN",
    "python-multipart": "Starlette's form parser, for the speech server's uploads",
    "tzdata": "zoneinfo's data, which Windows and small containers lack",
}


def _plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _named(requirements: str) -> set[str]:
    text = (ROOT / "requirements" / requirements).read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9][\w.-]*?)(?:\[[\w,]+\])?(?=[=<>~!\s]|$)", text, re.MULTILINE)
    return {_plain(name) for name in found}


def _modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Call(
                func=ast.Attribute(attr="import_module" | "find_spec"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def _imported(*folders: str, but: str = "none") -> set[str]:
    """Return the distributions that the code below these folders imports by name."""
    brings = packages_distributions()
    files = [path for path in python_files(*folders) if not path.is_relative_to(ROOT / but)]
    tops = {name.split(".")[0] for path in files for name in _modules(path)}
    foreign = tops - sys.stdlib_module_names - {*FLOORS, *OPTIONAL, "main", "tools", "tests"}
    return {_plain(dist) for top in foreign for dist in brings.get(top, [f"absent: {top}"])}


CASES: Final = pytest.mark.parametrize(
    ("folders", "requirements", "borrowed"),
    [(DESK, "run.in", set()), (CENTRAL, "central.in", NOT_CENTRALS)],
    ids=["desk", "central"],
)


@CASES
def test_what_is_imported_is_required_by_name(
    folders: tuple[str, ...], requirements: str, borrowed: set[str]
) -> None:
    assert _imported(*folders, but=SPEECH_SERVER) - borrowed - _named(requirements) == set()


@CASES
def test_what_is_required_is_imported(
    folders: tuple[str, ...], requirements: str, borrowed: set[str]
) -> None:
    assert _named(requirements) - _imported(*folders) - set(UNNAMED) == set()
    assert not borrowed & _named(requirements)


def test_the_speech_server_needs_the_desk_and_what_central_brings() -> None:
    assert _imported("app") - _named("run.in") - _named("central.in") == set()


def test_tests_need_no_more_than_their_lock() -> None:
    required = _named("run.in") | _named("central.in") | _named("dev.in")
    assert _imported("tests") - required == set()


def test_central_starts_without_what_is_the_desks() -> None:
    asked = "import sys, central.service; print(*sys.modules)"
    said = subprocess.run(
        (sys.executable, "-c", asked), cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert not {*NOT_CENTRALS, "app", "widgets", "PySide6", "faster_whisper"} & set(said.split())

"""Rules of the house that no linter knows: empty packages, telling names, three doors."""

import ast
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from tests.house.committed import FLOORS, ROOT, python_files

SAYS_NOTHING: Final = {"utils", "util", "common", "helpers", "helper", "misc", "base", "manager"}
# The third door is sys.excepthook, which needs no except clause.
DOORS: Final = {"app/worker.py", "widgets/tasks.py"}
CATCHES_ALL: Final = {"Exception", "BaseException"}
LONGEST_FILE: Final = 500  # lines; the aim is 200


def _catches_all(node: ast.AST) -> bool:
    """Return whether this stops every error; to clean up and raise again stops none."""
    match node:
        case ast.ExceptHandler(body=[*_, ast.Raise(exc=None)]):
            return False
        case ast.ExceptHandler(type=None):
            return True
        case ast.ExceptHandler(type=ast.Tuple(elts=kinds)):
            return any(isinstance(k, ast.Name) and k.id in CATCHES_ALL for k in kinds)
        case ast.ExceptHandler(type=ast.Name(id=name)):
            return name in CATCHES_ALL
        case ast.Call(func=ast.Attribute(attr="suppress") | ast.Name(id="suppress"), args=kinds):
            return any(isinstance(k, ast.Name) and k.id in CATCHES_ALL for k in kinds)
    return False


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_package_files_are_empty() -> None:
    full = [p for p in python_files() if p.name == "__init__.py" and p.read_text().strip()]
    assert full == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        _relative(path)
        for path in python_files()
        if SAYS_NOTHING & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]
    assert vague == []


@pytest.mark.parametrize(
    ("source", "is_one"),
    [
        ("try: f()\nexcept Exception: g()", True),
        ("try: f()\nexcept (OSError, BaseException): g()", True),
        ("try: f()\nexcept: g()", True),
        ("with contextlib.suppress(Exception): f()", True),
        ("try: f()\nexcept OSError: g()", False),
        ("try: f()\nexcept BaseException:\n  g()\n  raise", False),
    ],
)
def test_a_clause_that_catches_everything_is_seen(source: str, is_one: bool) -> None:
    assert any(map(_catches_all, ast.walk(ast.parse(source)))) == is_one


def test_everything_is_caught_at_the_doors_only() -> None:
    found = Counter(
        _relative(path)
        for path in python_files(*FLOORS, "main.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _catches_all(node)
    )
    assert set(found) <= DOORS
    assert all(times == 1 for times in found.values()), found


def test_no_file_is_a_whole_house() -> None:
    lines = {_relative(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_data_folder_holds_code() -> None:
    assert python_files("resources") == ()

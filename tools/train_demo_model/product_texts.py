"""Chinese from the product's own files: knowledge, word lists, forms."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

_RESOURCES: Final = Path(__file__).parents[2] / "resources"
_FOLDERS: Final = ("knowledge", "lexicons", "rubrics", "demo")
_CLAUSE: Final = re.compile(r"[一-鿿A-Z][一-鿿A-Z0-9]{1,29}")
_WORD: Final = re.compile(r"[一-鿿]{2,6}")
_CODED: Final = re.compile(r"[A-Z]+[0-9]{1,4}")
_READ_ALONE: Final = re.compile(r"[0-9]")


@cache
def product_clauses() -> tuple[str, ...]:
    """Return clauses of the knowledge and the forms, without numbers that are not read alone."""
    found: set[str] = set()
    for folder in ("knowledge", "rubrics"):
        for text in _strings(folder):
            found.update(clause for clause in _CLAUSE.findall(text) if _is_speakable(clause))
    return tuple(sorted(found))


@cache
def product_words() -> tuple[str, ...]:
    """Return short runs of hanzi of all files; patterns give their literal parts."""
    return tuple(sorted({w for f in _FOLDERS for text in _strings(f) for w in _WORD.findall(text)}))


def _is_speakable(clause: str) -> bool:
    return len(clause) > 2 and not _READ_ALONE.search(_CODED.sub("", clause))


def _strings(folder: str) -> Iterator[str]:
    for path in sorted((_RESOURCES / folder).glob("*.toml")):
        yield from _leaves(tomllib.loads(path.read_text(encoding="utf-8")))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)

"""The rule files under resources/lexicons, read once and compiled."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[2] / "resources" / "lexicons"


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return one rule file as it is written; callers must not change it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(expressions: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern that matches where any of the expressions does."""
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


def versions(*names: str) -> str:
    """Name the rules that made an understanding, such as "intents 2026.11.1 …"."""
    return " ".join(f"{name} {lexicon(name)['version']}" for name in names)

"""The template grammar of after-sales calls (call_language.toml) and its made-up values."""

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from tools.train_demo_model.made_up import MADE, address

_CALLS: Final = Path(__file__).with_name("call_language.toml")
_EVERYDAY: Final = Path(__file__).with_name("everyday_language.toml")
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")


class CallLanguage:
    """Draws sentences that agents and customers may say."""

    def __init__(self, *files: Path) -> None:
        """Use the word lists of all files and the templates of the last."""
        tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
        self.slots: dict[str, list[str]] = {}
        for table in tables:
            lists = table["slots"] | table["phrases"]
            self.slots |= {name: words.split() for name, words in lists.items()}
        last = tables[-1]
        parts = (last["everyday"],) if "everyday" in last else (*last["agent"], *last["customer"])
        self._lines: list[str] = [line for part in parts for line in part["lines"]]

    def draw(self, rng: random.Random) -> str:
        """Return one sentence in written form."""
        return self.fill(rng.choice(self._lines), rng)

    def fill(self, template: str, rng: random.Random) -> str:
        chosen = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), template)
        return _SLOT.sub(lambda found: self._value(found[1], rng), chosen)

    def words(self) -> list[str]:
        """Return every word of every list."""
        return sorted({word for words in self.slots.values() for word in words})

    def characters(self) -> set[str]:
        """Return all characters that the grammar can produce, found by drawing."""
        rng = random.Random(0)
        text = {c for line in self._lines for c in _SLOT.sub("", line)} - set("[]|{}_")
        for _ in range(20_000):
            text.update(self.draw(rng))
        return text | {c for word in self.words() for c in word}

    def _value(self, name: str, rng: random.Random) -> str:
        if name == "address":
            return address(self.slots, rng)
        made = MADE.get(name)
        return made(rng) if made else rng.choice(self.slots[name])


@cache
def call_language() -> CallLanguage:
    return CallLanguage(_CALLS)


@cache
def everyday_language() -> CallLanguage:
    """Return the wider talk around a repair; it may use the word lists of the calls."""
    return CallLanguage(_CALLS, _EVERYDAY)

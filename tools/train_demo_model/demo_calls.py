"""The six demo calls of resources/demo as typed values."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from tools.train_demo_model.espeak import Voice
from tools.train_demo_model.pronunciation import Sentence, respell

DEMO_FOLDER: Final = Path(__file__).parents[2] / "resources" / "demo"

Role = Literal["agent", "customer"]


@dataclass(frozen=True, slots=True)
class Turn:
    """gap_s counts from the end of the turn before; a negative gap talks over it."""

    role: Role
    sentence: Sentence
    gap_s: float


@dataclass(frozen=True, slots=True)
class DemoCall:
    name: str
    voices: dict[Role, Voice]
    turns: tuple[Turn, ...]


def load_demo_calls(folder: Path = DEMO_FOLDER) -> list[DemoCall]:
    return [_load(path) for path in sorted(folder.glob("*.toml"))]


def demo_sentences() -> list[Sentence]:
    """Return every turn once."""
    turns = (turn.sentence for call in load_demo_calls() for turn in call.turns)
    return sorted(set(turns), key=lambda sentence: sentence.text)


def _load(path: Path) -> DemoCall:
    with path.open("rb") as file:
        table = tomllib.load(file)
    voices: dict[Role, Voice] = {
        role: Voice(**table["voice"][role]) for role in ("agent", "customer")
    }
    return DemoCall(table["id"], voices, tuple(_turn(row) for row in table["turns"]))


def _turn(row: dict[str, Any]) -> Turn:
    sentence = respell(Sentence(row["text"], row.get("spoken", row["text"])))
    if len(sentence.text) != len(sentence.sound):
        raise ValueError(f"spoken form is not aligned with: {sentence.text}")
    return Turn(row["role"], sentence, float(row["gap_s"]))

"""A Recognizer that knows a demo call by heart: it finds an utterance in the script by its time."""

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app.demo import DEMO_FOLDER
from domain.audio import AudioBlock, Role, Samples
from domain.calls import Word
from speech.recognition.recognizer import Heard


@dataclass(frozen=True, slots=True)
class Spoken:
    role: Role
    text: str
    start_s: float
    end_s: float


@cache
def spoken(name: str) -> tuple[Spoken, ...]:
    script = tomllib.loads((DEMO_FOLDER / f"{name}.toml").read_text("utf-8"))
    timing = json.loads((DEMO_FOLDER / f"{name}.timing.json").read_text("utf-8"))
    return tuple(
        Spoken(Role(turn["role"]), turn["text"], at["start_s"], at["end_s"])
        for turn, at in zip(script["turns"], timing, strict=True)
    )


@dataclass(frozen=True)
class ScriptRecognizer:
    """Each turn is said once, by the utterance that holds its middle; the rest is silence.

    Its window is too narrow for two utterances: packed, they would lose their times.
    """

    name: str
    window_s: float = 10.0

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        del hotwords
        turns = [turn for turn in spoken(self.name) if _holds(utterance, turn)]
        words = tuple(word for turn in turns for word in _words(turn))
        text = "".join(turn.text for turn in turns)
        return Heard(text, words if is_final else (), 0.95, -0.1, decode_s=0.01, engine="script")

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        del hotwords
        raise AssertionError(f"the desk hears one utterance at a time, not {len(clips)}")


def _holds(utterance: AudioBlock, turn: Spoken) -> bool:
    middle_s = (turn.start_s + turn.end_s) / 2
    return turn.role is utterance.role and utterance.start_s <= middle_s < utterance.end_s


def _words(turn: Spoken) -> Iterator[Word]:
    step_s = (turn.end_s - turn.start_s) / len(turn.text)
    for place, char in enumerate(turn.text):
        start_s = turn.start_s + place * step_s
        yield Word(char, start_s, start_s + step_s, 0.95)

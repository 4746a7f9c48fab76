"""Renders the demo calls of resources/demo: left the agent, right the customer.

Run as `python -m tools.make_demo_calls`; needs espeak-ng, scipy and soundfile.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tools.train_demo_model.channel import (
    LINE_RATE_HZ,
    MODEL_RATE_HZ,
    Wave,
    telephone,
    to_line_rate,
    to_model_rate,
    trim,
)
from tools.train_demo_model.demo_calls import (
    DEMO_FOLDER,
    DemoCall,
    Role,
    Turn,
    load_demo_calls,
)
from tools.train_demo_model.espeak import Espeak

ROLES: Final[tuple[Role, Role]] = ("agent", "customer")  # left, right
LEVEL_DB: Final[dict[Role, float]] = {"agent": -6.0, "customer": -9.0}
SNR_DB: Final = 48.0
STEP: Final = 16  # 12 bits are what a telephone line is worth, and FLAC packs them well
TAIL_S: Final = 1.0
SEED: Final = 2018


@dataclass(frozen=True, slots=True, eq=False)
class PlacedTurn:
    turn: Turn
    start_s: float
    wave: Wave  # at line rate

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.wave) / LINE_RATE_HZ


def place(call: DemoCall, espeak: Espeak) -> list[PlacedTurn]:
    """Speak every turn and set it after the one before."""
    placed: list[PlacedTurn] = []
    end_s = 0.0
    for turn in call.turns:
        spoken, _ = trim(espeak.say(turn.sentence.sound, call.voices[turn.role]))
        placed.append(PlacedTurn(turn, end_s + turn.gap_s, to_line_rate(spoken)))
        end_s = placed[-1].end_s
    return placed


def render(placed: list[PlacedTurn], rng: np.random.Generator) -> Wave:
    """Return the call as (samples, 2) at the model's rate, telephone band."""
    total = int((max(turn.end_s for turn in placed) + TAIL_S) * LINE_RATE_HZ)
    sides: list[Wave] = []
    for role in ROLES:
        line = np.zeros(total, np.float32)
        for turn in placed:
            if turn.turn.role == role:
                at = int(turn.start_s * LINE_RATE_HZ)
                line[at : at + len(turn.wave)] += turn.wave
        heard = telephone(line, level_db=LEVEL_DB[role], snr_db=SNR_DB, rng=rng)
        sides.append(to_model_rate(heard))
    return np.stack(sides, axis=1)


def pcm(wave: Wave) -> NDArray[np.int16]:
    return (np.round(np.clip(wave, -0.999, 0.999) * 32767 / STEP) * STEP).astype(np.int16)


def timing(placed: list[PlacedTurn]) -> list[dict[str, str | float]]:
    return [
        {
            "role": turn.turn.role,
            "start_s": round(turn.start_s, 3),
            "end_s": round(turn.end_s, 3),
            "text": turn.turn.sentence.text,
        }
        for turn in placed
    ]


def make_demo_calls(folder: Path = DEMO_FOLDER) -> None:
    """Write one FLAC and one table of true times per script."""
    espeak, total_bytes = Espeak(), 0
    for number, call in enumerate(load_demo_calls(folder)):
        placed = place(call, espeak)
        wave = render(placed, np.random.default_rng(SEED + number))
        path = folder / f"{call.name}.flac"
        sf.write(path, pcm(wave), MODEL_RATE_HZ, subtype="PCM_16", format="FLAC")
        table = json.dumps(timing(placed), ensure_ascii=False, indent=1)
        (folder / f"{call.name}.timing.json").write_text(table + "\n", encoding="utf-8")
        total_bytes += path.stat().st_size
        sys.stdout.write(f"{call.name}: {len(wave) / MODEL_RATE_HZ:.1f} s, {path.stat().st_size}\n")
    sys.stdout.write(f"together {total_bytes / 1e6:.2f} MB\n")


if __name__ == "__main__":
    make_demo_calls()

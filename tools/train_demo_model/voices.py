"""Made-up speakers: espeak-ng variants with random pitch, formants and breath.

The variants that espeak-ng brings are few. A model that has heard only them reads an unseen
voice badly when it is far from all of them, so most windows are spoken by a made-up one.
"""

import random
from pathlib import Path
from typing import Final

from tools.train_demo_model.espeak import TRAIN_VARIANTS

MADE_UP_COUNT: Final = 280  # espeak-ng lists 349 voices at most
MADE_UP: Final = tuple(f"lt{number:03d}" for number in range(MADE_UP_COUNT))
_NAMED_SHARE: Final = 0.4
_SEED: Final = 5_151
_SYSTEM_DATA: Final = (
    Path("/usr/lib/x86_64-linux-gnu/espeak-ng-data"),
    Path("/usr/lib/aarch64-linux-gnu/espeak-ng-data"),
    Path("/usr/share/espeak-ng-data"),
    Path("/usr/local/share/espeak-ng-data"),
)


def make_voices(folder: Path) -> Path:
    """Lay out espeak-ng's data under folder with our variants; return the folder to name.

    All of it but our variants is links to the installed data: the Chinese voices and the
    variants of the training.
    """
    source = next((path for path in _SYSTEM_DATA if path.is_dir()), None)
    if source is None:
        raise LookupError("the data of espeak-ng is not installed")
    data = folder / "espeak-ng-data"
    variants = data / "voices" / "!v"
    variants.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.name not in ("voices", "lang"):
            _link(data / entry.name, entry)
    (data / "lang").mkdir(exist_ok=True)
    _link(data / "lang" / "sit", source / "lang" / "sit")
    for name in TRAIN_VARIANTS:
        _link(variants / name, source / "voices" / "!v" / name)
    rng = random.Random(_SEED)
    for name in MADE_UP:
        (variants / name).write_text(_variant(name, rng), encoding="ascii")
    return folder


def random_variant(rng: random.Random) -> str:
    return rng.choice(TRAIN_VARIANTS) if rng.random() < _NAMED_SHARE else rng.choice(MADE_UP)


def _link(path: Path, target: Path) -> None:
    if not path.exists():
        path.symlink_to(target)


def _variant(name: str, rng: random.Random) -> str:
    lines = ["language variant", f"name {name}"]
    low = rng.randint(65, 200)
    lines.append(f"pitch {low} {round(low * rng.uniform(1.25, 1.95))}")
    size, loudness = rng.uniform(0.86, 1.32), rng.uniform(85, 125)
    width = rng.uniform(90, 160)
    for formant in range(9):
        frequency = round(min(170, max(74, 100 * size * rng.gauss(1, 0.09))))
        height = round(min(165, max(40, rng.gauss(loudness, 20))))
        broad = round(min(190, max(75, rng.gauss(width, 22))))
        offset = f" {rng.randint(-200, 150)}" if formant and rng.random() < 0.08 else ""
        lines.append(f"formant {formant} {frequency} {height} {broad}{offset}")
    lines += [line for line, share in _extras(rng) if rng.random() < share]
    return "\n".join(lines) + "\n"


def _extras(rng: random.Random) -> list[tuple[str, float]]:
    return [
        (f"flutter {rng.randint(0, 14)}", 0.6),
        (f"roughness {rng.randint(0, 5)}", 0.5),
        (f"voicing {rng.randint(35, 155)}", 0.4),
        (f"consonants {rng.randint(60, 130)} {rng.randint(40, 130)}", 0.4),
        (f"echo {rng.randint(15, 130)} {rng.randint(5, 50)}", 0.3),
        (f"intonation {rng.randint(1, 4)}", 0.2),
        (f"klatt {rng.randint(1, 6)}", 0.06),
        ("stressAdd " + " ".join(str(rng.randint(-20, 100)) for _ in range(8)), 0.4),
        ("stressAmp " + " ".join(str(rng.randint(10, 22)) for _ in range(8)), 0.4),
        ("breath " + " ".join(str(rng.randint(0, 10)) for _ in range(8)), 0.12),
    ]

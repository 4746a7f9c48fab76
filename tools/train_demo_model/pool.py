"""The pool of windows on disk: shards of packed arrays, made by several processes."""

import json
import multiprocessing
import os
import random
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tools.train_demo_model.espeak import Espeak
from tools.train_demo_model.pronunciation import SPOKEN_ONLY
from tools.train_demo_model.sentences import SPEECH_SHARDS, SentenceSource, mix_of_shard
from tools.train_demo_model.vocabulary import Vocabulary, build_vocabulary
from tools.train_demo_model.voices import make_voices
from tools.train_demo_model.windows import Window, WindowMaker

WINDOWS_PER_SHARD: Final = 400
VOICES: Final = "espeak"
TONES: Final = {"": 0, "55": 1, "35": 2, "214": 3, "21": 3, "51": 4, "11": 5, "22": 5, "33": 5}


@dataclass(frozen=True, slots=True)
class Sounds:
    """What the frame-level loss names: espeak's own syllable, and its tone apart.

    Index 0 of both is silence.
    """

    syllables: tuple[str, ...]
    of: dict[str, tuple[int, int]]  # spoken character -> syllable, tone

    def save(self, path: Path) -> None:
        path.write_text(json.dumps([self.syllables, self.of], ensure_ascii=False), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> "Sounds":
        syllables, of = json.loads(path.read_text(encoding="utf-8"))
        return Sounds(tuple(syllables), {c: (pair[0], pair[1]) for c, pair in of.items()})


def build_sounds(characters: str) -> Sounds:
    espeak, names = Espeak(), dict[str, tuple[str, int]]()
    for character in characters:
        phonemes = espeak.phonemes(character)
        if phonemes:
            digits = "".join(c for c in phonemes if c.isdigit())
            plain = "".join(c for c in phonemes if not c.isdigit())
            names[character] = (plain, TONES.get(digits, 5))
    syllables = ("", *sorted({plain for plain, _ in names.values()}))
    return Sounds(syllables, {c: (syllables.index(s), tone) for c, (s, tone) in names.items()})


@dataclass(frozen=True, slots=True, eq=False)
class PackedWindow:
    features: NDArray[np.float16]  # (80, frames)
    tokens: NDArray[np.int16]
    syllables: NDArray[np.int16]
    tones: NDArray[np.int16]
    spans_s: NDArray[np.float32]  # (characters, 2)


def prepare(folder: Path) -> None:
    """Write the voices, the vocabulary and the sounds that all shards share."""
    folder.mkdir(parents=True, exist_ok=True)
    make_voices(folder / VOICES)
    vocabulary = build_vocabulary()
    vocabulary.save(folder / "characters.json")
    spoken = {*vocabulary.characters, *SPOKEN_ONLY}
    build_sounds("".join(sorted(spoken))).save(folder / "sounds.json")


def generate(folder: Path, *, shards: int, first: int, processes: int, seed: int) -> None:
    """Make shards first … first + shards - 1; about 80 times real time per core."""
    prepare(folder)
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(processes) as workers:
        numbers = range(first, first + shards)
        missing = [n for n in numbers if not _shard_path(folder, n).exists()]
        for number, hours in workers.imap_unordered(partial(_make_shard, folder, seed), missing):
            passed_s = time.monotonic() - began
            sys.stdout.write(f"shard {number}: {hours:.2f} h of sound, {passed_s:.0f} s passed\n")
            sys.stdout.flush()


def _make_shard(folder: Path, seed: int, number: int) -> tuple[int, float]:
    vocabulary = Vocabulary.load(folder / "characters.json")
    sounds = Sounds.load(folder / "sounds.json")
    own_seed = seed * 100_003 + number
    source = SentenceSource(vocabulary, random.Random(own_seed), mix_of_shard(number))
    maker = WindowMaker(source.draw, own_seed, Espeak(folder / VOICES))
    make = maker.make if number < SPEECH_SHARDS else maker.make_silent
    packed = [_pack(make(), vocabulary, sounds) for _ in range(WINDOWS_PER_SHARD)]
    path = _shard_path(folder, number)
    partial_path = path.with_suffix(".part")
    with partial_path.open("wb") as file:
        np.savez(
            file,
            features=np.concatenate([window.features for window in packed], axis=1),
            frames=np.array([window.features.shape[1] for window in packed]),
            tokens=np.concatenate([window.tokens for window in packed]),
            syllables=np.concatenate([window.syllables for window in packed]),
            tones=np.concatenate([window.tones for window in packed]),
            spans_s=np.concatenate([window.spans_s for window in packed]),
            lengths=np.array([len(window.tokens) for window in packed]),
        )
    os.replace(partial_path, path)
    return number, sum(window.features.shape[1] for window in packed) / 360_000


def _shard_path(folder: Path, number: int) -> Path:
    return folder / f"shard_{number:03d}.npz"


def _pack(window: Window, vocabulary: Vocabulary, sounds: Sounds) -> PackedWindow:
    pairs = [sounds.of.get(c.sound, (0, 0)) for c in window.characters]
    return PackedWindow(
        window.features,
        np.array([vocabulary.ids[c.written] for c in window.characters], np.int16),
        np.array([syllable for syllable, _ in pairs], np.int16),
        np.array([tone for _, tone in pairs], np.int16),
        np.array([(c.start_s, c.end_s) for c in window.characters], np.float32).reshape(-1, 2),
    )


def load_shard(path: Path) -> list[PackedWindow]:
    with np.load(path) as file:
        arrays = dict(file)
    ends, at = np.cumsum(arrays["frames"]), np.cumsum(arrays["lengths"])
    by_length = ("tokens", "syllables", "tones", "spans_s")
    features = np.split(arrays["features"], ends[:-1], axis=1)
    rest = zip(*(np.split(arrays[name], at[:-1]) for name in by_length), strict=True)
    return [
        PackedWindow(np.ascontiguousarray(sound), *labels)
        for sound, labels in zip(features, rest, strict=True)
    ]

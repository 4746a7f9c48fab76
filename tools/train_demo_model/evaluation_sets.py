"""Clips to measure the model with: held-out and hand-written sentences, numbers, no speech."""

import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile as sf

from tools.train_demo_model.call_language import call_language
from tools.train_demo_model.channel import (
    LINE_RATE_HZ,
    Wave,
    telephone,
    to_line_rate,
)
from tools.train_demo_model.espeak import HELD_OUT_VARIANTS, TRAIN_VARIANTS, Espeak
from tools.train_demo_model.heldout import held_out_sentences, is_held_out, open_sentences
from tools.train_demo_model.made_up import phone
from tools.train_demo_model.non_speech import KINDS, some_sound
from tools.train_demo_model.pronunciation import bare, spell_at_random
from tools.train_demo_model.windows import random_manner, speak

COMMITTED_SET: Final = Path(__file__).parents[2] / "tests" / "data" / "speech_heldout"
MANIFEST: Final = "manifest.json"
HELD_OUT_SENTENCE: Final = "held_sentence_held_voice"
HAND_WRITTEN: Final = "hand_written_held_voice"
PHONE: Final = "phone_held_voice"
NON_SPEECH: Final = "nonspeech"
_LONGEST_S: Final = 9.0
_PCM_STEP: Final = 16


@dataclass(frozen=True, slots=True)
class Clip:
    """One sound file; text is empty where there is no speech."""

    kind: str
    file: str
    text: str
    voice: str = ""


class ClipMaker:
    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._rng = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._espeak = Espeak()

    def spoken(self, kind: str, text: str, variant: str) -> Clip:
        sentence = spell_at_random(text, self._rng)
        said = speak(sentence, random_manner(variant, self._rng), self._espeak)
        while said.duration_s > _LONGEST_S:
            said = speak(sentence, random_manner(variant, self._rng), self._espeak)
        lead, tail = (
            np.zeros(int(self._rng.uniform(0.1, 0.4) * said.rate_hz), np.float32) for _ in "ab"
        )
        line = to_line_rate(np.concatenate([lead, said.wave, tail]))
        level_db, snr_db = self._rng.uniform(-20, -3), self._rng.uniform(18, 45)
        wave = telephone(line, level_db=level_db, snr_db=snr_db, rng=self._noise)
        return self._write(kind, wave, text, variant)

    def in_turn(self, kind: str, texts: Sequence[str]) -> list[Clip]:
        """Each text once, by the held-out voices in turn."""
        voices = itertools.cycle(HELD_OUT_VARIANTS)
        return [self.spoken(kind, text, next(voices)) for text in texts]

    def silent(self, count: int) -> list[Clip]:
        """Clips without speech: all kinds in turn."""
        return [self._silent(sound) for sound in itertools.islice(itertools.cycle(KINDS), count)]

    def _silent(self, sound: str) -> Clip:
        wave = some_sound(sound, self._rng.uniform(0.6, 9.0), self._noise)
        return self._write(NON_SPEECH, wave, "", "")

    def _write(self, kind: str, wave: Wave, text: str, voice: str) -> Clip:
        number = sum(1 for _ in self._folder.glob(f"{kind}_*.flac"))
        name = f"{kind}_{number:03d}.flac"
        steps = np.round(np.clip(wave, -0.999, 0.999) * 32767 / _PCM_STEP)
        sf.write(self._folder / name, (steps * _PCM_STEP).astype(np.int16), LINE_RATE_HZ)
        return Clip(kind, name, text, voice)


def seen_kind_of_sentences(count: int, seed: int) -> list[str]:
    """Return grammar sentences of the training kind, each once."""
    rng, found = random.Random(seed), dict[str, str]()
    while len(found) < count:
        text = call_language().draw(rng)
        if not is_held_out(text) and len(text) >= 5:
            found.setdefault(bare(text), text)
    return list(found.values())


def phone_sentences(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [f"我的手机号是{phone(rng)}。" for _ in range(count)]


def make_sets(folder: Path) -> list[Clip]:
    """Write all sets and their manifest."""
    for old in folder.glob("*.flac"):
        old.unlink()
    maker, rng = ClipMaker(folder, seed=9_001), random.Random(9_002)
    held = held_out_sentences()
    clips = maker.in_turn(HELD_OUT_SENTENCE, held)
    clips += maker.in_turn(HAND_WRITTEN, open_sentences())
    clips += maker.in_turn(PHONE, phone_sentences(150, 9_004))
    clips += maker.silent(200)
    clips += [
        maker.spoken("held_sentence_seen_voice", text, rng.choice(TRAIN_VARIANTS))
        for text in held[::4]
    ]
    clips += maker.in_turn("seen_kind_held_voice", seen_kind_of_sentences(100, 9_003))
    return write_manifest(folder, clips)


def write_committed_set(folder: Path = COMMITTED_SET) -> list[Clip]:
    """Write the small set that the product measures itself with, without espeak."""
    for old in folder.glob("*.flac"):
        old.unlink()
    maker = ClipMaker(folder, seed=9_101)
    clips = maker.in_turn(HELD_OUT_SENTENCE, held_out_sentences()[::9])
    clips += maker.in_turn(HAND_WRITTEN, open_sentences()[::4])
    clips += maker.in_turn(PHONE, phone_sentences(20, 9_111))
    clips += maker.silent(21)
    return write_manifest(folder, clips)


def write_manifest(folder: Path, clips: list[Clip]) -> list[Clip]:
    rows = json.dumps([asdict(clip) for clip in clips], ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(rows + "\n", encoding="utf-8")
    return clips


def read_manifest(folder: Path) -> list[Clip]:
    rows = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return [Clip(**row) for row in rows]

"""Training windows: at most 10 s of sound as features, with each character's time."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from tools.train_demo_model.channel import (
    Wave,
    random_telephone,
    random_wide_band,
    to_line_rate,
    to_model_rate,
    trim,
)
from tools.train_demo_model.espeak import Espeak, Voice
from tools.train_demo_model.heldout import leaks
from tools.train_demo_model.non_speech import non_speech
from tools.train_demo_model.pronunciation import PUNCTUATION, Sentence, with_pauses
from tools.train_demo_model.voices import random_variant

Kind = Literal["one", "several", "cut", "non_speech"]
KINDS: Final[dict[Kind, float]] = {"one": 0.62, "several": 0.21, "cut": 0.10, "non_speech": 0.07}
WINDOW_S: Final = 9.98
_LONGEST_ONE_S: Final = 9.6
_WIDE_BAND_SHARE: Final = 0.12


@dataclass(frozen=True, slots=True)
class TimedCharacter:
    written: str
    sound: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    features: NDArray[np.float16]  # (80, frames), a frame is 10 ms
    characters: tuple[TimedCharacter, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    wave: Wave  # at espeak's rate
    rate_hz: int
    characters: tuple[TimedCharacter, ...]

    @property
    def duration_s(self) -> float:
        return len(self.wave) / self.rate_hz


def speak(sentence: Sentence, voice: Voice, espeak: Espeak) -> Utterance:
    """Speak one sentence; espeak marks where each hanzi begins."""
    spoken, places = with_pauses(sentence)
    speech = espeak.say(spoken, voice)
    wave, cut_s = trim(speech)
    marks = speech.starts_s.items()
    starts_s = {places[at]: start - cut_s for at, start in marks if at in places}
    end_s = len(wave) / speech.rate_hz
    return Utterance(wave, speech.rate_hz, _timed(sentence, starts_s, end_s))


def _timed(
    sentence: Sentence, starts_s: dict[int, float], end_s: float
) -> tuple[TimedCharacter, ...]:
    """Give each character its interval; letters of one word share theirs evenly."""
    marked = [at for at in sorted(starts_s) if at < len(sentence.text)]
    spans: list[tuple[float, float]] = [(0.0, 0.02)] * len(sentence.text)
    for at, following in zip(marked, [*marked[1:], len(sentence.text)], strict=True):
        start = max(0.0, starts_s[at])
        stop = starts_s.get(following, end_s)
        group = [i for i in range(at, following) if sentence.text[i] not in PUNCTUATION] or [at]
        if len(group) < following - at or following in sentence.gaps:
            stop = min(stop, start + 0.4 * len(group))  # what follows is a pause
        step = max(stop - start, 0.02) / len(group)
        for number, index in enumerate(group):
            spans[index] = (start + step * number, start + step * (number + 1))
        for index in range(group[-1] + 1, following):
            spans[index] = (stop, stop + 0.06)
    return tuple(
        TimedCharacter(written, sound, *span)
        for written, sound, span in zip(sentence.text, sentence.sound, spans, strict=True)
    )


def random_voice(rng: random.Random) -> Voice:
    """A training speaker: made up, or one that espeak-ng brings."""
    rate_wpm, pitch, pitch_range = rng.randint(140, 275), rng.randint(12, 88), rng.randint(20, 80)
    return Voice(random_variant(rng), rate_wpm, pitch, pitch_range)


def random_manner(variant: str, rng: random.Random) -> Voice:
    """A speaker of the tests, in the range that people speak in."""
    return Voice(variant, rng.randint(150, 260), rng.randint(25, 75), rng.randint(30, 70))


class WindowMaker:
    def __init__(self, draw: Callable[[], Sentence], seed: int, espeak: Espeak) -> None:
        self._draw = draw
        self._rng = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._espeak = espeak
        self._extract = FeatureExtractor(feature_size=80, chunk_length=10)

    def make_silent(self) -> Window:
        """A window in which nobody speaks."""
        line = non_speech(self._rng.uniform(0.4, 9.5), self._noise)
        return Window(self._features(to_model_rate(line)), ())

    def make(self) -> Window:
        kind = self._rng.choices(list(KINDS), list(KINDS.values()))[0]
        if kind == "non_speech":
            return self.make_silent()
        while True:
            wave, characters = self._said(kind)
            if not leaks("".join(c.written for c in characters)):
                return Window(self._heard(wave), characters)

    def _said(self, kind: Kind) -> tuple[Wave, tuple[TimedCharacter, ...]]:
        rng, voice = self._rng, random_voice(self._rng)
        lead_s = rng.choice((0.0, rng.uniform(0, 0.15), rng.uniform(0.05, 0.6)))
        parts: list[Wave] = []
        characters: list[TimedCharacter] = []
        at_s, count, rate_hz = lead_s, 0, 22_050
        wanted = rng.choice((2, 2, 3, 4)) if kind == "several" else 1
        while count < wanted:
            said = self._utterance(voice)
            if count and at_s + said.duration_s > WINDOW_S:
                break
            rate_hz = said.rate_hz
            parts += [np.zeros(int((lead_s if not count else 0) * rate_hz), np.float32), said.wave]
            characters += [
                TimedCharacter(c.written, c.sound, c.start_s + at_s, c.end_s + at_s)
                for c in said.characters
            ]
            pause_s = rng.choice((rng.uniform(0.02, 0.3), rng.uniform(0.2, 1.0)))
            parts.append(np.zeros(int(pause_s * rate_hz), np.float32))
            at_s += said.duration_s + pause_s
            count += 1
        wave = np.concatenate(parts)[: int(WINDOW_S * rate_hz)]
        if kind != "cut":
            return wave, tuple(characters)
        stop_s = rng.uniform(lead_s + min(0.4, said.duration_s / 2), lead_s + said.duration_s)
        kept = tuple(c for c in characters if (c.start_s + c.end_s) / 2 < stop_s)
        return wave[: int(stop_s * rate_hz)], kept

    def _utterance(self, voice: Voice) -> Utterance:
        while True:
            said = speak(self._draw(), voice, self._espeak)
            if 0.1 < said.duration_s < _LONGEST_ONE_S - 0.6:
                return said

    def _heard(self, wave: Wave) -> NDArray[np.float16]:
        if self._rng.random() < _WIDE_BAND_SHARE:
            return self._features(random_wide_band(wave, self._noise))
        return self._features(to_model_rate(random_telephone(to_line_rate(wave), self._noise)))

    def _features(self, wave: Wave) -> NDArray[np.float16]:
        """Log-mel features; half get a higher floor, as beside a louder sound in a file."""
        found = self._extract(wave)[..., :-1]
        if self._rng.random() < 0.5:
            found = np.maximum(found, found.max() - 2.0 + self._rng.uniform(0, 0.35))
        return np.asarray(found, np.float16)

"""What a telephone line carries when nobody speaks, at line rate."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt  # type: ignore[import-untyped]

from tools.train_demo_model.channel import LINE_RATE_HZ, noise
from tools.train_demo_model.channel import Wave as LineWave

_DTMF_HZ: Final = ((697, 770, 852, 941), (1209, 1336, 1477))
_SCALE: Final = (0, 2, 4, 5, 7, 9, 11, 12, 14, 16)  # semitones
Wave = NDArray[np.float64]  # while it is being made
Maker = Callable[[int, np.random.Generator], Wave]


def non_speech(duration_s: float, rng: np.random.Generator) -> LineWave:
    """Return one of the kinds, with a little line noise in most."""
    return some_sound(list(KINDS)[rng.integers(len(KINDS))], duration_s, rng)


def some_sound(kind: str, duration_s: float, rng: np.random.Generator) -> LineWave:
    count = int(duration_s * LINE_RATE_HZ)
    wave = KINDS[kind](count, rng)
    if kind != "silence" and rng.random() < 0.6:
        wave = wave + noise(count, rng) * 10 ** (-rng.uniform(35, 70) / 20)
    return np.asarray(np.clip(wave, -1, 1), np.float32)


def _silence(count: int, rng: np.random.Generator) -> Wave:
    level = rng.choice((0.0, 0.0, 1e-4, 5e-4))
    return np.asarray(rng.standard_normal(count) * level)


def _noise(count: int, rng: np.random.Generator) -> Wave:
    return np.asarray(noise(count, rng) * 10 ** (-rng.uniform(18, 60) / 20), np.float64)


def _breath(count: int, rng: np.random.Generator) -> Wave:
    """Wind, breath, rustling: noise that swells."""
    low = rng.uniform(200, 900)
    band = butter(2, (low, low + rng.uniform(400, 2200)), "bandpass", fs=LINE_RATE_HZ, output="sos")
    t = np.arange(count) / LINE_RATE_HZ
    swell = np.maximum(0, np.sin(2 * np.pi * rng.uniform(0.15, 1.5) * t + rng.uniform(0, 6))) ** 2
    return np.asarray(sosfilt(band, rng.standard_normal(count)) * swell * rng.uniform(0.02, 0.3))


def _keys(count: int, rng: np.random.Generator) -> Wave:
    wave, at = np.zeros(count), 0
    while at < count:
        t = _times(int(rng.uniform(0.06, 0.25) * LINE_RATE_HZ), count - at)
        tones = [np.sin(2 * np.pi * rng.choice(row) * t) for row in _DTMF_HZ]
        wave[at : at + len(t)] = rng.uniform(0.05, 0.3) * (tones[0] + tones[1])
        at += len(t) + int(rng.uniform(0.05, 0.6) * LINE_RATE_HZ)
    return wave


def _call_tone(count: int, rng: np.random.Generator) -> Wave:
    """Ring-back, busy, congestion, dial and fax tones."""
    pairs = ((450, 450), (440, 480), (400, 450), (480, 620), (350, 440), (425, 425), (1100, 1100))
    one_hz, other_hz = pairs[rng.integers(len(pairs))]
    cycles = ((1, 4), (0.35, 0.35), (2, 4), (0.7, 0.7), (0.4, 0.2), (0.5, 3), (9, 1))
    on_s, off_s = cycles[rng.integers(len(cycles))]
    t = np.arange(count) / LINE_RATE_HZ + rng.uniform(0, on_s)
    tone = np.sin(2 * np.pi * one_hz * t) + np.sin(2 * np.pi * other_hz * t)
    return np.asarray(rng.uniform(0.03, 0.25) * tone * (t % (on_s + off_s) < on_s))


def _note(t: Wave, hz: float, rng: np.random.Generator, colour: Wave) -> Wave:
    """One note whose overtones have the strengths in colour."""
    bend = 1 + rng.choice((0, 0.004)) * np.sin(2 * np.pi * 5.5 * t)
    tones = [s * np.sin(2 * np.pi * hz * (n + 1) * bend * t) for n, s in enumerate(colour)]
    attack = np.minimum(1, t / rng.uniform(0.005, 0.08))
    return np.asarray(np.sum(tones, axis=0) * attack * np.exp(-t * rng.uniform(0.3, 5)))


def _melody(count: int, rng: np.random.Generator) -> Wave:
    """A tune on a made-up instrument, often with chords, bass and a beat."""
    colour = rng.uniform(0, 1, rng.integers(1, 7)) ** 2
    colour[0] = 1
    root_hz, beat_s = 160 * 2 ** (rng.integers(24) / 12), rng.uniform(0.12, 0.55)
    has_chord, has_bass, has_beat = rng.random(3) < (0.5, 0.4, 0.3)
    wave, at, place = np.zeros(count), 0, int(rng.integers(len(_SCALE)))
    while at < count:
        length = int(beat_s * rng.choice((1, 1, 2, 0.5)) * LINE_RATE_HZ)
        t = _times(length, count - at)
        place = int(np.clip(place + rng.integers(-2, 3), 0, len(_SCALE) - 1))
        hz = root_hz * 2 ** (_SCALE[place] / 12)
        part = _note(t, hz, rng, colour)
        if has_chord:
            part = part + 0.6 * (_note(t, hz * 1.25, rng, colour) + _note(t, hz * 1.5, rng, colour))
        if has_bass:
            part = part + _note(t, root_hz / 2, rng, colour)
        if has_beat:
            part = part + rng.standard_normal(len(t)) * np.exp(-40 * t)
        wave[at : at + len(t)] = part
        at += max(1, length)
    return np.asarray(wave / (np.abs(wave).max() + 1e-6) * rng.uniform(0.05, 0.7))


def _clicks(count: int, rng: np.random.Generator) -> Wave:
    wave = np.asarray(noise(count, rng) * rng.uniform(0.0005, 0.006), np.float64)
    for _ in range(rng.integers(1, 9)):
        at = int(rng.integers(max(1, count - 400)))
        click = rng.standard_normal(400) * np.exp(-np.arange(400) / rng.uniform(10, 120))
        wave[at : at + 400] += (click * rng.uniform(0.05, 0.4))[: count - at]
    return np.asarray(wave)


def _times(length: int, most: int) -> Wave:
    return np.asarray(np.arange(max(1, min(length, most))) / LINE_RATE_HZ)


KINDS: Final[dict[str, Maker]] = {
    "silence": _silence,
    "noise": _noise,
    "breath": _breath,
    "keys": _keys,
    "tone": _call_tone,
    "music": _melody,
    "clicks": _clicks,
}

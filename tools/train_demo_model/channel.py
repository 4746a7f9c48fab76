"""What a telephone line does to speech."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import (  # type: ignore[import-untyped]
    butter,
    lfilter,
    resample_poly,
    sosfilt,
)

from tools.train_demo_model.espeak import Speech

Wave = NDArray[np.float32]

LINE_RATE_HZ: Final = 8_000
MODEL_RATE_HZ: Final = 16_000
_TELEPHONE_BAND: Final = butter(4, (300, 3400), "bandpass", fs=LINE_RATE_HZ, output="sos")
_WIDE_BAND: Final = butter(2, (80, 7000), "bandpass", fs=MODEL_RATE_HZ, output="sos")
_SILENCE_LEVEL: Final = 0.004


def trim(speech: Speech) -> tuple[Wave, float]:
    """Cut espeak's own silence; return the rest and how many seconds went at the front."""
    loud = np.nonzero(np.abs(speech.samples) > _SILENCE_LEVEL)[0]
    if len(loud) == 0:
        return np.zeros(0, np.float32), 0.0
    start = max(0, int(loud[0]) - speech.rate_hz // 100)
    return speech.samples[start : loud[-1] + speech.rate_hz // 50], start / speech.rate_hz


def to_line_rate(wave: Wave) -> Wave:
    """espeak's 22,050 Hz to the line's 8,000 Hz."""
    return np.asarray(resample_poly(wave, 160, 441), np.float32)


def to_model_rate(line: Wave) -> Wave:
    return np.asarray(resample_poly(line, 2, 1), np.float32)


def noise(count: int, rng: np.random.Generator) -> Wave:
    """White, brown or mains hum, of unit power."""
    wave = rng.standard_normal(count).astype(np.float32)
    kind = rng.random()
    if kind > 0.75:
        phase = 2 * np.pi * rng.choice((50, 100, 150, 300)) * np.arange(count) / LINE_RATE_HZ
        wave = 0.3 * wave + np.sin(phase).astype(np.float32)
    elif kind > 0.4:
        wave = lfilter([1], [1, -0.95], wave)
    return np.asarray(wave / (wave.std() + 1e-9), np.float32)


def _mu_law(wave: Wave) -> Wave:
    coded = np.round(np.sign(wave) * np.log1p(255 * np.abs(wave)) / np.log(256) * 127) / 127
    return np.asarray(np.sign(coded) * (256 ** np.abs(coded) - 1) / 255, np.float32)


def telephone(line: Wave, *, level_db: float, snr_db: float, rng: np.random.Generator) -> Wave:
    """Band-pass, scale to level_db of full scale, add noise."""
    wave = sosfilt(_TELEPHONE_BAND, line)
    wave = wave / (np.abs(wave).max() + 1e-6) * 10 ** (level_db / 20)
    wave = wave + noise(len(wave), rng) * wave.std() * 10 ** (-snr_db / 20)
    return np.asarray(np.clip(wave, -1, 1), np.float32)


def random_telephone(line: Wave, rng: np.random.Generator) -> Wave:
    low, high = ((12, 25), (20, 45), (35, 60))[rng.integers(3)]
    level_db, snr_db = rng.uniform(-22, -1), rng.uniform(low, high)
    wave = telephone(line, level_db=level_db, snr_db=snr_db, rng=rng)
    return _mu_law(wave) if rng.random() < 0.5 else wave


def random_wide_band(wave: Wave, rng: np.random.Generator) -> Wave:
    """A headset recording: espeak's 22,050 Hz to 16,000 Hz with the high band kept."""
    heard = sosfilt(_WIDE_BAND, resample_poly(wave, 320, 441))
    heard = heard / (np.abs(heard).max() + 1e-6) * 10 ** (rng.uniform(-20, -1) / 20)
    hiss = rng.standard_normal(len(heard)) * heard.std() * 10 ** (-rng.uniform(15, 55) / 20)
    return np.asarray(heard + hiss, np.float32)

"""Sounds for tests: tones for the detector that measures loudness, silence between them."""

from pathlib import Path
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples

ROOT: Final = Path(__file__).resolve().parents[2]
DEMO_CALL: Final = ROOT / "resources" / "demo" / "01_calm_repair.flac"
MODEL: Final = ROOT / "resources" / "models" / "lingtai-demo"


def tone(seconds: float, pitch_hz: float = 440.0, peak: float = 0.5) -> Samples:
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (peak * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def block(*parts: Samples, role: Role = Role.CUSTOMER, start_s: float = 0.0) -> AudioBlock:
    return AudioBlock(role, start_s, np.concatenate(parts))

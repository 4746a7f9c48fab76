"""Speech to measure a model with: five seconds each of several demo calls."""

from typing import Final

import numpy as np

from app.demo import DEMO_FOLDER
from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from speech.audio.decode import read_call

CLIP_S: Final = 5.0  # about as long as an utterance on the telephone
CALLS: Final = ("01_calm_repair", "02_angry_repeat", "06_thanks")


def clips() -> tuple[AudioBlock, ...]:
    """Return the liveliest five seconds of each call's customer."""
    return tuple(_liveliest(read_call(DEMO_FOLDER / f"{name}.flac").customer) for name in CALLS)


def _liveliest(sound: AudioBlock) -> AudioBlock:
    steps = round(CLIP_S * SAMPLE_RATE_HZ)
    energy = np.cumsum(np.square(sound.samples, dtype=np.float64))
    start = int(np.argmax(energy[steps:] - energy[:-steps])) if len(energy) > steps else 0
    samples: Samples = sound.samples[start : start + steps]
    return AudioBlock(Role.CUSTOMER, 0.0, samples)

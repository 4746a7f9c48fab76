"""The sound of the live bench: the demo calls, so laid that one channel talks, or both at once."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from app.demo import DEMO_FOLDER
from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from speech.audio.decode import CallAudio, read_call

_TAIL_S: Final = 2.0  # of silence, so that the last utterance ends by itself


def demo_calls() -> dict[str, CallAudio]:
    """Return the sound of every demo call by name."""
    return {path.stem: read_call(path) for path in sorted(DEMO_FOLDER.glob("*.flac"))}


def one_talks(calls: Sequence[CallAudio], seconds: float) -> CallAudio:
    """Return a call in which the customer's channel holds both speakers of the calls, in turn."""
    spoken = _filled([_mixed(call) for call in calls], seconds)
    return _call(np.zeros_like(spoken), spoken)


def both_talk(calls: Sequence[CallAudio], seconds: float) -> CallAudio:
    """Return a call in which each channel holds both speakers, of other calls at any moment."""
    mixed = [_mixed(call) for call in calls]
    half = len(mixed) // 2
    return _call(_filled([*mixed[half:], *mixed[:half]], seconds), _filled(mixed, seconds))


def _mixed(call: CallAudio) -> Samples:
    return np.asarray(call.agent.samples + call.customer.samples, np.float32)


def _filled(sounds: list[Samples], seconds: float) -> Samples:
    length = round(seconds * SAMPLE_RATE_HZ)
    joined = np.concatenate(sounds)
    repeated = np.tile(joined, -(-length // len(joined)))[:length]
    return np.concatenate([repeated, np.zeros(round(_TAIL_S * SAMPLE_RATE_HZ), np.float32)])


def _call(agent: Samples, customer: Samples) -> CallAudio:
    channels = (AudioBlock(Role.AGENT, 0.0, agent), AudioBlock(Role.CUSTOMER, 0.0, customer))
    return CallAudio(*channels, SAMPLE_RATE_HZ, len(agent) / SAMPLE_RATE_HZ)

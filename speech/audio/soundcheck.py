"""Trying devices out: a few seconds of each, and what is wrong with what was heard."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.errors import AudioDeviceMissing
from domain.sound_devices import SoundDevice, SoundProblem
from speech.audio import portaudio
from speech.audio.level import level_dbfs
from speech.audio.resample import Resampler
from speech.audio.tap import Tap

QUIET_DBFS: Final = -55.0
FULL_SCALE: Final = 0.985
CLIPPED_SHARE: Final = 0.001
SAME: Final = 0.98  # correlation; two devices never hear a room so much alike
LEAKS: Final = 0.3
RATE_OFF: Final = 0.02  # 2 % is a third of a semitone: no clock is so bad, a wrong setting is
SETTLE_S: Final = 0.5  # a stream's first half second comes in bursts
MOST_DELAY_S: Final = 0.5
CHIRP_S: Final = 1.0
CHIRP_PEAK: Final = 0.25
PIECES: Final = 8  # of the chirp, looked for one by one


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What a device brought: mono at 16 kHz, and how many samples a second it really sends."""

    device: SoundDevice
    sound: Samples  # shape (n,)
    rate_hz: float

    @property
    def level_dbfs(self) -> float:
        return level_dbfs(self.sound)


def listen(
    devices: Sequence[SoundDevice],
    seconds: float,
    *,
    play: Samples | None = None,
    output: SoundDevice | None = None,
) -> tuple[Tried, ...]:
    """Hear all devices at once for so long; play a sound on an output meanwhile.

    Blocks for that time and a little more. Raises AudioDeviceMissing.
    """
    taps: list[Tap] = []
    try:
        taps.extend(Tap(device, 1) for device in devices)
        if play is not None and output is not None:
            play_out(play, output, wait_s=seconds)
        else:
            time.sleep(seconds + SETTLE_S)
        now_s = time.monotonic()
        return tuple(_tried(tap, now_s) for tap in taps)
    finally:
        for tap in taps:
            tap.close()


def play_out(sound: Samples, output: SoundDevice, *, wait_s: float = 0.0) -> None:
    """Play mono 16 kHz sound on both sides and wait for its end, at least wait_s.

    Raises AudioDeviceMissing.
    """
    until_s = time.monotonic() + wait_s
    stream = portaudio.open_output(output, SAMPLE_RATE_HZ)
    try:
        stream.write(np.repeat(sound[:, None], 2, axis=1))
        stream.drain()
        time.sleep(max(0.0, until_s - time.monotonic()))
    finally:
        stream.close()


def chirp() -> Samples:
    """Return a tone that rises through the telephone band: found again under noise and echo."""
    at_s = np.arange(round(CHIRP_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    pitch = 2 * np.pi * (300.0 + 1_300.0 * at_s / CHIRP_S) * at_s
    fade = np.minimum(1.0, np.minimum(at_s, CHIRP_S - at_s) / 0.02)
    return (CHIRP_PEAK * np.sin(pitch) * fade).astype(np.float32)


def problems(tried: Tried) -> tuple[SoundProblem, ...]:
    """Return what is wrong with one device's sound."""
    found = []
    if tried.level_dbfs < QUIET_DBFS:
        found.append(SoundProblem.NO_SIGNAL)
    if np.mean(np.abs(tried.sound) >= FULL_SCALE) > CLIPPED_SHARE:
        found.append(SoundProblem.CLIPPING)
    if tried.rate_hz and abs(tried.rate_hz / tried.device.rate_hz - 1) > RATE_OFF:
        found.append(SoundProblem.WRONG_RATE)
    return tuple(found)


def problems_between(one: Samples, other: Samples) -> tuple[SoundProblem, ...]:
    """Return whether two inputs hear the same, or one leaks into the other."""
    if min(level_dbfs(one), level_dbfs(other)) < QUIET_DBFS:
        return ()
    alike = likeness(one, other)
    if alike > SAME:
        return (SoundProblem.SAME_ON_BOTH,)
    return (SoundProblem.CROSSTALK,) if alike > LEAKS else ()


def likeness(one: Samples, other: Samples) -> float:
    """Return the greatest correlation, 0 to 1, with either up to half a second behind."""
    length = min(len(one), len(other))
    if not length:
        return 0.0
    return _found(one[:length], other[:length])[0]


def echo_of(played: Samples, heard: Samples) -> float:
    """Return how clearly a played sound is found in what was heard, 0 to 1, wherever it begins.

    Looked for in pieces, whose median counts: a sound server may slip in the middle of the tone.
    """
    pieces = np.array_split(played, PIECES)
    return float(np.median([_likeness(piece, heard) for piece in pieces]))


def _likeness(played: Samples, heard: Samples) -> float:
    if len(heard) < len(played):
        return 0.0
    size = 1 << (len(heard) + len(played)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    found = np.abs(np.fft.irfft(product, size)[: len(heard) - len(played) + 1])
    place = int(np.argmax(found))
    norm = np.linalg.norm(heard[place : place + len(played)]) * np.linalg.norm(played)
    return float(found[place] / norm) if norm > 0 else 0.0


def _found(one: Samples, other: Samples) -> tuple[float, int]:
    size = 1 << (2 * len(one)).bit_length()
    product = np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size))
    found = np.abs(np.fft.irfft(product, size))
    most = round(MOST_DELAY_S * SAMPLE_RATE_HZ)
    near = np.concatenate([found[:most], found[-most:]])
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    place = int(np.argmax(near))
    return (float(near[place]) / norm if norm else 0.0), place


def _tried(tap: Tap, now_s: float) -> Tried:
    """A short test needs no server to vouch for what it heard after its opening."""
    tap.vouch(now_s)
    parts, times, counts = [], [], []
    resampler = Resampler(tap.device.rate_hz)
    while (block := tap.read()) is not None:
        parts.append(resampler.push(block.samples))
        times.append(block.at_s)
        counts.append(len(block.samples))
    if not parts:
        raise AudioDeviceMissing(
            f"设备没有送来声音：{tap.device.title}，请检查它是否被别的程序占用"
            f" / The device sends nothing: {tap.device.title}; see whether another program holds it"
        )
    parts.append(resampler.flush())
    return Tried(tap.device, np.concatenate(parts)[:, 0], _rate(times, counts))


def _rate(times: list[float], counts: list[int]) -> float:
    """Return samples a second between the first block after settling and the last."""
    first = next((n for n, at_s in enumerate(times) if at_s > times[0] + SETTLE_S), None)
    if first is None or times[-1] - times[first] < 1.0:
        return 0.0
    return sum(counts[first + 1 :]) / (times[-1] - times[first])

"""A second, small Recognizer: it hears how high a tone is, and says so."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from typing_extensions import override

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.calls import Word
from domain.errors import ModelMissing, RecognizerDown
from speech.recognition.recognizer import Heard


@dataclass
class ToneRecognizer:
    """Says 「440赫兹」 of a 440 Hz tone, one word per character; nothing of silence."""

    window_s: float = 10.0
    asked: list[tuple[float, bool]] = field(default_factory=list)  # seconds, is_final

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        self.asked.append((len(utterance.samples) / SAMPLE_RATE_HZ, is_final))
        text = _name(utterance.samples, hotwords)
        if not text:
            return Heard("", engine="tone")
        step_s = len(utterance.samples) / SAMPLE_RATE_HZ / len(text)
        words = tuple(
            Word(
                char,
                utterance.start_s + place * step_s,
                utterance.start_s + (place + 1) * step_s,
                0.9,
            )
            for place, char in enumerate(text)
        )
        return Heard(text, words if is_final else (), 0.9, -0.1, decode_s=0.001, engine="tone")

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        for clip in clips:
            yield self.recognize(
                AudioBlock(Role.CUSTOMER, 0.0, clip), is_final=True, hotwords=hotwords
            )

    def transcribe_raw(self, samples: Samples, *, has_word_times: bool = True) -> str:
        del has_word_times
        return _name(samples, "")


@dataclass
class Fragile(ToneRecognizer):
    """Dies by SIGKILL on the first `deaths` utterances; `tally` counts over the restarts."""

    tally: Path = Path()
    deaths: int = 1

    @override
    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        died = self.tally.stat().st_size if self.tally.exists() else 0
        if died < self.deaths:
            with self.tally.open("ab") as file:
                file.write(b"x")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().recognize(utterance, is_final=is_final, hotwords=hotwords)


@dataclass
class Stuck(ToneRecognizer):
    """Never answers the first time: alive, but hung."""

    tally: Path = Path()

    @override
    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        if not self.tally.exists():
            self.tally.touch()
            time.sleep(3600)
        return super().recognize(utterance, is_final=is_final, hotwords=hotwords)


@dataclass
class Gated(ToneRecognizer):
    """Waits before each utterance until the file `gate` is there."""

    gate: Path = Path()

    @override
    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        deadline_s = time.monotonic() + 30
        while not self.gate.exists() and time.monotonic() < deadline_s:
            time.sleep(0.005)
        return super().recognize(utterance, is_final=is_final, hotwords=hotwords)


@dataclass
class Away(ToneRecognizer):
    """An engine elsewhere that is away until the file `back` is there."""

    back: Path = Path()

    @override
    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        if not self.back.exists():
            raise RecognizerDown("服务器不在 / The server is away")
        return super().recognize(utterance, is_final=is_final, hotwords=hotwords)


@dataclass
class Greedy(ToneRecognizer):
    """Takes memory at the first utterance until the system gives it no more."""

    @override
    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        import resource  # not there on Windows

        taken_bytes = 1 << 29
        resource.setrlimit(resource.RLIMIT_DATA, (taken_bytes, taken_bytes))
        hoard = [np.ones(1 << 24) for _ in range(64)]  # 8 GiB
        raise AssertionError(f"the limit of memory did not hold: {len(hoard)}")


@dataclass
class Slow(ToneRecognizer):
    """Takes `times` as long as the sound lasts."""

    times: float = 1.0

    @override
    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        time.sleep(self.times * len(utterance.samples) / SAMPLE_RATE_HZ)
        return super().recognize(utterance, is_final=is_final, hotwords=hotwords)


@dataclass
class ByTime(ToneRecognizer):
    """Says the pitch of each tone of a window at its time, the tones parted by silence."""

    window_s: float = 30.0
    tally: Path = Path()

    @override
    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        with self.tally.open("ab") as file:
            file.write(b"x")
        words = tuple(
            Word(_name(utterance.samples[start:end], ""), start_s, start_s + 0.5, 0.9)
            for start, end in _loud(utterance.samples)
            for start_s in (utterance.start_s + start / SAMPLE_RATE_HZ,)
        )
        return Heard("".join(word.text for word in words), words, 0.9, decode_s=0.3, engine="tone")


def dead_at_start() -> ToneRecognizer:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def no_model() -> ToneRecognizer:
    raise ModelMissing("模型坏了 / The model is broken")


def _loud(samples: Samples) -> list[tuple[int, int]]:
    """Return where each run of sound starts and ends, silence of 0.1 s between."""
    step = SAMPLE_RATE_HZ // 10
    pieces = (samples[at : at + step] for at in range(0, len(samples), step))
    loud = [0, *(int(np.abs(piece).max() > 0.01) for piece in pieces), 0]
    edges = np.flatnonzero(np.diff(loud)).tolist()
    return [(start * step, end * step) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _name(samples: Samples, hotwords: str) -> str:
    if not len(samples) or float(np.abs(samples).max()) < 0.01:
        return ""
    spectrum = np.abs(np.fft.rfft(samples))
    pitch_hz = int(np.argmax(spectrum)) * SAMPLE_RATE_HZ / len(samples)
    return f"{hotwords}{round(pitch_hz / 10) * 10}赫兹"

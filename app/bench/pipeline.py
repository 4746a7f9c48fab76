"""How much our pipeline costs over the bare engine: on call files, and live.

Passes of the arms are interleaved, so that a drift of the machine hits all of
them; what counts is the median of the ratios per pass.
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final, Protocol
from unicodedata import east_asian_width

from domain.audio import Samples
from domain.calls import Segment
from domain.ids import new_id
from speech.audio.decode import CallAudio, CallReader, read_call
from speech.offline import NewDetector, OfflineSettings, transcribe_call, transcript
from speech.recognition.recognizer import Recognizer

FILE_GOAL: Final = 1.10
LIVE_GOAL: Final = 1.2


class Benchable(Recognizer, Protocol):
    """A recogniser whose engine can also be called with nothing of ours around it."""

    def transcribe_raw(self, samples: Samples, *, has_word_times: bool = True) -> str: ...


@dataclass(frozen=True, slots=True)
class FilePass:
    """Seconds over all files in one pass: wall clock and processor."""

    raw_s: float
    raw_cpu_s: float
    raw_without_word_times_s: float
    pipeline_s: float
    pipeline_cpu_s: float


@dataclass(frozen=True, slots=True)
class FileFigures:
    sound_s: float
    passes: tuple[FilePass, ...]

    @property
    def ratio(self) -> float:
        """Pipeline ÷ raw transcribe with the same options, wall clock."""
        return median(one.pipeline_s / one.raw_s for one in self.passes)

    @property
    def cpu_ratio(self) -> float:
        return median(one.pipeline_cpu_s / one.raw_cpu_s for one in self.passes)

    @property
    def ratio_without_word_times(self) -> float:
        """The same against a raw arm that is spared the word times which ours computes."""
        return median(one.pipeline_s / one.raw_without_word_times_s for one in self.passes)

    @property
    def real_time_factor(self) -> float:
        return median(one.pipeline_s for one in self.passes) / self.sound_s


@dataclass(frozen=True, slots=True)
class LiveFinal:
    """One final of a live call: end of speech to stored, and what its decode took."""

    delay_s: float
    decode_s: float


@dataclass(frozen=True, slots=True)
class LiveFigures:
    silence_s: float  # configured end silence
    finals: tuple[LiveFinal, ...]

    @property
    def ratio_p50(self) -> float:
        return median(self._ratios())

    @property
    def ratio_p95(self) -> float:
        ratios = sorted(self._ratios())
        return ratios[min(len(ratios) - 1, int(0.95 * len(ratios)))]

    @property
    def wait_p50_s(self) -> float:
        """What a person waits beyond the configured silence."""
        return median(one.delay_s - self.silence_s for one in self.finals)

    def _ratios(self) -> list[float]:
        return [(one.delay_s - self.silence_s) / one.decode_s for one in self.finals]


@dataclass(frozen=True, slots=True)
class PipelineFigures:
    files: FileFigures
    live: LiveFigures | None = None

    @property
    def is_within_goals(self) -> bool:
        return self.files.ratio <= FILE_GOAL and (
            self.live is None or self.live.ratio_p50 <= LIVE_GOAL
        )

    def as_json(self) -> str:
        found: dict[str, Any] = {
            "files": {
                "ratio": round(self.files.ratio, 3),
                "goal": FILE_GOAL,
                "cpu_ratio": round(self.files.cpu_ratio, 3),
                "ratio_without_word_times": round(self.files.ratio_without_word_times, 3),
                "real_time_factor": round(self.files.real_time_factor, 4),
                "passes": len(self.files.passes),
                "sound_s": round(self.files.sound_s, 1),
            },
            "is_within_goals": self.is_within_goals,
        }
        if self.live is not None:
            found["live"] = {
                "ratio_p50": round(self.live.ratio_p50, 3),
                "goal": LIVE_GOAL,
                "ratio_p95": round(self.live.ratio_p95, 3),
                "wait_p50_s": round(self.live.wait_p50_s, 3),
                "silence_s": self.live.silence_s,
                "finals": len(self.live.finals),
            }
        return json.dumps(found, ensure_ascii=False, indent=2)

    def table(self) -> str:
        lines = [
            _row("文件：流水线 ÷ 裸引擎 / file: pipeline ÷ raw", self.files.ratio, FILE_GOAL),
            _row("  同上，处理器时间 / same, processor time", self.files.cpu_ratio),
            _row(
                "  裸引擎不算词时间 / raw without word times", self.files.ratio_without_word_times
            ),
            _row("  实时率 / real-time factor", self.files.real_time_factor),
        ]
        if self.live is not None:
            lines += [
                _row("实时：等待 ÷ 解码 p50 / live: wait ÷ decode", self.live.ratio_p50, LIVE_GOAL),
                _row("  p95", self.live.ratio_p95),
                _row("  静音之外的等待 秒 / wait beyond silence, s", self.live.wait_p50_s),
            ]
        return "\n".join(lines)


def bench_files(
    files: Sequence[Path],
    recognizer: Benchable,
    new_detector: NewDetector,
    *,
    passes: int = 5,
    finish: Callable[[tuple[Segment, ...]], object] = lambda _segments: None,
    settings: OfflineSettings | None = None,
) -> FileFigures:
    """Run both arms over all files, pass by pass.

    The pipeline's arm reads the file, segments, recognises, writes and calls
    `finish` (understand, store, score). The raw arm gets the channels already decoded.
    """
    calls = [read_call(path) for path in files]
    recognizer.transcribe_raw(calls[0].customer.samples[:16_000])  # the first call is slower

    def pipeline() -> None:
        for path in files:
            portions = transcribe_call(
                CallReader(path), recognizer, new_detector, call_id=new_id(), settings=settings
            )
            finish(transcript(portions))

    found = []
    for _ in range(passes):
        raw_s, raw_cpu_s = _timed(lambda: _raw(calls, recognizer, has_word_times=True))
        bare_s, _ = _timed(lambda: _raw(calls, recognizer, has_word_times=False))
        pipeline_s, pipeline_cpu_s = _timed(pipeline)
        found.append(FilePass(raw_s, raw_cpu_s, bare_s, pipeline_s, pipeline_cpu_s))
    return FileFigures(sum(call.duration_s for call in calls), tuple(found))


def bench_live(
    run_call: Callable[[], Iterable[LiveFinal]], *, silence_s: float, passes: int = 1
) -> LiveFigures:
    """Play a call live, `passes` times; run_call yields each of its finals."""
    finals = tuple(final for _ in range(passes) for final in run_call())
    return LiveFigures(silence_s, finals)


def _raw(calls: Sequence[CallAudio], recognizer: Benchable, *, has_word_times: bool) -> None:
    for call in calls:
        for block in (call.customer,) if call.is_mono else (call.agent, call.customer):
            recognizer.transcribe_raw(block.samples, has_word_times=has_word_times)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall_s, time.process_time() - cpu_s


def _row(name: str, value: float, goal: float | None = None) -> str:
    verdict = "" if goal is None else f"   ≤ {goal:.2f}  {'✓' if value <= goal else '✗'}"
    blanks = 52 - sum(2 if east_asian_width(char) in "WF" else 1 for char in name)
    return f"{name}{' ' * blanks}{value:>8.3f}{verdict}"

"""What recordings cost beside the bare engine: arms interleaved in one run, ratios per pass."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.assembly import load_recognizer, new_detector
from app.bench.rows import BenchRow, row_of
from app.config import Config
from app.demo import DEMO_FOLDER
from domain.audio import Samples
from domain.ids import new_id
from speech.audio.decode import CallAudio, CallReader, read_call
from speech.offline import transcribe_call, transcript

_WARM_UP: Final = 16_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one arm in one pass."""

    wall_s: float
    cpu_s: float


def file_rows(config: Config, *, passes: int) -> list[BenchRow]:
    """Measure over the demo calls.

    Raises ModelMissing.
    """
    recognizer = load_recognizer(config)
    paths = sorted(DEMO_FOLDER.glob("*.flac"))
    audios = [read_call(path) for path in paths]
    recognizer.transcribe_raw(audios[0].customer.samples[:_WARM_UP])  # the first call is slower

    def pipeline() -> None:
        for path in paths:
            transcript(
                transcribe_call(CallReader(path), recognizer, new_detector, call_id=new_id())
            )

    def raw() -> None:
        for samples in _channels(audios):
            recognizer.transcribe_raw(samples)

    arms = {"pipeline": pipeline, "raw": raw}
    costs = interleaved(arms, passes=passes)
    return ratio_rows(
        "立体声 ÷ 裸引擎两声道 / stereo call ÷ raw, both channels",
        costs["pipeline"],
        costs["raw"],
        goal=0.60,
        stretch=0.45,
    )


def interleaved(arms: Mapping[str, Callable[[], object]], *, passes: int) -> dict[str, list[Cost]]:
    """Run every arm once per pass, so that a drift of the machine hits all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in arms}
    for _ in range(passes):
        for name, work in arms.items():
            costs[name].append(_cost(work))
    return costs


def ratio_rows(
    name: str,
    ours: Sequence[Cost],
    theirs: Sequence[Cost],
    *,
    goal: float | None = None,
    stretch: float | None = None,
) -> list[BenchRow]:
    """Return the ratio per pass by the wall clock and by processor time."""
    walls = [one.wall_s / other.wall_s for one, other in zip(ours, theirs, strict=True)]
    cpus = [one.cpu_s / other.cpu_s for one, other in zip(ours, theirs, strict=True)]
    return [
        row_of(name, walls, goal=goal, stretch=stretch),
        row_of("  同上，处理器时间 / same, processor time", cpus),
    ]


def _channels(audios: Sequence[CallAudio]) -> list[Samples]:
    return [block.samples for audio in audios for block in (audio.agent, audio.customer)]


def _cost(work: Callable[[], object]) -> Cost:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall_s, time.process_time() - cpu_s)

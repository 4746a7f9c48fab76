"""What recordings cost beside the bare engine: arms interleaved in one run, ratios per pass."""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from app.assembly import (
    LocalEngine,
    load_recognizer,
    new_detector,
    new_understander,
    offline_settings,
)
from app.bench import memory
from app.bench.encoding import encoding_rows
from app.bench.rows import BenchRow, row_of
from app.bench.wrong_letters import letter_rows
from app.blotting import blotted
from app.config import Config
from app.demo import DEMO_FOLDER
from app.hearing import Ear, Hearing, Meant
from app.store.database import Store, open_store
from domain.audio import AudioBlock, Role, Samples
from domain.calls import Segment
from domain.ids import new_id
from speech.audio.decode import CallAudio, CallReader, CallSound, read_call
from speech.offline import OwnEngine

_WARM_UP: Final = 16_000
_CPU: Final = "  同上，处理器时间 / same, processor time"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one arm in one pass."""

    wall_s: float
    cpu_s: float


def file_rows(config: Config, *, passes: int) -> list[BenchRow]:
    """Measure over the demo calls, as they are and mixed down to one channel.

    The pipeline's arm decodes, finds speech, recognises, understands and stores; the raw arms
    get the channels already decoded, with all options of ours.

    Raises ModelMissing.
    """
    recognizer = load_recognizer(config)
    paths = sorted(DEMO_FOLDER.glob("*.flac"))
    audios = [read_call(path) for path in paths]
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        try:
            rows = _speed_rows(config, recognizer, store, paths, audios, passes)
        finally:
            store.close()
    rows += letter_rows(config, recognizer, paths)
    rows += encoding_rows(config, recognizer, paths)
    return rows + memory_rows(memory.measured())


def _speed_rows(
    config: Config,
    recognizer: LocalEngine,
    store: Store,
    paths: Sequence[Path],
    audios: Sequence[CallAudio],
    passes: int,
) -> list[BenchRow]:
    ear = Ear(OwnEngine(recognizer), new_detector, offline_settings(config))
    understander = new_understander(config)
    understander.warm()

    def understand(segment: Segment) -> Meant:
        return blotted(segment, understander.understand(segment))

    def pipeline(sounds: Callable[[], Sequence[CallSound]]) -> None:
        for sound in sounds():
            hearing = Hearing(store, new_id())
            for _ in hearing.go_on(sound, ear, call_id=new_id(), understand=understand):
                pass

    mixed = [mono(audio) for audio in audios]
    both = [block.samples for audio in audios for block in (audio.agent, audio.customer)]
    one = [audio.customer.samples for audio in mixed]
    raw = partial(_raw, recognizer)
    raw([one[0][:_WARM_UP]])  # the first call is slower
    costs = interleaved(
        {
            "stereo": partial(pipeline, lambda: [CallReader(path) for path in paths]),
            "both": partial(raw, both),
            "both bare": partial(raw, both, has_word_times=False),
            "both vad": partial(raw, both, has_vad=True),
            "both vad bare": partial(raw, both, has_vad=True, has_word_times=False),
            "mono": partial(pipeline, lambda: mixed),
            "one": partial(raw, one),
            "one bare": partial(raw, one, has_word_times=False),
        },
        passes=passes,
    )
    bare = "  裸引擎不算词时间 / raw arm spared the word times"
    return [
        *ratio_rows(
            "单声道文件 ÷ 裸引擎 / mono file ÷ raw", costs["mono"], costs["one"], (1.05, 1.02)
        ),
        *ratio_rows(bare, costs["mono"], costs["one bare"]),
        *ratio_rows(
            "立体声通话 ÷ 裸引擎两声道 / stereo call ÷ raw, both channels",
            costs["stereo"],
            costs["both"],
            (0.60, 0.45),
        ),
        *ratio_rows(bare, costs["stereo"], costs["both bare"]),
        *ratio_rows(
            "立体声通话 ÷ 裸引擎带 VAD / stereo call ÷ raw with vad_filter",
            costs["stereo"],
            costs["both vad"],
            (0.95, 0.85),
        ),
        *ratio_rows(bare, costs["stereo"], costs["both vad bare"]),
    ]


def memory_rows(found: memory.Memory) -> list[BenchRow]:
    return [
        row_of(
            "内存峰值 ÷ 裸引擎进程 / peak memory ÷ bare process after raw",
            [found.ratio],
            goal=1.25,
            stretch=1.15,
            notes=f"{found.pipeline_mb:.0f} MB ÷ {found.raw_mb:.0f} MB",
        ),
        row_of(
            f"每个文件的增长，{memory.FILES} 个 / growth per file over {memory.FILES}",
            [100 * found.growth],
            goal=1.0,
            unit="%",
        ),
    ]


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
    goals: tuple[float | None, float | None] = (None, None),
) -> list[BenchRow]:
    """Return the ratio per pass by the wall clock and by processor time."""
    walls = [one.wall_s / other.wall_s for one, other in zip(ours, theirs, strict=True)]
    cpus = [one.cpu_s / other.cpu_s for one, other in zip(ours, theirs, strict=True)]
    goal, stretch = goals
    return [row_of(name, walls, goal=goal, stretch=stretch), row_of(_CPU, cpus)]


def mono(audio: CallAudio) -> CallAudio:
    """Return the call as one channel holds it: both speakers mixed."""
    samples = np.asarray((audio.agent.samples + audio.customer.samples) / 2, np.float32)
    block = AudioBlock(Role.CUSTOMER, 0.0, samples)
    return CallAudio(audio.agent, block, audio.source_rate_hz, audio.duration_s, is_mono=True)


def _raw(
    recognizer: LocalEngine,
    channels: Sequence[Samples],
    *,
    has_word_times: bool = True,
    has_vad: bool = False,
) -> None:
    for samples in channels:
        recognizer.transcribe_raw(samples, has_word_times=has_word_times, has_vad=has_vad)


def _cost(work: Callable[[], object]) -> Cost:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall_s, time.process_time() - cpu_s)

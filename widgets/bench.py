"""The pipeline bench: files against the raw engine, a live call, and the window's heartbeat."""

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from app.bench.pipeline import LiveFigures, PipelineFigures
from app.commands.measure import file_figures
from app.config import CentralConfig, Config
from widgets.demo import DemoUnfinished, DemoWish, play
from widgets.heartbeat import Beats

CALL: Final = "02_angry_repeat"
HEARTBEAT_GOAL_MS: Final = 50.0


@dataclass(frozen=True, slots=True)
class BenchFigures:
    pipeline: PipelineFigures
    beats: Beats

    def as_json(self) -> str:
        figures = msgspec.json.decode(self.pipeline.as_json())
        beats = msgspec.to_builtins(self.beats) | {"goal_p99_ms": HEARTBEAT_GOAL_MS}
        return msgspec.json.encode(figures | {"heartbeat": beats}).decode()

    def table(self) -> str:
        beats = self.beats
        mark = "✓" if beats.p99_ms <= HEARTBEAT_GOAL_MS else "✗"
        return (
            f"{self.pipeline.table()}\n"
            f"{mark} 窗口心跳间隔 / GUI heartbeat gap: p50 {beats.p50_ms:.1f}"
            f"  p99 {beats.p99_ms:.1f}  max {beats.max_ms:.1f} ms"
            f"（≤ {HEARTBEAT_GOAL_MS:g}, n={beats.count}）"
        )


def pipeline_figures(config: Config, *, passes: int) -> BenchFigures:
    """Takes some minutes: the live call runs in real time, off-screen.

    Raises DemoUnfinished, ModelMissing.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        place = replace(config, data_folder=Path(folder), central=CentralConfig(port=0))
        files = file_figures(place, Path(folder) / "files", passes=passes)
        wish = DemoWish(
            CALL, 1.0, Path(folder) / "out", True, has_others=False, say=lambda _line: None
        )
        code, end = play(place, wish)
    if code or end.beats is None:
        raise DemoUnfinished("现场通话没有走完，见日志 / The live call did not finish: see the log")
    live = LiveFigures(config.speech.end_silence_s, end.report.finals())
    return BenchFigures(PipelineFigures(files, live), end.beats)

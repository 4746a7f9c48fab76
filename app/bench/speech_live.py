"""What a live call costs beside the bare engine: waits, lag, flicker, and words shown."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.assembly import live_parts, load_recognizer
from app.bench.live_policy import Watched, watch
from app.bench.live_run import EventTap, LiveRun, Shown, play, raw_decodes
from app.bench.live_sound import both_talk, demo_calls, one_talks
from app.bench.rows import BenchRow, row_of
from app.config import Config
from speech.accuracy import compare, total

_PASS_S: Final = 60.0
_READY_S: Final = 600.0
_DRAWS: Final = 2000
_BELOW: Final = 0.9  # of the engine's time: above, the lag must grow


def live_rows(config: Config, *, minutes: float) -> list[BenchRow]:
    """Measure live recognition; takes about three times `minutes`, in real time.

    Raises ModelMissing, and what a call of the run met.
    """
    return [*policy_rows(config), *wait_rows(config, minutes=minutes), *lag_rows(config, minutes)]


def wait_rows(config: Config, *, minutes: float) -> list[BenchRow]:
    """Play one-minute calls, one channel talking and both in turn, each followed by its raw arm."""
    sounds, recognizer = list(demo_calls().values()), load_recognizer(config)
    one: list[tuple[Shown, float]] = []
    both: list[tuple[Shown, float]] = []
    met: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        desk = _at(config, Path(folder))
        tap = EventTap()
        with live_parts(desk, tap.publish) as parts:
            parts.transcriber.wait_ready(_READY_S)
            for number in range(max(1, round(minutes))):
                turned = [*sounds[number % len(sounds) :], *sounds[: number % len(sounds)]]
                for lay, found in ((one_talks, one), (both_talk, both)):
                    audio = lay(turned, _PASS_S)
                    run = play(audio, parts, tap)
                    met.add(run.met)
                    found.extend(raw_decodes(audio, run, recognizer, desk))
    missed = "、".join(sorted(met - {""}))
    notes = f"少了话：{missed} / words are missing: {missed}" if missed else ""
    silence_s = config.speech.end_silence_s
    one_ratios, both_ratios = _ratios(one, silence_s), _ratios(both, silence_s)
    zh, en = "说完到成文 − 静音，÷ 裸解码", "speech end to final − silence ÷ raw decode"
    return [
        _quantile(f"{zh} p50 / {en}", one_ratios, 0.5, (1.10, 1.05)),
        _quantile("  同上 p95 / same, p95", one_ratios, 0.95, (1.4, 1.2)),
        _quantile("  两边同时说 p95 / both channels talk, p95", both_ratios, 0.95, (2.2, 1.8)),
        row_of("  两边同时说 p50 / both channels talk, p50", both_ratios, notes=notes),
    ]


def lag_rows(config: Config, minutes: float) -> list[BenchRow]:
    """Play one call of that length with both channels talking, in real time."""
    audio = both_talk(list(demo_calls().values()), minutes * 60)
    with tempfile.TemporaryDirectory() as folder:
        tap = EventTap()
        with live_parts(_at(config, Path(folder)), tap.publish) as parts:
            parts.transcriber.wait_ready(_READY_S)
            run = play(audio, parts, tap)
    notes = (
        f"引擎占用 {run.engine_share:.2f}，最多积压 {run.most_waiting} 句，{minutes:g} 分钟"
        f" / engine busy {run.engine_share:.2f}, longest queue {run.most_waiting},"
        f" {minutes:g} min"
    )
    if run.met:
        notes += f"；少了话：{run.met} / words are missing: {run.met}"
    is_judged = run.engine_share < _BELOW
    return [_slope(run, (0.001, 0.0) if is_judged else (None, None), notes)]


def policy_rows(config: Config) -> list[BenchRow]:
    """Watch every demo call on a virtual clock on which the engine costs nothing."""
    recognizer = load_recognizer(config)
    calls = [watch(name, audio, recognizer, config) for name, audio in demo_calls().items()]
    latencies = [one for call in calls for one in call.latencies_s]
    return [
        row_of(
            "字说出到显示，虚拟时钟 p50 / word spoken to shown, virtual clock",
            latencies,
            goal=0.65,
            stretch=0.45,
            unit="s",
        ),
        _pooled("显示后又改的字 / shown characters rewritten", calls, _flicker, (0.10, 0.05)),
        _pooled("实时错字率 ÷ 离线 / live CER ÷ offline CER", calls, _cer_ratio, (1.10, 1.05)),
    ]


def _at(config: Config, folder: Path) -> Config:
    return replace(config, data_folder=folder)


def _ratios(found: list[tuple[Shown, float]], silence_s: float) -> list[float]:
    return [(one.delay_s - silence_s) / raw_s for one, raw_s in found]


def _quantile(
    name: str, values: Sequence[float], share: float, goals: tuple[float, float]
) -> BenchRow:
    """Return the row of a quantile, with its own bootstrap interval."""
    known: NDArray[np.float64] = np.asarray(values)
    draws = np.random.default_rng(0).choice(known, (_DRAWS, len(known)))
    edges = _edges(list(np.quantile(draws, share, axis=1)))
    return BenchRow(name, float(np.quantile(known, share)), *edges, len(known), *goals)


def _slope(run: LiveRun, goals: tuple[float | None, float | None], notes: str) -> BenchRow:
    """Return the row of Theil and Sen's slope: the median over pairs of finals."""
    at_s = np.array([one.at_s for one in run.finals])
    delay_s = np.array([one.delay_s for one in run.finals])

    def slope(places: NDArray[np.int64]) -> float:
        x, y = at_s[places], delay_s[places]
        first, second = np.triu_indices(len(x), 1)
        apart = x[second] - x[first]
        return float(np.median((y[second] - y[first])[apart != 0] / apart[apart != 0]))

    everyone = np.arange(len(at_s))
    random = np.random.default_rng(0)
    draws = [slope(random.choice(everyone, min(len(everyone), 300))) for _ in range(200)]
    name, middle = "延迟随时间的斜率 / slope of the lag", slope(everyone)
    return BenchRow(name, middle, *_edges(draws), len(at_s), *goals, unit="s/s", notes=notes)


def _pooled(
    name: str,
    calls: Sequence[Watched],
    ratio: Callable[[Sequence[Watched]], float],
    goals: tuple[float, float],
) -> BenchRow:
    """Return the row of a ratio of sums over calls; the interval by drawing calls."""
    random = np.random.default_rng(0)
    draws = [
        ratio([calls[place] for place in random.integers(0, len(calls), len(calls))])
        for _ in range(_DRAWS)
    ]
    return BenchRow(name, ratio(calls), *_edges(draws), len(calls), *goals)


def _edges(draws: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def _flicker(calls: Sequence[Watched]) -> float:
    return sum(one.rewritten for one in calls) / sum(one.shown for one in calls)


def _cer_ratio(calls: Sequence[Watched]) -> float:
    live = total(compare(one.script, one.live_text) for one in calls)
    offline = total(compare(one.script, one.offline_text) for one in calls)
    # One error more on both sides: calls without any error have a ratio too.
    return (live.errors + 1) / (offline.errors + 1)

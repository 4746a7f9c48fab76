"""Which of the models that are here to use, and why; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LIVE_LIMIT: Final = 0.5  # two people who talk without a pause are then still kept up with
RECORDING_LIMIT: Final = 3.0  # a day of calls is worked through within three
MEMORY_SHARE: Final = 0.6  # the rest is for windows, central and the system


@dataclass(frozen=True, slots=True)
class Candidate:
    """speed: seconds of work per second of speech, None when nobody knows."""

    name: str
    rank: int
    is_demo: bool
    speed: float | None
    is_measured: bool
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Choice:
    live: str
    recordings: str
    zh: str
    en: str


def choose(candidates: Sequence[Candidate], memory_mb: float) -> Choice:
    """Return the best model that keeps up with a call, and the best for recordings.

    A model for real speech is preferred to the bundled one even when it lags: the bundled one
    does not understand real calls at all. candidates must not be empty.
    """
    real = [one for one in candidates if not one.is_demo]
    if not real:
        only = candidates[0].name
        return Choice(
            only,
            only,
            "只有随附的小模型：它只懂合成的演示语言，接真实来电请下载或导入一个模型",
            "only the bundled model is here: it knows the synthetic demo language only;"
            " fetch or import one for real calls",
        )
    fitting = [one for one in real if one.memory_mb <= memory_mb * MEMORY_SHARE] or [
        min(real, key=lambda one: one.memory_mb)
    ]
    quick = [one for one in fitting if one.speed is not None and one.speed <= LIVE_LIMIT]
    live = max(quick, key=_worth) if quick else min(fitting, key=_slowness)
    patient = [one for one in fitting if one.speed is None or one.speed <= RECORDING_LIMIT]
    recordings = max([*patient, live], key=_worth)
    zh, en = _reason(live, keeps_up=bool(quick), left_out=len(real) - len(fitting))
    if recordings.name != live.name:
        zh += f"；录音用更准的 {recordings.name}"
        en += f"; recordings use the better {recordings.name}"
    return Choice(live.name, recordings.name, zh, en)


def _reason(live: Candidate, *, keeps_up: bool, left_out: int) -> tuple[str, str]:
    how, how_en = ("实测", "measured") if live.is_measured else ("估计", "estimated")
    speed = "?" if live.speed is None else f"{live.speed:.2f}"
    if keeps_up:
        zh = f"{live.name} 是跟得上双方通话的模型里最准的（{how} {speed}× 实时，上限 {LIVE_LIMIT}）"
        en = (
            f"{live.name} is the best that keeps up with both sides of a call"
            f" ({how_en} {speed}× of real time, limit {LIVE_LIMIT})"
        )
    else:
        zh = f"没有模型跟得上双方通话，{live.name} 最快（{how} {speed}× 实时），文字会滞后"
        en = (
            f"none keeps up with both sides of a call; {live.name} is the quickest"
            f" ({how_en} {speed}× of real time), its words will lag"
        )
    if left_out:
        zh += f"；{left_out} 个因内存不够未考虑"
        en += f"; {left_out} left out for want of memory"
    return zh, en


def _worth(one: Candidate) -> tuple[int, float]:
    return one.rank, -_slowness(one)


def _slowness(one: Candidate) -> float:
    return float("inf") if one.speed is None else one.speed

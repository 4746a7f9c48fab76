"""Measures how evenly the GUI thread beats: the gap between turns of a short timer."""

import time
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot

BEAT_MS: Final = 10


@dataclass(frozen=True, slots=True)
class Beats:
    """Gaps between heartbeats; the timer's own interval is part of each gap."""

    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float


class Heartbeat(QObject):
    """Beats every 10 ms while started; costs about 20 µs a beat."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps_ms: list[float] = []
        self._last_s = 0.0
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._gaps_ms.clear()
        self._last_s = time.perf_counter()
        self._timer.start()

    def pause(self) -> None:
        """Leave out what follows, such as taking pictures, until resume()."""
        self._timer.stop()

    def resume(self) -> None:
        self._last_s = time.perf_counter()
        self._timer.start()

    def stop(self) -> Beats:
        self._timer.stop()
        gaps = sorted(self._gaps_ms)
        if not gaps:
            return Beats(0, 0.0, 0.0, 0.0)
        return Beats(len(gaps), _rank(gaps, 0.50), _rank(gaps, 0.99), gaps[-1])

    @Slot()
    def _beat(self) -> None:
        now_s = time.perf_counter()
        self._gaps_ms.append((now_s - self._last_s) * 1000)
        self._last_s = now_s


def _rank(ordered: list[float], share: float) -> float:
    """Return the nearest-rank quantile."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

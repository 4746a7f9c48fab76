"""The clock of a sound device told from when its samples arrive; pure.

Source: Adriaensen 2005, "Using a DLL to filter time": a second-order delay-locked loop. Ours
looks at the earliest arrival of each half second only: a block may come late but never early,
so a busy machine does not look like a slow clock.
"""

from math import pi, sqrt
from typing import Final

WINDOW_S: Final = 0.5
# Of the loop. Slow from the beginning: a quartz is within some 100 ppm, so that a guess of 0 is
# better than a measurement of some seconds; a clock 100 ppm off is caught up with at 3 ms.
BANDWIDTH_HZ: Final = 0.003
MOST_PPM: Final = 2_000.0  # a clock worse than that is broken; 0.2 % is no audible pitch
JUMP_S: Final = 0.1  # more than any drift within a window: samples are missing
SURE_S: Final = 1.0  # …if it lasts; a burst after a pause arrives at once and catches up
STEER_S: Final = 30.0  # a wrong place is made good within about this time, yet never faster than
MEND_PPM: Final = 100.0  # this, which nobody hears and which bends no waveform


class DeviceClock:
    """Where the samples of a device stand on our clock. The first window anchors it."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._heard_s = 0.0  # nominal
        self._window_s = 0.0  # nominal, of the open window
        self._earliest_s: float | None = None  # least (arrival - expectation) of the window
        self._end_s: float | None = None
        self._stretch = 1.0  # real seconds per nominal second
        self._late_since_s: float | None = None
        self._least_late_s = 0.0

    @property
    def end_s(self) -> float | None:
        """When the last sample could be had, on the clock of the arrivals; None before the anchor.

        A constant delay of the device is part of it.
        """
        return self._end_s

    @property
    def ppm(self) -> float:
        """How much faster the device counts than its nominal rate."""
        return (1 / self._stretch - 1) * 1e6

    def hear(self, samples: int, arrived_s: float) -> float:
        """Take note of a block, in order, and of when its last sample came.

        Return how many seconds of sound the device was found to have left out: 0.0 nearly always.
        """
        nominal_s = samples / self._rate_hz
        self._heard_s += nominal_s
        self._window_s += nominal_s
        if self._end_s is None:
            late_s = arrived_s - self._heard_s
        else:
            self._end_s += nominal_s * self._stretch
            late_s = arrived_s - self._end_s
        self._earliest_s = late_s if self._earliest_s is None else min(self._earliest_s, late_s)
        lost_s = self._jump(late_s, arrived_s) if self._end_s is not None else 0.0
        if self._window_s >= WINDOW_S:
            self._close_window(self._earliest_s)
        return lost_s

    def skip(self, samples: int) -> None:
        """Take note of samples that came in time and were lost on our side."""
        self._heard_s += samples / self._rate_hz
        if self._end_s is not None:
            self._end_s += samples / self._rate_hz * self._stretch

    def settle(self) -> None:
        """Anchor with what is known: the stream ended within its first window."""
        if self._end_s is None and self._earliest_s is not None:
            self._end_s = self._earliest_s + self._heard_s

    def _jump(self, late_s: float, arrived_s: float) -> float:
        if late_s < JUMP_S:
            self._late_since_s = None
            return 0.0
        if self._late_since_s is None:
            self._late_since_s, self._least_late_s = arrived_s, late_s
        self._least_late_s = min(self._least_late_s, late_s)
        if arrived_s - self._late_since_s < SURE_S:
            return 0.0
        assert self._end_s is not None
        self._end_s += self._least_late_s
        self._late_since_s = self._earliest_s = None
        self._window_s = 0.0
        return self._least_late_s

    def _close_window(self, earliest_s: float | None) -> None:
        window_s, self._window_s, self._earliest_s = self._window_s, 0.0, None
        if earliest_s is None:
            return
        if self._end_s is None:
            self._end_s = earliest_s + self._heard_s
            return
        if earliest_s > JUMP_S:
            return
        omega = 2 * pi * BANDWIDTH_HZ * window_s
        self._end_s += sqrt(2) * omega * earliest_s
        most = MOST_PPM / 1e6
        stretch = self._stretch + omega * omega * earliest_s / window_s
        self._stretch = min(1 + most, max(1 - most, stretch))


def steering_ppm(clock: DeviceClock, ahead_s: float) -> float:
    """Return by how much to squeeze the sound so that it keeps in step.

    ahead_s: how much more sound was made than time went by. A place is mended by a slow change
    of rate and never by a cut.
    """
    mend = max(-MEND_PPM, min(MEND_PPM, ahead_s / STEER_S * 1e6))
    return max(-MOST_PPM, min(MOST_PPM, clock.ppm + mend))

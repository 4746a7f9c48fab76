"""The sound of one device laid on the timeline of a call: in step, gaps filled; pure."""

from collections import deque
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Samples
from speech.audio.drift import DeviceClock, steering_ppm
from speech.audio.resample import Resampler

STEER_EVERY_S: Final = 0.5
JOINED_S: Final = 0.05  # gaps so near to each other are one


class Feed:
    """Samples come in by arrival, go out by place, 16 kHz, shape (n, channels).

    Times are of one monotonic clock; the timeline begins at origin_s.
    """

    def __init__(self, channels: int, origin_s: float) -> None:
        self._channels, self._origin_s = channels, origin_s
        self._made: deque[Samples] = deque()
        self._silence: Samples = np.zeros((SAMPLE_RATE_HZ, channels), np.float32)
        self._length = 0  # samples laid so far, those taken included
        self._run: _Run | None = None
        self._gaps: list[tuple[float, float]] = []

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Where sound is missing, start and end in seconds of the timeline; silence lies there."""
        return tuple(self._gaps)

    @property
    def gap_s(self) -> float:
        """How much sound is missing."""
        return sum(end_s - start_s for start_s, end_s in tuple(self._gaps))

    @property
    def length_s(self) -> float:
        return self._length / SAMPLE_RATE_HZ

    @property
    def is_running(self) -> bool:
        return self._run is not None

    def begin(self, rate_hz: int) -> None:
        """A stream was opened; what it brings is laid where it belongs by its time."""
        self.end()
        self._run = _Run(rate_hz, self._channels)

    def end(self) -> None:
        """The stream is over; what was still being converted is laid."""
        run, self._run = self._run, None
        if run is not None:
            self._lay_run(run, run.flush())

    def hear(self, sound: Samples, arrived_s: float, *, lost: int = 0) -> None:
        """sound: (n, channels) at the device's rate; lost: samples missing right before it."""
        run = self._run
        assert run is not None, "begin() comes before hear()"
        if lost:
            self._note_gap(lost / run.rate_hz)
            run.lose(lost)
        missing_s = run.push(sound, arrived_s)
        if run.clock.end_s is None:
            return
        self._lay_run(run, run.ready())
        if missing_s:
            self._note_gap(missing_s)
            run.skip(missing_s)
            self._lay_silence(round(missing_s * SAMPLE_RATE_HZ))
        run.steer(self._origin_s)

    def silence_until(self, at_s: float, *, is_gap: bool = True) -> None:
        """Lay silence up to a time; nothing when the timeline is there already."""
        missing = round((at_s - self._origin_s) * SAMPLE_RATE_HZ) - self._length
        if missing > 0:
            if is_gap:
                self._note_gap(missing / SAMPLE_RATE_HZ)
            self._lay_silence(missing)

    def take(self, samples: int) -> Samples:
        """Return the next samples; never more than were laid."""
        taken = [self._silence[:0]]
        while samples > 0 and self._made:
            first = self._made.popleft()
            if len(first) > samples:
                self._made.appendleft(first[samples:])
            taken.append(first[:samples])
            samples -= len(taken[-1])
        return np.concatenate(taken)

    def _note_gap(self, missing_s: float) -> None:
        """Sound of this length is missing right here, after what was laid so far."""
        start_s = self.length_s
        if self._gaps and start_s - self._gaps[-1][1] < JOINED_S:
            first_s, before_s = self._gaps[-1]
            self._gaps[-1] = (first_s, max(before_s, start_s) + missing_s)
        else:
            self._gaps.append((start_s, start_s + missing_s))

    def _lay_run(self, run: "_Run", sound: Samples) -> None:
        if run.placed_s is None and len(sound):
            first_s = run.place(self._origin_s)
            self.silence_until(self._origin_s + first_s, is_gap=self._length > 0)
            run.excess = max(0, self._length - round(first_s * SAMPLE_RATE_HZ))
        cut = min(run.excess, len(sound))
        run.excess -= cut
        self._lay(sound[cut:])

    def _lay_silence(self, samples: int) -> None:
        """A PC that slept for a night brings hours of it: the same second again and again."""
        for start in range(0, samples, SAMPLE_RATE_HZ):
            self._lay(self._silence[: samples - start])

    def _lay(self, sound: Samples) -> None:
        if len(sound):
            self._made.append(sound)
            self._length += len(sound)


class _Run:
    """One stretch of a stream: its clock, its converter, and where its first sample stands."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self.rate_hz = rate_hz
        self.clock = DeviceClock(rate_hz)
        self._resampler = Resampler(rate_hz, channels)
        self._channels = channels
        self._waiting: list[Samples] = []
        self.placed_s: float | None = None  # seconds from the start of the timeline
        self.excess = 0  # samples to leave out, since the timeline is already past them
        self._steered_at_s = 0.0

    def push(self, sound: Samples, arrived_s: float) -> float:
        """Return how much sound the clock finds missing, in seconds."""
        self._waiting.append(self._resampler.push(sound))
        return self.clock.hear(len(sound), arrived_s)

    def lose(self, samples: int) -> None:
        self._waiting.append(self._resampler.push(np.zeros((samples, self._channels), np.float32)))
        self.clock.skip(samples)

    def ready(self) -> Samples:
        waiting, self._waiting = self._waiting, []
        return np.concatenate(waiting)

    def flush(self) -> Samples:
        self.clock.settle()
        self._waiting.append(self._resampler.flush())
        return self.ready()

    def place(self, origin_s: float) -> float:
        """Fix where the first sample stands, once the clock is anchored, and return it."""
        end_s = self.clock.end_s
        made_s = self._resampler.made / SAMPLE_RATE_HZ
        first_s = max(0.0, end_s - origin_s - made_s) if end_s is not None else 0.0
        self.placed_s = first_s
        return first_s

    def skip(self, missing_s: float) -> None:
        assert self.placed_s is not None
        self.placed_s += missing_s

    def steer(self, origin_s: float) -> None:
        end_s = self.clock.end_s
        if end_s is None or self.placed_s is None or end_s - self._steered_at_s < STEER_EVERY_S:
            return
        self._steered_at_s = end_s
        laid_s = self.placed_s + self._resampler.made / SAMPLE_RATE_HZ
        self._resampler.steer(steering_ppm(self.clock, laid_s - (end_s - origin_s)))

"""The ring between who hears sound and who works on it: sound waits here, no one waits for it."""

from collections import deque
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from domain.audio import SAMPLE_RATE_HZ

Sound: TypeAlias = NDArray[np.float32]  # shape (n, channels), -1 to 1
LEAST_S: Final = 10.0  # a ring that holds less does not outlive a busy disk


@dataclass(frozen=True, slots=True, eq=False)
class RingBlock:
    """One block as it was put. lost_before: samples that found no room since the block before."""

    at_s: float
    samples: Sound
    lost_before: int = 0


class BlockRing:
    """One thread puts, one other takes; neither ever waits for the other.

    All memory is taken and touched when it is made. put() copies, adds to a counter and to a
    deque (one step each under the interpreter's lock), so that a sound callback may call it.
    A block that finds no room is counted as lost as a whole, and told with the next that does.
    """

    def __init__(self, seconds: float, channels: int, *, rate_hz: int = SAMPLE_RATE_HZ) -> None:
        self.seconds = seconds
        self._room = round(seconds * rate_hz)
        self._rate_hz = rate_hz
        self._sound: Sound = np.empty((self._room, channels), np.float32)
        self._sound.fill(0.0)  # touched here: a page that faults in later would cost the callback
        self._blocks: deque[tuple[float, int, int]] = deque()  # at_s, length, lost before
        self._put = 0  # written by the putting thread only
        self._taken = 0  # written by the taking thread only
        self._lost_now = 0  # since the last block that found room
        self.lost = 0  # samples in all
        self.overflows = 0  # stretches of lost samples
        self.fullest_s = 0.0

    @property
    def waiting_s(self) -> float:
        """How much sound waits to be taken."""
        return (self._put - self._taken) / self._rate_hz

    @property
    def lost_at_end(self) -> int:
        """How many samples were lost since the last block that found room."""
        return self._lost_now

    def put(self, samples: Sound, at_s: float) -> bool:
        """Copy a block in and return True; without room count it as lost and return False.

        samples: (n, channels), or (n,) for one channel. at_s: time of the first sample, on
        whatever clock the taking side reads. About 10 µs; takes no lock, never raises.
        """
        length = len(samples)
        waiting = self._put - self._taken + length
        if waiting > self._room:
            self.overflows += not self._lost_now
            self._lost_now += length
            self.lost += length
            return False
        self._copy_in(samples.reshape(length, -1), self._put % self._room)
        self._put += length
        self.fullest_s = max(self.fullest_s, waiting / self._rate_hz)
        self._blocks.append((at_s, length, self._lost_now))  # from here on it can be taken
        self._lost_now = 0
        return True

    def take(self) -> RingBlock | None:
        """Return the oldest block, a copy, None when there is none."""
        try:
            at_s, length, lost = self._blocks.popleft()
        except IndexError:
            return None
        first = self._taken % self._room
        until_end = self._sound[first : first + length]
        rest = self._sound[: length - len(until_end)]
        samples = np.concatenate([until_end, rest]) if len(rest) else until_end.copy()
        self._taken += length  # only now may it be written over
        return RingBlock(at_s, samples, lost)

    def _copy_in(self, samples: Sound, first: int) -> None:
        until_end = min(len(samples), self._room - first)
        self._sound[first : first + until_end] = samples[:until_end]
        self._sound[: len(samples) - until_end] = samples[until_end:]

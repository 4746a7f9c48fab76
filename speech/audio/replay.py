"""A recorded call played as if it came in live."""

import time
from collections.abc import Callable, Iterator

from domain.audio import SAMPLE_RATE_HZ, AudioBlock
from speech.audio.decode import CallAudio

BLOCK_S = 0.1


class Replay:
    """Hand out both channels block by block.

    pace 1.0 is real time, 2.0 twice as fast, None as fast as it is taken. The
    timetable is absolute, so that slow takers do not make the call longer.
    """

    def __init__(
        self,
        audio: CallAudio,
        pace: float | None = 1.0,
        *,
        block_s: float = BLOCK_S,
        wait: Callable[[float], object] = time.sleep,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._audio = audio
        self._pace = pace
        self._step = round(block_s * SAMPLE_RATE_HZ)
        self._wait = wait
        self._now_s = now_s

    def blocks(self) -> Iterator[tuple[AudioBlock, AudioBlock]]:
        """Yield (agent, customer), each when its last sample has "been spoken".

        Blocks in `wait` when pace is given. The last pair is shorter.
        """
        begun_s = self._now_s()
        for start in range(0, len(self._audio.customer.samples), self._step):
            agent = _cut(self._audio.agent, start, start + self._step)
            customer = _cut(self._audio.customer, start, start + self._step)
            if self._pace is not None:
                late_s = begun_s + customer.end_s / self._pace - self._now_s()
                if late_s > 0:
                    self._wait(late_s)
            yield agent, customer


def _cut(block: AudioBlock, start: int, end: int) -> AudioBlock:
    at_s = block.start_s + start / SAMPLE_RATE_HZ
    return AudioBlock(block.role, at_s, block.samples[start:end])

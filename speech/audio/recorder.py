"""The recording of a running call: sound into a ring, out of it into frames on disk.

Who hears puts and goes on; a thread of its own steps the writing. A frame every half second
keeps what a kill loses below a second even when the writer comes late.
"""

import time
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.errors import WorkstationError
from speech.audio.frames import Cause, Codec
from speech.audio.mulaw import Pcm
from speech.audio.ring import BlockRing, RingBlock, Sound
from speech.audio.segment_files import SegmentFiles

RING_S: Final = 30.0
FRAME_S: Final = 0.5
SYNC_S: Final = 1.0
LOOK_S: Final = 0.1
SLACK: Final = 80  # samples by which a block may come late and still follow the one before
Tell: TypeAlias = Callable[[WorkstationError], None]


class Recorder:
    """put() belongs to the capture thread, step() and finish() to the writing one.

    A sample's place in the file is its place in the call: what is lost on the way leaves a
    gap, the frame after it says why, and nothing moves.

    must_narrow: whether the disk is so full that frames go to 8 kHz mu-law.
    tell: hears what the disk refuses; the recording goes on with the next frame.
    """

    def __init__(
        self,
        files: SegmentFiles,
        *,
        must_narrow: Callable[[], bool] = lambda: False,
        tell: Tell = lambda _error: None,
        now_s: Callable[[], float] = time.monotonic,
        ring_s: float = RING_S,
    ) -> None:
        self._files = files
        self._must_narrow, self._tell, self._now_s = must_narrow, tell, now_s
        self.ring = BlockRing(ring_s, 2)
        self._waiting: list[RingBlock] = []  # taken from the ring, in no frame yet
        self._waits = 0  # samples in them
        self._heard_end = 0  # place after the last sample that came out of the ring
        self._cause = Cause.NONE  # of a gap before the next frame
        self._wrote_at_s = self._synced_at_s = now_s()
        self._try(files.begin)

    @property
    def frames(self) -> int:
        """How many frames are in the files."""
        return self._files.frames

    @property
    def end(self) -> int:
        """Place after the last sample that came out of the ring or was lost in it."""
        return self._heard_end

    def put(self, agent: Samples, customer: Samples, at_s: float) -> None:
        """Take the next stretch, which begins at_s into the call; returns at once, never raises.

        A shorter channel is filled up with silence. Left is the agent, right the customer.
        """
        length = max(len(agent), len(customer))
        sound = np.zeros((length, 2), np.float32)
        sound[: len(agent), 0] = agent
        sound[: len(customer), 1] = customer
        self.ring.put(sound, at_s)

    def step(self) -> float:
        """Write what came, when it is half a second or waits so long; return how long to rest."""
        self._take()
        now_s = self._now_s()
        if self._waits and (
            self._waits >= FRAME_S * SAMPLE_RATE_HZ or now_s - self._wrote_at_s >= FRAME_S
        ):
            self._write()
            self._wrote_at_s = now_s
        self._try(self._files.show_life)
        if now_s - self._synced_at_s >= SYNC_S:
            self._try(self._files.sync)
            self._synced_at_s = now_s
        return LOOK_S

    def finish(self) -> None:
        """Write the rest and the end. What the disk refuses now is a gap as before."""
        self._take()
        self._write()
        if self.ring.lost_at_end:
            self._cause = max(self._cause, Cause.OVERFLOW)
            self._heard_end += self.ring.lost_at_end
        self._try(lambda: self._files.close(self._heard_end, self._cause))

    def _take(self) -> None:
        while (block := self.ring.take()) is not None:
            place = round(block.at_s * SAMPLE_RATE_HZ)
            if block.lost_before or place > self._heard_end + SLACK:
                self._write()  # one frame holds one stretch without a gap
                cause = Cause.OVERFLOW if block.lost_before else Cause.SOURCE
                self._cause = max(self._cause, cause)
                self._heard_end = max(self._heard_end, place)
            self._waiting.append(block)
            self._waits += len(block.samples)
            self._heard_end += len(block.samples)
            if self._waits >= SAMPLE_RATE_HZ:  # after a stall: frames stay of a second at most
                self._write()

    def _write(self) -> None:
        if not self._waits:
            return
        pcm = int16(np.concatenate([block.samples for block in self._waiting]))
        self._waiting.clear()
        self._waits = 0
        start = self._heard_end - len(pcm)
        codec = Codec.MULAW if self._must_narrow() else Codec.PCM16
        cause = self._cause
        if self._try(lambda: self._files.append(start, pcm, codec=codec, cause=cause)):
            self._cause = Cause.NONE
        else:
            self._cause = max(self._cause, Cause.DISK)

    def _try(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except WorkstationError as error:
            self._tell(error)
            return False
        return True


def int16(sound: Sound) -> Pcm:
    return np.round(np.clip(sound, -1.0, 1.0) * 32767.0).astype(np.int16)

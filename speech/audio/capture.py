"""A call as two devices hear it: the agent's microphone left, the customer's line right."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.calls import GapCause, SoundGap
from domain.errors import AudioDeviceMissing
from domain.sound_devices import SoundDevice
from speech.audio.feed import Feed
from speech.audio.keeper import Input, Keeper
from speech.audio.tap import Tap

BLOCK_S: Final = 0.1
STEP: Final = round(BLOCK_S * SAMPLE_RATE_HZ)
BEHIND_S: Final = 0.5  # an absent device's silence follows the clock at this distance
QUIET_S: Final = 1.0  # a loopback that sends nothing for so long is silence


@dataclass(frozen=True, slots=True)
class Side:
    """A device and whom it hears: one role each, or both in one stereo device, agent left."""

    device: SoundDevice
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A device went away or came back, at_s into the call."""

    device: SoundDevice
    roles: tuple[Role, ...]
    is_there: bool
    at_s: float


Tell: TypeAlias = Callable[[Change], None]  # called in the keeper's thread


class Capture:
    """Opened when made; blocks() hands out both channels until finish().

    Sound of a device that is away is silence, told in gaps; no other device stands in.

    Raises AudioDeviceMissing.
    """

    def __init__(self, sides: Sequence[Side], tell: Tell = lambda _change: None) -> None:
        self._sides, self._tell = sides, tell
        self._inputs: list[Input] = []
        self._origin_s = time.monotonic()
        try:
            for side in sides:
                self._inputs.append(Input(side.device, len(side.roles)))
        except AudioDeviceMissing:
            self._close_inputs()
            raise
        self._feeds = [Feed(len(side.roles), self._origin_s) for side in sides]
        self._heard: list[Tap | None] = [None] * len(sides)
        self._flagged = 0  # by streams that are over
        self._keeper = Keeper(self._inputs, self._change)
        self._keeper.start()
        self._is_finished = threading.Event()
        self._is_closed = False

    @property
    def gaps(self) -> tuple[SoundGap, ...]:
        """Where a device brought no sound, by time; what two devices lack at once is one gap."""
        joined: list[SoundGap] = []
        for start_s, end_s in sorted(gap for feed in self._feeds for gap in feed.gaps):
            if joined and start_s <= joined[-1].end_s:
                joined[-1] = replace(joined[-1], end_s=max(end_s, joined[-1].end_s))
            else:
                joined.append(SoundGap(start_s, end_s, GapCause.SOURCE))
        return tuple(joined)

    @property
    def overflows(self) -> int:
        """How often PortAudio had to drop sound; what is shorter than 0.1 s is in no gap."""
        taps = [tap for tap in self._heard if tap is not None]
        return self._flagged + sum(tap.flagged for tap in taps)

    def blocks(self) -> Iterator[tuple[AudioBlock, AudioBlock]]:
        """Yield (agent, customer) of 0.1 s each, in step, about 0.3 s after they were heard.

        Blocks until the next pair is there. After finish() the rest follows, then it ends. The
        last pair is shorter.
        """
        place = 0
        try:
            while not self._is_finished.is_set():
                self._advance()
                ready = self._ready() - place
                if ready < STEP:
                    self._keeper.check()
                    self._is_finished.wait(BLOCK_S / 2)
                while ready >= STEP:
                    yield self._pair(place, STEP)
                    place, ready = place + STEP, ready - STEP
            self.close()
            self._advance()
            end = max(round(feed.length_s * SAMPLE_RATE_HZ) for feed in self._feeds)
            for feed in self._feeds:
                feed.silence_until(self._origin_s + end / SAMPLE_RATE_HZ, is_gap=False)
            while place < end:
                length = min(STEP, end - place)
                yield self._pair(place, length)
                place += length
        finally:
            self.close()

    def finish(self) -> None:
        """Hear no more from now on; blocks() ends with what was heard. Any thread."""
        self._is_finished.set()

    def close(self) -> None:
        """Let go of the devices; may be called twice."""
        self._is_finished.set()
        if not self._is_closed:
            self._is_closed = True
            self._keeper.stop()

    def _close_inputs(self) -> None:
        for one in self._inputs:
            if one.tap is not None:
                one.tap.close()

    def _advance(self) -> None:
        """Lay what came on the timelines, and silence where nothing can come."""
        now_s = time.monotonic()
        for place, (one, feed) in enumerate(zip(self._inputs, self._feeds, strict=True)):
            tap, before = one.tap, self._heard[place]
            if before is not None and before is not tap:
                self._drink(before, feed)
                feed.end()
                self._flagged += before.flagged
                self._heard[place] = None
            if tap is None:
                feed.silence_until(now_s - BEHIND_S)
                continue
            if self._heard[place] is None:
                feed.begin(one.device.rate_hz)
                self._heard[place] = tap
            is_over = tap.is_over  # asked first: what it brought until then is drunk below
            self._drink(tap, feed)
            if is_over:
                feed.end()
            elif one.may_be_silent and self._is_behind(feed, now_s):
                feed.end()
                feed.silence_until(now_s - BEHIND_S, is_gap=False)
                feed.begin(one.device.rate_hz)

    def _is_behind(self, feed: Feed, now_s: float) -> bool:
        return now_s - self._origin_s - feed.length_s > QUIET_S

    @staticmethod
    def _drink(tap: Tap, feed: Feed) -> None:
        while feed.is_running and (block := tap.read()) is not None:
            feed.hear(block.samples, block.at_s, lost=block.lost_before)

    def _ready(self) -> int:
        return min(round(feed.length_s * SAMPLE_RATE_HZ) for feed in self._feeds)

    def _pair(self, place: int, length: int) -> tuple[AudioBlock, AudioBlock]:
        columns: dict[Role, Samples] = {}
        for side, feed in zip(self._sides, self._feeds, strict=True):
            sound = feed.take(length)
            for column, role in enumerate(side.roles):
                columns[role] = np.ascontiguousarray(sound[:, column])
        at_s = place / SAMPLE_RATE_HZ
        return (
            AudioBlock(Role.AGENT, at_s, columns[Role.AGENT]),
            AudioBlock(Role.CUSTOMER, at_s, columns[Role.CUSTOMER]),
        )

    def _change(self, one: Input, is_there: bool) -> None:
        side = self._sides[self._inputs.index(one)]
        at_s = time.monotonic() - self._origin_s
        self._tell(Change(one.device, side.roles, is_there, at_s))

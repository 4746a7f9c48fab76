"""One input device being listened to: its stream, a ring behind it, and where it is wired."""

import time
from typing import Final
from uuid import uuid4

import numpy as np

from domain.audio import Samples
from domain.errors import AudioDeviceMissing
from domain.sound_devices import SoundDevice
from speech.audio import portaudio, pulse
from speech.audio.ring import BlockRing, RingBlock

RING_S: Final = 12.0
STALLED_S: Final = 1.5  # a device that sends nothing for so long is gone
STALLED_WIRED_S: Final = 6.0  # a server says so itself; this is a source that it put to sleep
SETTLED_S: Final = 1.0  # a stream that starts drops what nobody waited for: that is no loss
WIRED_S: Final = 2.0  # the server shows a new stream within some milliseconds


class Tap:
    """Opened when made. The callback copies into the ring and does nothing else.

    Where a sound server may wire the stream to another source behind our back, only sound that
    came before the last look at the wiring is given out: see trust().

    Raises AudioDeviceMissing.
    """

    def __init__(self, device: SoundDevice, channels: int) -> None:
        """channels: 1 or 2; a device with more than wanted is mixed down."""
        self.device = device
        self.is_over = False
        self.flagged = 0  # times that PortAudio said it had to drop sound
        self._channels = channels
        self._wide = max(channels, min(2, device.inputs))
        self._ring = BlockRing(RING_S, self._wide, rate_hz=device.rate_hz)
        self._kept: RingBlock | None = None  # taken from the ring, not yet trusted
        self._heard_at_s = self._opened_at_s = time.monotonic()
        self.tag = uuid4().hex
        self._stream = portaudio.open_input(device, self._wide, self._hear, self.tag)
        try:
            self._source = self._find_source()
        except AudioDeviceMissing:
            self._stream.close()
            raise
        self._trusted_until_s = time.monotonic()

    @property
    def is_wired(self) -> bool:
        """Whether a sound server wires this stream, so that its wiring must be looked at."""
        return self._source is not None

    @property
    def source_name(self) -> str:
        """The sound server's name of the source, "" where there is no server between."""
        return self._source.name if self._source is not None else ""

    def read(self) -> RingBlock | None:
        """Return the next block that may be trusted, mixed down; None when there is none yet.

        at_s is when its last sample came.
        """
        block = self._kept or self._ring.take()
        if block is None:
            return None
        if self._source is not None and block.at_s > self._trusted_until_s:
            self._kept = block
            return None
        self._kept = None
        if self._wide > self._channels:
            mixed = block.samples.mean(axis=1, keepdims=True, dtype=np.float32)
            return RingBlock(block.at_s, mixed, block.lost_before)
        return block

    def trust(self, wired_to: int | None, asked_at_s: float) -> bool:
        """Take the server's answer to where this stream is wired; return whether it is right.

        What came before the question was asked is from the right source then. A source that
        was away and came back in between has another index, so it does not pass for the old.
        """
        if self._source is None:
            return True
        if wired_to != self._source.index:
            return False
        self._trusted_until_s = asked_at_s
        return True

    def vouch(self, until_s: float) -> None:
        """Trust what came until then without asking a server: for a test that records nobody."""
        self._trusted_until_s = until_s

    def is_stalled(self, now_s: float) -> bool:
        """Return whether the device sends nothing any more."""
        limit_s = STALLED_WIRED_S if self.is_wired else STALLED_S
        return now_s - self._heard_at_s > limit_s or not self._stream.is_running

    def close(self) -> None:
        """Stop listening; what is trusted can still be read."""
        self.is_over = True
        self._stream.close()

    def _hear(self, sound: Samples, has_lost: bool) -> None:
        now_s = time.monotonic()
        self._heard_at_s = now_s
        self.flagged += has_lost and now_s - self._opened_at_s > SETTLED_S
        self._ring.put(sound, now_s)

    def _find_source(self) -> pulse.Source | None:
        """Return the source that the stream got; None where no server stands between.

        Raises AudioDeviceMissing when it got another than it was opened for.
        """
        if self.device.host_api not in (pulse.HOST_API, "ALSA") or not pulse.is_running():
            return None
        give_up_at_s = time.monotonic() + WIRED_S
        index = pulse.wiring().get(self.tag)
        while index is None and time.monotonic() < give_up_at_s:
            time.sleep(0.02)
            index = pulse.wiring().get(self.tag)
        if index is None and self.device.host_api != pulse.HOST_API:
            return None  # a sound card of its own
        found = next((one for one in pulse.sources() if one.index == index), None)
        wanted = self.device.name if self.device.host_api == pulse.HOST_API else None
        if found is None or wanted not in (None, found.name):
            raise AudioDeviceMissing(
                f"系统没有接到选定的设备：{self.device.title}，请在系统的声音设置里检查"
                f" / The system did not connect the chosen device {self.device.title}:"
                " look at its sound settings"
            )
        return found

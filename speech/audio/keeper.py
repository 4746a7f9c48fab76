"""Keeps the inputs of a call at their own devices: loses none unseen, takes each back.

A device that is unplugged is seen within a second or two; its sound ends there, and no other
device's sound takes its place. When it is back, it is opened again.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from domain.errors import AudioDeviceMissing
from domain.sound_devices import SoundDevice
from speech.audio import portaudio, pulse
from speech.audio.devices import list_devices_afresh
from speech.audio.tap import Tap

log = logging.getLogger(__name__)

LOOK_S: Final = 0.2  # also how long sound waits at most for the look that vouches for it
UNSEEN_S: Final = 2.0  # a server that does not answer for so long is gone
RETRY_S: Final = 0.5  # where a sound server can be asked
RETRY_AFRESH_S: Final = 3.0  # where a new process must look


class Input:
    """One device of a call. `tap` is None while the device is away."""

    def __init__(self, device: SoundDevice, channels: int) -> None:
        """Raises AudioDeviceMissing."""
        self.device, self.channels = device, channels
        self.tap: Tap | None = Tap(device, channels)
        self.source_name = self.tap.source_name
        self.is_wired = self.tap.is_wired
        self.vouched_at_s = time.monotonic()
        self.retry_at_s = 0.0

    @property
    def may_be_silent(self) -> bool:
        """A loopback without a server sends nothing while its loudspeaker is quiet."""
        return self.device.is_loopback and not self.is_wired

    def open_again(self) -> None:
        """Raises AudioDeviceMissing."""
        self.tap = Tap(self.device, self.channels)
        self.vouched_at_s = time.monotonic()


Changed: TypeAlias = Callable[[Input, bool], None]  # the device, and whether it is there again


class Keeper:
    """A thread of its own from start() to stop(); `changed` is called in it."""

    def __init__(self, inputs: Sequence[Input], changed: Changed) -> None:
        self._inputs, self._changed = inputs, changed
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="device-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close what is open; what is trusted can still be read."""
        self._stopping.set()
        self._thread.join()
        self.vouch()
        for one in self._inputs:
            if one.tap is not None:
                one.tap.close()

    def check(self) -> None:
        """Raise RuntimeError when the thread is dead, since nothing would be trusted any more."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            raise RuntimeError("the device keeper died")

    def vouch(self) -> None:
        """Look where the streams are wired and trust what came before; drop what strayed."""
        asked_at_s = time.monotonic()
        wiring = self._wiring()
        for one in self._inputs:
            tap = one.tap
            if tap is None:
                continue
            if tap.is_wired and wiring is None:
                if asked_at_s - one.vouched_at_s > UNSEEN_S:
                    log.info("input lost: the sound server does not answer")
                    self._lose(one, tap)
                continue
            is_there = tap.trust((wiring or {}).get(tap.tag), asked_at_s)
            if not is_there or (tap.is_stalled(asked_at_s) and not one.may_be_silent):
                log.info("input lost: %s", "stalled" if is_there else "wired elsewhere")
                self._lose(one, tap)
            else:
                one.vouched_at_s = asked_at_s

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_S):
            self.vouch()
            self._take_back()

    def _wiring(self) -> Mapping[str, int] | None:
        """Return where our streams are wired; None when the server does not say."""
        if not any(one.tap is not None and one.tap.is_wired for one in self._inputs):
            return {}
        try:
            return pulse.wiring()
        except AudioDeviceMissing:
            return None

    def _lose(self, one: Input, tap: Tap) -> None:
        tap.close()
        one.tap, one.retry_at_s = None, time.monotonic() + RETRY_S
        self._changed(one, False)

    def _take_back(self) -> None:
        for one in self._inputs:
            if one.tap is not None or time.monotonic() < one.retry_at_s:
                continue
            try:
                if self._is_back(one):
                    self._open_again(one)
                    self._changed(one, True)
            except AudioDeviceMissing as error:
                log.info("input not back yet: %s", type(error).__name__)
            one.retry_at_s = time.monotonic() + (RETRY_S if one.is_wired else RETRY_AFRESH_S)

    def _is_back(self, one: Input) -> bool:
        if one.is_wired:
            return any(source.name == one.source_name for source in pulse.sources())
        known = list_devices_afresh()
        return any(
            device.name == one.device.name and device.host_api == one.device.host_api
            for device in known
        )

    def _open_again(self, one: Input) -> None:
        """PortAudio knows the devices of its own start: it may have to start again for all."""
        try:
            one.open_again()
        except AudioDeviceMissing:
            if one.is_wired:
                raise
            self._restart_portaudio()
            one.open_again()

    def _restart_portaudio(self) -> None:
        """The inputs that are well pause for it and go on; theirs is a gap of some 0.1 s."""
        well = [(other, other.tap) for other in self._inputs if other.tap is not None]
        for _, tap in well:
            tap.close()
        portaudio.refresh()
        for other, _ in well:
            try:
                other.open_again()
            except AudioDeviceMissing:
                other.tap = None
                self._changed(other, False)

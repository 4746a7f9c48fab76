"""A recording let out of the loudspeaker, from any place, at half to double speed."""

import logging
import threading
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.errors import AudioDeviceMissing
from domain.sound_devices import DeviceWish
from speech.audio import portaudio
from speech.audio.decode import CallAudio
from speech.audio.devices import Use, chosen, known_devices
from speech.audio.tempo import at_speed

log = logging.getLogger(__name__)

SLOWEST: Final = 0.5
FASTEST: Final = 2.0
SYSTEMS_CHOICE: Final = DeviceWish()


class Player:
    """Plays one recording at a time. Methods return at once, from any thread."""

    def __init__(self, wish: DeviceWish = SYSTEMS_CHOICE) -> None:
        self._wish = wish
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._position_s: float | None = None

    def play(self, audio: CallAudio, from_s: float, *, speed: float = 1.0) -> None:
        """Agent left, customer right; a mono call on both sides.

        Raises AudioDeviceMissing.
        """
        self.pause()
        first = round(max(0.0, from_s) * SAMPLE_RATE_HZ)
        left = audio.customer if audio.is_mono else audio.agent
        sound = np.stack([left.samples[first:], audio.customer.samples[first:]], axis=1)
        stream = _open(self._wish)
        self._stopping = threading.Event()
        self._position_s = first / SAMPLE_RATE_HZ
        self._thread = threading.Thread(
            target=self._run,
            args=(stream, sound, first, min(FASTEST, max(SLOWEST, speed)), self._stopping),
            name="playback",
        )
        self._thread.start()

    def pause(self) -> None:
        """Silence within 0.1 s."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def position_s(self) -> float | None:
        """Return where the sound is now, None when silent."""
        return self._position_s

    def _run(
        self,
        stream: portaudio.Stream,
        sound: Samples,
        first: int,
        speed: float,
        stopping: threading.Event,
    ) -> None:
        try:
            for place, block in at_speed(sound, speed):
                if stopping.is_set():
                    stream.abort()
                    return
                stream.write(np.ascontiguousarray(block))
                self._position_s = (first + place) / SAMPLE_RATE_HZ
            stream.drain()
        except AudioDeviceMissing as error:  # unplugged while playing
            log.info("playback ended: %s", type(error).__name__)
        finally:
            stream.close()
            self._position_s = None


def _open(wish: DeviceWish) -> portaudio.Stream:
    if not wish.name:
        return portaudio.open_default_output(SAMPLE_RATE_HZ)
    device = chosen(known_devices(), wish, Use.OUTPUT)
    return portaudio.open_output(device, SAMPLE_RATE_HZ)

"""A recording let out of the loudspeaker, from any place, at half to double speed."""

import logging
import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, Samples
from domain.errors import AudioDeviceMissing
from speech.audio.decode import CallAudio
from speech.audio.tempo import at_speed

if TYPE_CHECKING:
    from sounddevice import OutputStream

log = logging.getLogger(__name__)

SLOWEST: Final = 0.5
FASTEST: Final = 2.0


class Player:
    """Plays one recording at a time. Methods return at once, from any thread."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
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
        stream = _open(self._device)
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
        stream: "OutputStream",
        sound: Samples,
        first: int,
        speed: float,
        stopping: threading.Event,
    ) -> None:
        import sounddevice

        try:
            with stream:
                for place, block in at_speed(sound, speed):
                    if stopping.is_set():
                        stream.abort()
                        break
                    stream.write(np.ascontiguousarray(block))
                    self._position_s = (first + place) / SAMPLE_RATE_HZ
        except sounddevice.PortAudioError as error:  # unplugged while playing
            log.info("playback ended: %s", error)
        finally:
            self._position_s = None


def _open(device: str | None) -> Any:
    """Imported late: PortAudio may be absent on this machine, and nothing else needs it."""
    try:
        import sounddevice
    except OSError as error:
        raise AudioDeviceMissing(
            "缺少 PortAudio 库，无法放音，请安装 libportaudio2"
            " / The PortAudio library is missing: install libportaudio2"
        ) from error
    try:
        return sounddevice.OutputStream(
            samplerate=SAMPLE_RATE_HZ, channels=2, dtype="float32", device=device
        )
    except (sounddevice.PortAudioError, ValueError) as error:
        raise AudioDeviceMissing(
            "没有可用的放音设备，请接好耳机或音箱"
            " / No output device: plug in a headset or loudspeakers"
        ) from error

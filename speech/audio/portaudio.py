"""PortAudio: its devices, its streams. The only place that knows the `sounddevice` package.

Imported late: without the PortAudio library the import itself fails, and nothing else needs it.
"""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from types import ModuleType
from typing import Any, Final, TypeAlias

from domain.audio import Samples
from domain.errors import AudioDeviceMissing
from domain.sound_devices import SoundDevice
from speech.audio import pulse

# Samples, shape (frames, channels), valid during the call only; whether samples were lost before.
Callback: TypeAlias = Callable[[Samples, bool], None]
LATENCY_S: Final = 0.1  # asked for, so that a busy machine loses no sound
_VIRTUAL: Final = frozenset({"pulse", "default", "sysdefault", "dmix", "null"})
_lock = threading.RLock()  # nobody opens or asks while PortAudio starts again
_open: list["Stream"] = []


class Stream:
    """An open stream of either direction; close() may be called twice."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    @property
    def is_running(self) -> bool:
        return bool(self._stream.active)

    def write(self, sound: Samples) -> None:
        """Play, shape (n, channels); blocks until there is room. Raises AudioDeviceMissing."""
        sounddevice = _load()
        try:
            self._stream.write(sound)
        except sounddevice.PortAudioError as error:
            raise AudioDeviceMissing("放音设备断开了 / The output device went away") from error

    def abort(self) -> None:
        """Be silent at once, whatever was written."""
        self._stream.abort(ignore_errors=True)

    def drain(self) -> None:
        """Wait until what was written has been heard."""
        self._stream.stop()

    def close(self) -> None:
        # Stopped first: closing a running stream kills PortAudio's thread wherever it stands, and
        # standing in a callback it would take the interpreter's lock with it.
        self._stream.stop(ignore_errors=True)
        self._stream.close(ignore_errors=True)
        with _lock:
            if self in _open:
                _open.remove(self)


def devices() -> tuple[SoundDevice, ...]:
    """Return what PortAudio found when it was last refreshed; () without the library."""
    try:
        sounddevice = _load()
    except AudioDeviceMissing:
        return ()
    with _lock:
        return _devices(sounddevice)


def _devices(sounddevice: ModuleType) -> tuple[SoundDevice, ...]:
    apis = sounddevice.query_hostapis()
    defaults = {
        index
        for api in apis
        for index in (api["default_input_device"], api["default_output_device"])
    }
    return tuple(
        SoundDevice(
            name=str(row["name"]),
            title=str(row["name"]),
            host_api=str(apis[row["hostapi"]]["name"]),
            inputs=int(row["max_input_channels"]),
            outputs=int(row["max_output_channels"]),
            rate_hz=round(row["default_samplerate"]),
            is_loopback="[loopback]" in str(row["name"]).lower(),
            is_default=index in defaults,
        )
        for index, row in enumerate(sounddevice.query_devices())
    )


def is_virtual(device: SoundDevice) -> bool:
    """Return whether this is ALSA's door to a sound server and no device of its own."""
    return device.host_api == "ALSA" and device.name in _VIRTUAL


def refresh() -> bool:
    """Let PortAudio look again for devices; return False when a stream of ours is open."""
    with _lock:
        if _open:
            return False
        try:
            sounddevice = _load()
        except AudioDeviceMissing:
            return True
        sounddevice._terminate()
        sounddevice._initialize()
        return True


def open_input(device: SoundDevice, channels: int, callback: Callback, tag: str = "") -> Stream:
    """Return a running stream at the device's own rate, float32.

    callback runs in PortAudio's thread: it may copy, and nothing else.

    Raises AudioDeviceMissing.
    """

    def hear(sound: Samples, _frames: int, _time: object, status: Any) -> None:
        callback(sound, bool(status.input_overflow))

    return _opened(
        device,
        tag,
        lambda sounddevice, index: sounddevice.InputStream(
            samplerate=device.rate_hz,
            channels=channels,
            dtype="float32",
            device=index,
            callback=hear,
            latency=LATENCY_S,
        ),
    )


def open_default_output(rate_hz: int, channels: int = 2) -> Stream:
    """Return a running stream to the system's own choice. Raises AudioDeviceMissing."""
    sounddevice = _load()
    try:
        with _lock:
            stream = sounddevice.OutputStream(rate_hz, channels=channels, dtype="float32")
            stream.start()
            made = Stream(stream)
            _open.append(made)
            return made
    except (sounddevice.PortAudioError, ValueError) as error:
        raise AudioDeviceMissing(
            "没有可用的放音设备，请接好耳机或音箱"
            " / No output device: plug in a headset or loudspeakers"
        ) from error


def open_output(device: SoundDevice, rate_hz: int, channels: int = 2) -> Stream:
    """Return a running stream to write to. Raises AudioDeviceMissing."""
    return _opened(
        device,
        "",
        lambda sounddevice, index: sounddevice.OutputStream(
            samplerate=rate_hz, channels=channels, dtype="float32", device=index
        ),
    )


def _opened(device: SoundDevice, tag: str, make: Callable[[ModuleType, int | None], Any]) -> Stream:
    sounddevice = _load()
    is_pulse = device.host_api == pulse.HOST_API
    name = pulse.PORTAUDIO_NAME if is_pulse else device.name
    try:
        with _lock, pulse.steered(device.name, tag) if is_pulse else nullcontext():
            stream = make(sounddevice, _index_of(name, device))
            stream.start()
            made = Stream(stream)
            _open.append(made)
            return made
    except (sounddevice.PortAudioError, ValueError) as error:
        raise AudioDeviceMissing(
            f"声音设备打不开：{device.title}（{device.host_api}），请接好，或在设置的“声音”里换一个"
            f" / Cannot open the sound device {device.title} ({device.host_api}): plug it in,"
            " or choose another in the settings"
        ) from error


def _index_of(name: str, device: SoundDevice) -> int:
    """Raises ValueError when PortAudio has no such device."""
    for index, known in enumerate(devices()):
        if known.name != name:
            continue
        if device.host_api in (known.host_api, pulse.HOST_API) and (
            (known.inputs and device.inputs) or (known.outputs and device.outputs)
        ):
            return index
    raise ValueError(name)


def _load() -> ModuleType:
    try:
        import sounddevice
    except OSError as error:
        raise AudioDeviceMissing(
            "缺少 PortAudio 库，请安装 libportaudio2"
            " / The PortAudio library is missing: install libportaudio2"
        ) from error
    module: ModuleType = sounddevice
    return module

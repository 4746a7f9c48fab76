"""Which sound devices this machine has, and which of them the settings mean."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from typing import Final

from domain.errors import AudioDeviceMissing
from domain.sound_devices import DeviceWish, SoundDevice
from speech.audio import portaudio, pulse

# Where a machine offers one device several times, this order is tried: the least delay and
# the least conversion by the system first.
PREFERRED_APIS: Final = (
    pulse.HOST_API,
    "Windows WASAPI",
    "Core Audio",
    "ALSA",
    "JACK Audio Connection Kit",
    "Windows DirectSound",
    "MME",
    "Windows WDM-KS",
    "OSS",
)


class Use(StrEnum):
    """What a device is wanted for."""

    MICROPHONE = "microphone"  # the agent speaks into it
    LINE = "line"  # the customer is heard on it
    OUTPUT = "output"


_NAMES: Final = {
    Use.MICROPHONE: ("麦克风", "microphone"),
    Use.LINE: ("客户线路", "customer line"),
    Use.OUTPUT: ("扬声器", "loudspeaker"),
}


def list_devices() -> tuple[SoundDevice, ...]:
    """Return every device, the preferred host API first; looks anew, about half a second.

    While a stream is open PortAudio's own devices are those of when it was opened.
    """
    portaudio.refresh()
    return known_devices()


def known_devices() -> tuple[SoundDevice, ...]:
    """Return every device without a new look at the sound cards; some milliseconds."""
    plain = portaudio.devices()
    has_door = any(one.name == pulse.PORTAUDIO_NAME for one in plain)
    if has_door and pulse.is_running():
        served = pulse.devices()
        return (*served, *(one for one in plain if not portaudio.is_virtual(one)))
    found = (one for one in plain if one.name != pulse.PORTAUDIO_NAME)
    return tuple(sorted(found, key=lambda one: _rank(one.host_api)))


def list_devices_afresh() -> tuple[SoundDevice, ...]:
    """Return every device as a new process sees them, while streams of this one are open.

    PortAudio looks for devices only when it starts. Takes about a second.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as apart:
        return apart.submit(list_devices).result()


def chosen(devices: Sequence[SoundDevice], wish: DeviceWish, use: Use) -> SoundDevice:
    """Return the device that the settings mean; the system's own choice for a wish without name.

    The customer line's own choice is what the default loudspeaker plays, never a microphone.

    Raises AudioDeviceMissing: no other device stands in for a named one.
    """
    able = [one for one in devices if _can(one, use)]
    if wish.host_api:
        able = [one for one in able if one.host_api == wish.host_api]
    if wish.name:
        named = next((one for one in able if wish.name in (one.name, one.title)), None)
        if named is None:
            raise _missing(wish, use, able)
        return named
    if use is Use.LINE:
        able = [one for one in able if one.is_loopback]
        able = _of_default_output(able, devices) or able
    else:
        able = [one for one in able if not one.is_loopback]
    found = next((one for one in able if one.is_default), able[0] if able else None)
    if found is None:
        raise _missing(wish, use, able)
    return found


def default_names() -> tuple[str, str]:
    """Return what people call the default input and output; "" where there is none."""
    known = list_devices()

    def title(use: Use) -> str:
        try:
            return chosen(known, DeviceWish(), use).title
        except AudioDeviceMissing:
            return ""

    return title(Use.MICROPHONE), title(Use.OUTPUT)


def _can(device: SoundDevice, use: Use) -> bool:
    return bool(device.outputs if use is Use.OUTPUT else device.inputs)


def _of_default_output(
    loopbacks: Sequence[SoundDevice], devices: Sequence[SoundDevice]
) -> list[SoundDevice]:
    """Return the loopbacks that belong to the default loudspeaker, by how systems name them."""
    outputs = [one.name for one in devices if one.outputs and one.is_default]
    return [one for one in loopbacks if any(one.name.startswith(name) for name in outputs)]


def _missing(wish: DeviceWish, use: Use, able: Sequence[SoundDevice]) -> AudioDeviceMissing:
    zh, en = _NAMES[use]
    name = f"{wish.name}（{wish.host_api}）" if wish.host_api else wish.name
    there = "、".join(one.title for one in able) or "—"
    if wish.name:
        return AudioDeviceMissing(
            f"没有找到选定的{zh}：{name}。请接好，或在设置的“声音”里另选；现有：{there}"
            f" / The chosen {en} is not there: {wish.name}. Plug it in, or choose another in the"
            f" settings; there are: {there}"
        )
    return AudioDeviceMissing(
        f"没有可用的{zh}，请接好设备，或在设置的“声音”里选定"
        f" / There is no {en}: plug one in, or choose one in the settings"
    )


def _rank(host_api: str) -> int:
    known = host_api in PREFERRED_APIS
    return PREFERRED_APIS.index(host_api) if known else len(PREFERRED_APIS)

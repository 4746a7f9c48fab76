"""Sound devices as a person chooses between them, and what became of one during a call."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """One input, output or both, as the sound system names it."""

    name: str  # what the settings keep; unique within its host API
    title: str  # what a person reads
    host_api: str  # "PulseAudio", "Windows WASAPI", "Core Audio", "ALSA" …
    inputs: int  # channels, 0 = cannot record
    outputs: int  # channels, 0 = cannot play
    rate_hz: int  # its own sample rate
    is_loopback: bool = False  # hears what a loudspeaker plays
    is_default: bool = False  # of the system, for what it can do


@dataclass(frozen=True, slots=True)
class DeviceWish:
    """What the settings ask for: name "" = the system's own choice, host_api "" = any."""

    name: str = ""
    host_api: str = ""

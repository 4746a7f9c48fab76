"""Sound devices as a person chooses between them, and what became of one during a call."""

from dataclasses import dataclass
from enum import StrEnum


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


class SoundProblem(StrEnum):
    """What is wrong with what was heard when a device was tried."""

    NO_SIGNAL = "no_signal"
    CLIPPING = "clipping"
    WRONG_RATE = "wrong_rate"  # sends another number of samples a second than it says
    SAME_ON_BOTH = "same_on_both"  # microphone and line are one and the same
    CROSSTALK = "crosstalk"  # each hears something of the other
    ECHO = "echo"  # the microphone hears the loudspeaker


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """What the settings hold: two devices, or one whose left channel is the agent."""

    microphone: DeviceWish = DeviceWish()
    line: DeviceWish = DeviceWish()
    output: DeviceWish = DeviceWish()
    is_stereo: bool = False  # microphone names the one device, line is not used


@dataclass(frozen=True, slots=True)
class SoundTest:
    """The result of trying devices out."""

    level_dbfs: float
    rate_hz: float  # samples a second really sent, 0 = not measured
    problems: tuple[SoundProblem, ...]


@dataclass(frozen=True, slots=True)
class LiveLevels:
    """Both channels now, and what is wrong with them over the last seconds."""

    agent_dbfs: float
    customer_dbfs: float
    problems: tuple[SoundProblem, ...] = ()

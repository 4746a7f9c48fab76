"""A call's sound with its two channels exchanged: the line was plugged in the wrong way round."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.audio import AudioBlock, Role
from speech.audio.decode import CallAudio, CallPart, CallSound


@dataclass(frozen=True, slots=True)
class Swapped:
    """A CallSound, read through."""

    sound: CallSound

    @property
    def is_mono(self) -> bool:
        return self.sound.is_mono

    @property
    def duration_s(self) -> float:
        return self.sound.duration_s

    def parts(self) -> Iterator[CallPart]:
        for part in self.sound.parts():
            yield CallPart(_as(Role.AGENT, part.customer), _as(Role.CUSTOMER, part.agent))


def swapped(audio: CallAudio) -> CallAudio:
    return replace(
        audio, agent=_as(Role.AGENT, audio.customer), customer=_as(Role.CUSTOMER, audio.agent)
    )


def _as(role: Role, block: AudioBlock) -> AudioBlock:
    return AudioBlock(role, block.start_s, block.samples)

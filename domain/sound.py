"""How good the sound of a call was, minute by minute and channel by channel."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.audio import Role


class SoundFault(StrEnum):
    """What is wrong with a minute of a channel."""

    DEAD = "dead"
    CLIPPED = "clipped"
    NOISY = "noisy"
    QUIET = "quiet"


DEAD_DBFS: Final = -55.0  # a minute that never gets louder has no line behind it
CLIPPED_SHARE: Final = 0.002  # of all samples; ten times less is not heard
NOISY_SNR_DB: Final = 10.0
NOISY_DBFS: Final = -35.0  # so loud a floor is a fault even while nobody speaks
QUIET_DBFS: Final = -45.0


@dataclass(frozen=True, slots=True)
class MinuteSound:
    """One minute of one channel. Levels are below full scale."""

    role: Role
    minute: int  # from 0
    seconds: float  # heard of it: 60 but for the last
    loudest_dbfs: float  # of 20 ms
    speech_dbfs: float | None  # None while nobody speaks
    noise_dbfs: float
    clipped_share: float  # of samples, 0 to 1

    @property
    def snr_db(self) -> float | None:
        return None if self.speech_dbfs is None else self.speech_dbfs - self.noise_dbfs

    @property
    def faults(self) -> tuple[SoundFault, ...]:
        """Return what is wrong; () for a good minute."""
        if self.loudest_dbfs < DEAD_DBFS:
            return (SoundFault.DEAD,)
        snr, speech = self.snr_db, self.speech_dbfs
        is_noisy = self.noise_dbfs > NOISY_DBFS if snr is None else snr < NOISY_SNR_DB
        found = {
            SoundFault.CLIPPED: self.clipped_share > CLIPPED_SHARE,
            SoundFault.NOISY: is_noisy,
            SoundFault.QUIET: speech is not None and speech < QUIET_DBFS,
        }
        return tuple(fault for fault, is_so in found.items() if is_so)

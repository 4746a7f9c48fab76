"""How good a channel sounds: clipping, speech above noise, a dead line; in one pass."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.audio import SAMPLE_RATE_HZ, Role, Samples
from domain.sound import MinuteSound

FRAME: Final = SAMPLE_RATE_HZ // 50  # 20 ms
_FRAMES_PER_MINUTE: Final = 60 * 50
_LOWEST_DBFS: Final = -100
_BINS_PER_DB: Final = 2
_BINS: Final = -_LOWEST_DBFS * _BINS_PER_DB + 1
_NOISE_PERCENTILE: Final = 0.10  # people pause for more than a tenth of the time
_ABOVE_NOISE_DB: Final = 4.0  # 20 ms of steady noise never get so far above its quiet tenth
_LEAST_SPEECH: Final = 0.02  # of the frames
_FULL_SCALE: Final = 0.985
_RUN: Final = 3  # samples in a row: a peak may touch full scale, clipping stays there


def frame_levels_dbfs(samples: Samples) -> NDArray[np.float64]:
    """Return the level of each whole 20 ms, shape (len(samples) // 320,), -100 to 0."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / FRAME
    return np.asarray(10 * np.log10(np.maximum(power, 10.0 ** (_LOWEST_DBFS / 10))))


class SoundMeter:
    """Listens to one channel; keeps a histogram of the minute and one value per minute past.

    About 30 µs per block of 0.1 s. Not thread-safe.
    """

    def __init__(self, role: Role) -> None:
        self._role = role
        self._done: list[MinuteSound] = []
        self._rest: Samples = np.zeros(0, np.float32)
        self._histogram = np.zeros(_BINS, np.int64)
        self._clipped = 0

    def hear(self, samples: Samples) -> None:
        """Take the next stretch, of any length."""
        fresh = np.concatenate((self._rest, samples)) if len(self._rest) else samples
        while len(fresh) >= FRAME:
            room = _FRAMES_PER_MINUTE - int(self._histogram.sum())
            taken = min(room, len(fresh) // FRAME) * FRAME
            self._count(fresh[:taken])
            fresh = fresh[taken:]
            if taken == room * FRAME:
                self._close()
        self._rest = fresh.copy()

    def minutes(self) -> tuple[MinuteSound, ...]:
        """Return all minutes heard so far, the running one too."""
        running = (self._minute(),) if self._histogram.any() else ()
        return (*self._done, *running)

    def _count(self, samples: Samples) -> None:
        levels = frame_levels_dbfs(samples)
        bins = np.rint((levels - _LOWEST_DBFS) * _BINS_PER_DB).astype(np.int64)
        self._histogram += np.bincount(np.clip(bins, 0, _BINS - 1), minlength=_BINS)
        self._clipped += _clipped(samples)

    def _close(self) -> None:
        self._done.append(self._minute())
        self._histogram[:] = 0
        self._clipped = 0

    def _minute(self) -> MinuteSound:
        frames = int(self._histogram.sum())
        speech, noise = _speech_and_noise(self._histogram)
        return MinuteSound(
            role=self._role,
            minute=len(self._done),
            seconds=frames * FRAME / SAMPLE_RATE_HZ,
            loudest_dbfs=float(_LEVELS[np.flatnonzero(self._histogram)[-1]]),
            speech_dbfs=None if speech is None else round(speech, 1),
            noise_dbfs=round(noise, 1),
            clipped_share=self._clipped / (frames * FRAME),
        )


_LEVELS: Final = _LOWEST_DBFS + np.arange(_BINS) / _BINS_PER_DB


def _speech_and_noise(histogram: NDArray[np.int64]) -> tuple[float | None, float]:
    """Return the mean level of what stands out of the noise, its noise taken away; and the noise.

    The noise is the level that a tenth of the frames do not pass.
    """
    frames = histogram.sum()
    noise = float(_LEVELS[np.searchsorted(histogram.cumsum(), _NOISE_PERCENTILE * frames)])
    loud = histogram * ((_LEVELS - noise) >= _ABOVE_NOISE_DB)
    if loud.sum() < _LEAST_SPEECH * frames:
        return None, noise
    power = float((loud * 10 ** (_LEVELS / 10)).sum() / loud.sum())
    return float(10 * np.log10(power - 10 ** (noise / 10))), noise


def _clipped(samples: Samples) -> int:
    """Return how many samples lie in runs of three and more at full scale."""
    at_top = np.flatnonzero(np.abs(samples) >= _FULL_SCALE)
    if len(at_top) < _RUN:
        return 0
    runs = np.split(at_top, np.flatnonzero(np.diff(at_top) > 1) + 1)
    return sum(len(run) for run in runs if len(run) >= _RUN)

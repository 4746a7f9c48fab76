"""Speech played faster or slower at its own pitch.

Source: WSOLA, Verhelst & Roelands 1993, "An overlap-add technique based on
waveform similarity for high quality time-scale modification of speech".
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from domain.audio import Samples

_FRAME: Final = 640  # 40 ms
_HOP: Final = _FRAME // 2
_SEARCH: Final = 160  # 10 ms to either side
_WINDOW: Final = np.hanning(_FRAME + 1)[:-1].astype(np.float32)  # overlapped halves sum to 1


def at_speed(sound: Samples, speed: float) -> Iterator[tuple[int, Samples]]:
    """Yield (place in the sound, next 20 ms to play).

    sound: shape (n, channels). All channels move together, led by their sum, so that
    both speakers stay in step.
    """
    if speed == 1.0:
        yield from ((start, sound[start : start + _HOP]) for start in range(0, len(sound), _HOP))
        return
    lead = sound.sum(axis=1)
    window = _WINDOW[:, None]
    tail = np.zeros((_HOP, sound.shape[1]), np.float32)
    place = 0
    for step in range(int(max(0, len(sound) - _FRAME) / (_HOP * speed)) + 1):
        target = round(step * _HOP * speed)
        if step:
            place = _best_place(lead, natural=place + _HOP, target=target)
        frame = sound[place : place + _FRAME]
        if len(frame) < _FRAME:
            frame = np.pad(frame, ((0, _FRAME - len(frame)), (0, 0)))
        shaped = frame * window
        yield target, tail + shaped[:_HOP]
        tail = shaped[_HOP:]


def _best_place(lead: Samples, *, natural: int, target: int) -> int:
    """Return the place near target whose sound is most like what would naturally follow."""
    wanted = lead[natural : natural + _HOP]
    first = max(0, target - _SEARCH)
    field = lead[first : target + _SEARCH + _HOP]
    if len(wanted) < _HOP or len(field) <= _HOP:
        return min(target, max(0, len(lead) - _FRAME))
    return first + int(np.argmax(np.correlate(field, wanted, mode="valid")))

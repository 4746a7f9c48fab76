"""Whether a channel sounded well enough to judge what was said in it."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from domain.sound import MinuteSound, SoundFault

# Far beyond what domain.sound warns of: here words are lost, not only unpleasant to hear.
_HOPELESS_CLIPPING: Final = 0.05  # of the samples
_HOPELESS_SNR_DB: Final = 5.0
_SHARE: Final = 0.5  # of the minutes in which somebody speaks
_LOST_S: Final = 60.0  # of silence to the very end: the line is gone
_LOST_SHARE: Final = 0.25  # of the call, at least
_ENOUGH_S: Final = 10.0  # of a minute, to count at all


def fault_of(minutes: Sequence[MinuteSound]) -> str:
    """Return why this channel cannot be judged, "" when it can; of one channel, in order.

    A channel without any sound is a fact of the recording (silent_roles), not of this.
    """
    counted = [one for one in minutes if one.seconds >= _ENOUGH_S]
    spoken = [one for one in counted if one.speech_dbfs is not None]
    clipped = [one for one in spoken if one.clipped_share > _HOPELESS_CLIPPING]
    if spoken and len(clipped) > _SHARE * len(spoken):
        return "严重削波"
    noisy = [one for one in spoken if (one.snr_db or 0.0) < _HOPELESS_SNR_DB]
    if spoken and len(noisy) > _SHARE * len(spoken):
        return "噪声盖过人声"
    lost = list(takewhile(lambda one: SoundFault.DEAD in one.faults, reversed(minutes)))
    lost_s = sum(one.seconds for one in lost)
    is_lost = lost_s >= max(_LOST_S, _LOST_SHARE * sum(one.seconds for one in minutes))
    if spoken and is_lost:
        return f"第 {lost[-1].minute + 1} 分钟起无声"
    return ""

"""Times of a call: who spoke how long, silence, interruptions, speed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.audio import Role
from domain.calls import Segment
from domain.quality import CallMetrics, FinishedCall
from qa.intervals import covered_s, gaps
from qa.plain import plain

# Shorter overlaps are the rhythm of a conversation, not an interruption (quality rules 3.3, 10).
MIN_OVERLAP_S: Final = 0.5
_BACK_CHANNEL = re.compile(
    r"(?:嗯|哦|噢|喔|啊|唉|哎|对|是|好|行|的|吧|呀|明白|可以|您说|知道了|没错)+"
)


@dataclass(frozen=True, slots=True)
class Interruption:
    """The agent began while the customer was speaking."""

    agent: Segment
    customer: Segment
    overlap_s: float


def metrics(finished: FinishedCall) -> CallMetrics:
    """Return the times of a call, shares of its duration, rounded to a thousandth.

    A share counts overlapping speech for both speakers; silence is time in which nobody
    speaks. The longest silence lies between two utterances. The first response is the gap
    from the end of the customer's first turn to the agent's next word, at least 0.
    """
    agent = [one for one in finished.segments if one.role is Role.AGENT]
    customer = [one for one in finished.segments if one.role is Role.CUSTOMER]
    spoken = [(one.start_s, one.end_s) for one in finished.segments]
    duration_s = finished.duration_s
    return CallMetrics(
        agent_talk_share=_share(speech_s(agent), duration_s),
        customer_talk_share=_share(speech_s(customer), duration_s),
        silence_share=_share(max(0.0, duration_s - covered_s(spoken)), duration_s),
        longest_silence_s=round(max((end - start for start, end in gaps(spoken)), default=0.0), 3),
        interruptions=len(interruptions(finished.segments)),
        agent_chars_per_min=round(chars_per_min(agent), 1),
        first_response_s=_first_response_s(finished.segments),
    )


def speech_s(segments: Sequence[Segment]) -> float:
    """Return the seconds in which at least one of the segments is spoken."""
    return covered_s((one.start_s, one.end_s) for one in segments)


def chars_per_min(segments: Sequence[Segment]) -> float:
    """Return spoken characters per minute of speech, punctuation left out; 0 without speech."""
    seconds = speech_s(segments)
    chars = sum(len(plain(one.text).text) for one in segments)
    return 60 * chars / seconds if seconds > 0 else 0.0


def is_back_channel(text: str) -> bool:
    """Return whether the words only say that one is listening: 嗯, 对, 好的."""
    words = plain(text).text
    return len(words) <= 4 and _BACK_CHANNEL.fullmatch(words) is not None


def interruptions(
    segments: Sequence[Segment], *, min_overlap_s: float = MIN_OVERLAP_S
) -> tuple[Interruption, ...]:
    """Return where the agent broke in, one for each agent segment at most, by time."""
    found = []
    speaking: Segment | None = None  # the customer's segment that lasts longest so far
    for one in sorted(segments, key=lambda one: (one.start_s, one.segment_id)):
        if one.role is Role.CUSTOMER:
            if speaking is None or one.end_s > speaking.end_s:
                speaking = one
        elif speaking is not None and not is_back_channel(one.text):
            overlap_s = round(min(one.end_s, speaking.end_s) - one.start_s, 3)
            if speaking.start_s < one.start_s and overlap_s >= min_overlap_s:
                found.append(Interruption(one, speaking, overlap_s))
    return tuple(found)


def _share(part_s: float, whole_s: float) -> float:
    return round(min(1.0, part_s / whole_s), 3) if whole_s > 0 else 0.0


def _first_response_s(segments: Sequence[Segment]) -> float | None:
    ordered = sorted(segments, key=lambda one: (one.start_s, one.segment_id))
    asked_until: float | None = None
    for segment in ordered:
        if segment.role is Role.CUSTOMER:
            asked_until = max(asked_until or 0.0, segment.end_s)
        elif asked_until is not None and not is_back_channel(segment.text):
            return round(max(0.0, segment.start_s - asked_until), 3)
    return None

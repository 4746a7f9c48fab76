"""What a check found, and the short ways to say it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.calls import Segment
from domain.quality import Evidence, Verdict
from qa.case import is_sound, quote
from qa.plain import Phrases

# Above this share of doubtful words a missing phrase may only be a word the recogniser missed.
MAX_DOUBTFUL_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Finding:
    """fraction is the share of the points that was earned: 0 to 1, 0 when not applicable."""

    verdict: Verdict
    fraction: float
    reason: str
    evidence: tuple[Evidence, ...] = ()


def passed(reason: str, *evidence: Evidence) -> Finding:
    return Finding(Verdict.PASSED, 1.0, reason, evidence)


def failed(reason: str, *evidence: Evidence) -> Finding:
    return Finding(Verdict.FAILED, 0.0, reason, evidence)


def not_applicable(reason: str, *evidence: Evidence) -> Finding:
    return Finding(Verdict.NOT_APPLICABLE, 0.0, reason, evidence)


def earned(fraction: float, reason: str, *evidence: Evidence) -> Finding:
    """Return passed, partly or failed, as the fraction tells."""
    if fraction >= 1:
        return passed(reason, *evidence)
    if fraction <= 0:
        return failed(reason, *evidence)
    return Finding(Verdict.PARTLY, fraction, reason, evidence)


def quotes(segments: Sequence[Segment], phrases: Phrases) -> tuple[Evidence, ...]:
    """Return each place where reliable segments hold the phrases."""
    return tuple(
        quote(segment, hit.start, hit.end)
        for segment in segments
        if is_sound(segment)
        for hit in phrases.hits(segment.text)
    )


def said(segments: Sequence[Segment], phrases: Phrases) -> tuple[Evidence, ...]:
    """Return where required words were said; if nowhere, where words that sound alike were.

    Recognisers take 王先生 for 网先生; that must not cost an agent anything.
    """
    return quotes(segments, phrases) or tuple(
        quote(segment, hit.start, hit.end)
        for segment in segments
        if is_sound(segment)
        for hit in phrases.hits(segment.text, is_by_sound=True)
    )


def doubt_about(segments: Sequence[Segment], phrases: Phrases | None = None) -> str:
    """Return why the absence of words proves nothing here, "" when it does."""
    doubtful = [one for one in segments if not is_sound(one)]
    if phrases and any(phrases.hits(one.text, is_by_sound=True) for one in doubtful):
        return "相关语句识别不可靠，不扣分"
    words = sum(len(one.text) for one in segments)
    if doubtful and sum(len(one.text) for one in doubtful) > MAX_DOUBTFUL_SHARE * words:
        return "该时段识别不可靠，不扣分"
    return ""


def must_say(scope: Sequence[Segment], phrases: Phrases, *, found: str, missing: str) -> Finding:
    """Return whether the phrases were said in scope; a doubtful scope is not applicable.

    The evidence of a miss is what was said there instead: the last reliable segment.
    """
    if proof := said(scope, phrases):
        return passed(found, proof[0])
    if doubt := doubt_about(scope, phrases):
        return not_applicable(doubt)
    sound = [one for one in scope if is_sound(one)]
    return failed(missing, *(quote(one) for one in sound[-1:]))


def clock(seconds: float) -> str:
    """Return 0:47 for 47.3 s."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"

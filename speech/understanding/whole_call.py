"""The call so far: intents and mood over all that the customer said."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final

from domain.meaning import Coarse, Fine, Intent, Mood, Span, Understanding

FADING: Final = 0.98  # per later utterance with a wish: newer words weigh a little more
FURTHER: Final = 0.4  # what another utterance adds beside the best one
HIGHEST: Final = 0.98
COMPLAINT_FROM: Final = 0.6  # from here the whole call counts as a complaint
_SUBJECTS: Final = frozenset({Fine.FEE, Fine.INVOICE, Fine.DELIVERY, Fine.EXTENDED, Fine.TRADE_IN})
_IDLE: Final = frozenset({Fine.SMALL_TALK, Fine.OTHER})
_IDLE_LIMIT: Final = 0.45  # 好的 and 谢谢 never outweigh a wish


def intents_so_far(understandings: Iterable[Understanding]) -> tuple[Intent, ...]:
    """Join the intents of the utterances, best first; 其他 when there is none."""
    heard: dict[Fine, list[Intent]] = {}
    age = 1.0
    for turn in reversed(list(understandings)):
        for intent in turn.intents:
            heard.setdefault(intent.fine, []).append(_aged(intent, age))
        if any(intent.fine not in _IDLE for intent in turn.intents):
            age *= FADING
    if not heard:
        return (Intent(Fine.OTHER, Coarse.NONE, 0.0),)
    joined = {fine: _joined(fine, intents) for fine, intents in heard.items()}
    _quieten_idle(joined)
    return tuple(sorted(_filed(joined).values(), key=lambda intent: -intent.confidence))


def emotion_so_far(moods: Sequence[tuple[float, Mood]]) -> float:
    """Return e of the call from words alone, 0 to 1.

    moods: (start_s, mood) of the customer's utterances. Source: urgency.md 6.3,
    e = .5·mean(top 3) + .3·mean(last third) + .2·mean(all); the voice part comes with
    quality q = 0 as long as there is none.
    """
    if not moods:
        return 0.0
    scores = [mood.text_score for _, mood in sorted(moods, key=lambda pair: pair[0])]
    top = sorted(scores, reverse=True)[:3]
    last = scores[-ceil(len(scores) / 3) :]
    return min(1.0, 0.5 * _mean(top) + 0.3 * _mean(last) + 0.2 * _mean(scores))


def emotion_trend(moods: Sequence[tuple[float, Mood]]) -> float:
    """Return mean of the last third less mean of the first; above 0 = getting worse."""
    if not moods:
        return 0.0
    scores = [mood.text_score for _, mood in sorted(moods, key=lambda pair: pair[0])]
    third = ceil(len(scores) / 3)
    return _mean(scores[-third:]) - _mean(scores[:third])


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


def _aged(intent: Intent, age: float) -> Intent:
    return Intent(intent.fine, intent.coarse, intent.confidence * age, intent.evidence)


def _joined(fine: Fine, intents: list[Intent]) -> Intent:
    ordered = sorted(intents, key=lambda intent: -intent.confidence)
    unlike = 1.0 - ordered[0].confidence
    for intent in ordered[1:]:
        unlike *= 1.0 - FURTHER * intent.confidence
    weights: dict[Coarse, float] = {}
    for intent in intents:
        weights[intent.coarse] = weights.get(intent.coarse, 0.0) + intent.confidence
    coarse = max(weights, key=lambda name: weights[name])
    evidence: tuple[Span, ...] = tuple(span for intent in ordered for span in intent.evidence)
    return Intent(fine, coarse, round(min(HIGHEST, 1.0 - unlike), 4), evidence)


def _quieten_idle(joined: dict[Fine, Intent]) -> None:
    """Hold small talk down once the customer wants anything."""
    wishes = [intent.confidence for fine, intent in joined.items() if fine not in _IDLE]
    if not wishes or max(wishes) < _IDLE_LIMIT:
        return
    for fine in _IDLE & joined.keys():
        idle = joined[fine]
        held = min(idle.confidence, _IDLE_LIMIT, max(wishes) * 0.9)
        joined[fine] = Intent(fine, idle.coarse, round(held, 4), idle.evidence)


def _filed(joined: dict[Fine, Intent]) -> dict[Fine, Intent]:
    """Put a complaint first, under its subject where that is a service and no damage."""
    complaint = joined.get(Fine.COMPLAINT)
    if complaint is None or complaint.confidence < COMPLAINT_FROM:
        return joined
    broken = joined.get(Fine.REPAIR)
    subjects = [joined[fine] for fine in _SUBJECTS & joined.keys()]
    best = max(subjects, key=lambda intent: intent.confidence, default=None)
    if (
        best is not None
        and best.confidence >= COMPLAINT_FROM
        and (broken is None or broken.confidence < best.confidence - 0.2)
    ):
        first = min(HIGHEST, max(best.confidence, complaint.confidence) + 0.01)
        joined[best.fine] = Intent(
            best.fine, Coarse.COMPLAINT, first, best.evidence + complaint.evidence
        )
        return joined
    others = [intent.confidence for fine, intent in joined.items() if fine is not Fine.COMPLAINT]
    first = max([complaint.confidence, *others])
    joined[Fine.COMPLAINT] = Intent(
        Fine.COMPLAINT, Coarse.COMPLAINT, min(0.99, first + 0.005), complaint.evidence
    )
    return joined

"""Alerts of one utterance: hazards with their script, losses, threats, forbidden words."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

from domain.audio import Role
from domain.calls import Doubt, Segment
from domain.events import AlertKind, AlertRaised
from domain.ids import new_id
from domain.meaning import Severity, Span, Threat, Understanding
from service.lexicon import any_of, lexicon

_NOT_HEARD: Final = frozenset({Doubt.NO_SPEECH, Doubt.KNOWN_HALLUCINATION})


@dataclass(frozen=True, slots=True)
class SafetyScript:
    title: str
    pattern: re.Pattern[str]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertRules:
    """resources/lexicons/alerts.toml, compiled."""

    scripts: tuple[SafetyScript, ...]
    answer_within_s: float
    loss: str
    active_loss: str
    threats: dict[Threat, str]
    forbidden: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def load(cls) -> Self:
        table = lexicon("alerts")
        return cls(
            tuple(
                SafetyScript(row["title"], any_of(row["any"]), tuple(row["script"]))
                for row in table["safety"]
            ),
            table["answer_within_s"],
            table["property"]["title"],
            table["property"]["active_title"],
            {Threat(name): text for name, text in table["threat"].items()},
            tuple((row["name"], any_of(row["any"])) for row in table["forbidden"]),
        )

    def alerts_of(
        self,
        segment: Segment,
        understanding: Understanding,
        already: Collection[AlertRaised] = (),
        *,
        make_id: Callable[[], str] = new_id,
    ) -> tuple[AlertRaised, ...]:
        """Return what is new; each kind and text comes once per call.

        already: the alerts of the call so far. What the recogniser made up raises nothing;
        doubtful words raise a hazard all the same: to miss one is worse than to ask.
        """
        if _NOT_HEARD & set(segment.doubts):
            return ()
        seen = {(alert.kind, alert.text) for alert in already}
        alerts: list[AlertRaised] = []
        for wanted in self._wanted(segment, understanding):
            if (wanted.kind, wanted.text) in seen:
                continue
            seen.add((wanted.kind, wanted.text))
            alerts.append(self._raised(wanted, segment, make_id()))
        return tuple(alerts)

    def _wanted(self, segment: Segment, understanding: Understanding) -> "Iterator[_Wanted]":
        if segment.role is Role.AGENT:
            if not segment.doubts:
                yield from self._forbidden(segment)
            return
        for damage in understanding.damages:
            if damage.severity is Severity.SAFETY:
                script = self._script(damage.evidence.text)
                yield _Wanted(AlertKind.SAFETY, script.title, damage.evidence, script.lines)
            elif damage.severity is Severity.PROPERTY and not segment.doubts:
                text = self.active_loss if damage.is_active else self.loss
                yield _Wanted(AlertKind.PROPERTY, text, damage.evidence)
        if segment.doubts:
            return
        for heard in understanding.threats:
            yield _Wanted(AlertKind.THREAT, self.threats[heard.threat], heard.evidence)

    def _script(self, words: str) -> SafetyScript:
        return next(script for script in self.scripts if script.pattern.search(words))

    def _forbidden(self, segment: Segment) -> "Iterator[_Wanted]":
        for name, pattern in self.forbidden:
            if found := pattern.search(segment.text):
                span = Span(segment.segment_id, found.start(), found.end(), found[0])
                yield _Wanted(AlertKind.FORBIDDEN, f"服务禁语「{name}」：请换一种说法", span)

    def _raised(self, wanted: "_Wanted", segment: Segment, alert_id: str) -> AlertRaised:
        is_safety = wanted.kind is AlertKind.SAFETY
        return AlertRaised(
            alert_id=alert_id,
            call_id=segment.call_id,
            kind=wanted.kind,
            text=wanted.text,
            span=wanted.span,
            at_s=segment.start_s,
            script=wanted.script,
            answer_within_s=self.answer_within_s if is_safety else None,
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    kind: AlertKind
    text: str
    span: Span
    script: tuple[str, ...] = ()


@cache
def _rules() -> AlertRules:
    return AlertRules.load()


def alerts_of(
    segment: Segment, understanding: Understanding, already: Collection[AlertRaised] = ()
) -> tuple[AlertRaised, ...]:
    """Return the new alerts of one utterance, by the rules that ship."""
    return _rules().alerts_of(segment, understanding, already)

"""Damages, threats and cues in one customer utterance."""

import re
from dataclasses import dataclass
from typing import Self

from domain.meaning import Cue, CueKind, Damage, Severity, Span, Threat, ThreatHeard
from speech.understanding.context import Context, Mention
from speech.understanding.lexicon import any_of, lexicon


@dataclass(frozen=True, slots=True)
class DamageRule:
    label: str
    severity: Severity
    pattern: re.Pattern[str]
    goes_on: bool  # by its nature, unless told as past


@dataclass(frozen=True, slots=True)
class DamageFound:
    """A damage and the label that names it, with its place in the text."""

    label: str
    severity: Severity
    start: int
    end: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class Findings:
    damages: tuple[DamageRule, ...]
    threats: tuple[tuple[Threat, re.Pattern[str]], ...]
    cues: tuple[tuple[CueKind, re.Pattern[str]], ...]
    context: Context

    @classmethod
    def load(cls, context: Context) -> Self:
        cues = lexicon("cues")
        return cls(
            damages=tuple(
                DamageRule(
                    row["label"],
                    Severity(row["severity"]),
                    any_of(row["any"]),
                    row.get("going_on", False),
                )
                for row in lexicon("damages")["damage"]
            ),
            threats=tuple(
                (Threat(row["threat"]), any_of(row["any"])) for row in lexicon("threats")["threat"]
            ),
            cues=tuple((kind, any_of(cues[kind]["any"])) for kind in CueKind),
            context=context,
        )

    def damages_in(self, text: str) -> tuple[DamageFound, ...]:
        """Return what is really broken, worst class first; text is folded."""
        taken: list[tuple[int, int]] = []
        found: list[DamageFound] = []
        going_on = dict(self.cues)[CueKind.GOING_ON].search(text) is not None
        for rule in self.damages:
            for hit in rule.pattern.finditer(text):
                start, end = hit.span()
                if start == end or any(start < right and left < end for left, right in taken):
                    continue
                taken.append((start, end))
                if self.context.mention(text, start, end) is not Mention.REAL:
                    continue
                is_active = going_on or (rule.goes_on and not self.context.is_past(text, start))
                found.append(DamageFound(rule.label, rule.severity, start, end, is_active))
        return tuple(found)

    def threats_in(self, text: str, segment_id: str, original: str) -> tuple[ThreatHeard, ...]:
        heard: list[ThreatHeard] = []
        taken: list[tuple[int, int]] = []
        for threat, pattern in self.threats:
            for hit in pattern.finditer(text):
                start, end = hit.span()
                if any(start < right and left < end for left, right in taken):
                    continue
                if self.context.is_denied(text, start, end):
                    continue
                taken.append((start, end))
                span = Span(segment_id, start, end, original[start:end])
                heard.append(ThreatHeard(threat, span))
        return tuple(heard)

    def cues_in(self, text: str, segment_id: str, original: str) -> tuple[Cue, ...]:
        return tuple(
            Cue(kind, Span(segment_id, hit.start(), hit.end(), original[hit.start() : hit.end()]))
            for kind, pattern in self.cues
            for hit in pattern.finditer(text)
            if not self.context.is_denied(text, hit.start(), hit.end())
        )


def spans_of(found: DamageFound, segment_id: str, original: str) -> Damage:
    words = original[found.start : found.end]
    return Damage(found.severity, found.is_active, Span(segment_id, found.start, found.end, words))

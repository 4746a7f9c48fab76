"""How dissatisfied the words of one utterance are, 0 to 1, and which words say so."""

import re
from dataclasses import dataclass
from typing import Final, Self

from domain.meaning import Span, Threat, ThreatHeard
from speech.understanding.lexicon import any_of, lexicon

CALM: Final = 0.04  # an utterance without any marked word
HIGHEST: Final = 0.97  # words alone are never certain
_NEAR: Final = 8  # characters in which a modifier is looked for


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class MoodRules:
    """Graded words joined by noisy-or, so that each further one adds less.

    score = 1 - (1 - calm)·Π(1 - weight), then times a factor for each kindness.
    """

    grades: tuple[tuple[float, re.Pattern[str]], ...]
    threats: dict[Threat, float]
    stronger: tuple[float, re.Pattern[str], re.Pattern[str]]
    weaker: tuple[float, re.Pattern[str]]
    negated: re.Pattern[str]
    calm: tuple[tuple[float, re.Pattern[str]], ...]

    @classmethod
    def load(cls) -> Self:
        table = lexicon("mood")
        more, less = table["intensifier"], table["diminisher"]
        return cls(
            grades=tuple((row["weight"], any_of(row["any"])) for row in table["grade"]),
            threats={Threat(name): weight for name, weight in table["threat"].items()},
            stronger=(more["factor"], any_of(more["before"]), any_of(more["after"])),
            weaker=(less["factor"], any_of(less["before"])),
            negated=any_of(table["negation"]["before"]),
            calm=tuple((row["factor"], any_of(row["any"])) for row in table["calm"]),
        )

    def score(
        self, text: str, segment_id: str, original: str, threats: tuple[ThreatHeard, ...]
    ) -> tuple[float, tuple[Span, ...]]:
        """Return the score and its words; text is folded."""
        hits = self._hits(text, threats)
        calm = 1.0 - CALM
        for hit in hits:
            calm *= 1.0 - hit.weight
        value = 1.0 - calm
        if not any(hit.weight >= self.threats[Threat.COMPLAIN] for hit in hits):
            for factor, pattern in self.calm:
                if pattern.search(text):
                    value *= factor
        spans = tuple(
            Span(segment_id, hit.start, hit.end, original[hit.start : hit.end]) for hit in hits
        )
        return round(min(value, HIGHEST), 4), spans

    def _hits(self, text: str, threats: tuple[ThreatHeard, ...]) -> list[Hit]:
        hits = [
            Hit(heard.evidence.start, heard.evidence.end, self.threats[heard.threat])
            for heard in threats
        ]
        said: set[str] = set()
        for weight, pattern in self.grades:
            for found in pattern.finditer(text):
                start, end = found.span()
                if any(start < hit.end and hit.start < end for hit in hits):
                    continue
                if text[start:end] in said:  # the same words again are no second reason
                    continue
                said.add(text[start:end])
                graded = self._graded(text, start, end, weight)
                if graded > 0:
                    hits.append(Hit(start, end, graded))
        return sorted(hits, key=lambda hit: hit.start)

    def _graded(self, text: str, start: int, end: int, weight: float) -> float:
        before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        if self.negated.search(before):
            return 0.0
        factor, strong_before, strong_after = self.stronger
        if strong_before.search(before) or strong_after.match(after):
            weight = min(0.95, weight * factor)
        less, weak_before = self.weaker
        return weight * less if weak_before.search(before) else weight

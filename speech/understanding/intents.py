"""What a customer wants in one utterance: rules with confidence and evidence."""

import re
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from domain.meaning import Coarse, Fine, Intent, Severity, Span, ThreatHeard
from speech.understanding.findings import DamageFound
from speech.understanding.lexicon import any_of, lexicon

HIGHEST: Final = 0.97
OTHER_CONFIDENCE: Final = 0.2
_BEFORE: Final = 12
_HAZARD_SAYS_REPAIR: Final = 0.9
_DAMAGE_SAYS_REPAIR: Final = 0.8
_THREAT_SAYS_COMPLAINT: Final = 0.8
_CODE_SAYS_REPAIR: Final = 0.6
_COSMETIC_SAYS_RETURN: Final = 0.5
_GREETING_LIMIT: Final = 0.3  # 你好 before a wish is no small talk
# a complaint about one of these is filed under its subject
_SUBJECTS: Final = frozenset({Fine.FEE, Fine.INVOICE, Fine.DELIVERY, Fine.EXTENDED, Fine.TRADE_IN})


Evidence: TypeAlias = dict[Fine, list[tuple[int, int, float]]]  # start, end, weight


@dataclass(frozen=True, slots=True)
class IntentRule:
    fine: Fine
    coarse: Coarse
    asked: Coarse
    words: tuple[tuple[float, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class IntentRules:
    rules: tuple[IntentRule, ...]
    question: re.Pattern[str]
    demand: re.Pattern[str]
    inert: re.Pattern[str]

    @classmethod
    def load(cls) -> Self:
        table = lexicon("intents")
        rules = tuple(
            IntentRule(
                Fine(row["fine"]),
                Coarse(row["coarse"]),
                Coarse(row.get("asked", row["coarse"])),
                tuple((words["weight"], any_of(words["any"])) for words in row["words"]),
            )
            for row in table["intent"]
        )
        return cls(
            rules,
            any_of(table["question"]["any"]),
            any_of(table["demand"]["any"]),
            any_of(table["inert"]["before"]),
        )

    def intents_in(
        self,
        text: str,
        segment_id: str,
        original: str,
        damages: tuple[DamageFound, ...],
        threats: tuple[ThreatHeard, ...],
        codes: tuple[Span, ...],
    ) -> tuple[Intent, ...]:
        """Return intents best first, 其他 when no rule speaks; text is folded."""
        evidence = self._evidence(text)
        _add_findings(evidence, damages, threats)
        for code in codes:
            place = (code.start, code.end, _CODE_SAYS_REPAIR)
            evidence.setdefault(Fine.REPAIR, []).append(place)
        asks = bool(self.question.search(text)) and not self.demand.search(text)
        complains = bool(evidence.get(Fine.COMPLAINT))
        intents = []
        for rule in self.rules:
            hits = evidence.get(rule.fine)
            if not hits:
                continue
            coarse = rule.asked if asks else rule.coarse
            if complains and rule.fine in _SUBJECTS:
                coarse = Coarse.COMPLAINT
            spans = tuple(
                Span(segment_id, start, end, original[start:end]) for start, end, _ in hits
            )
            confidence = _joined([weight for *_, weight in hits])
            if rule.fine is Fine.SMALL_TALK and len(evidence) > 1:
                confidence = min(confidence, _GREETING_LIMIT)
            intents.append(Intent(rule.fine, coarse, confidence, spans))
        intents.sort(key=lambda intent: -intent.confidence)
        return tuple(intents) or (Intent(Fine.OTHER, Coarse.NONE, OTHER_CONFIDENCE),)

    def _evidence(self, text: str) -> Evidence:
        evidence: Evidence = {}
        for rule in self.rules:
            hits: list[tuple[int, int, float]] = []
            for weight, pattern in rule.words:
                for found in pattern.finditer(text):
                    start, end = found.span()
                    if start == end or any(start < e and s < end for s, e, _ in hits):
                        continue
                    if not self.inert.search(text[max(0, start - _BEFORE) : start]):
                        hits.append((start, end, weight))
            if hits:
                evidence[rule.fine] = sorted(hits)
        return evidence


def _add_findings(
    evidence: Evidence,
    damages: tuple[DamageFound, ...],
    threats: tuple[ThreatHeard, ...],
) -> None:
    for damage in damages:
        fine, weight = Fine.REPAIR, _DAMAGE_SAYS_REPAIR
        if damage.severity is Severity.SAFETY:
            weight = _HAZARD_SAYS_REPAIR
        elif damage.severity is Severity.COSMETIC:
            fine, weight = Fine.RETURN, _COSMETIC_SAYS_RETURN
        evidence.setdefault(fine, []).append((damage.start, damage.end, weight))
    for heard in threats:
        hits = evidence.setdefault(Fine.COMPLAINT, [])
        first, last = heard.evidence.start, heard.evidence.end
        if not any(start < last and first < end for start, end, _ in hits):
            hits.append((first, last, _THREAT_SAYS_COMPLAINT))


def _joined(weights: list[float]) -> float:
    """The best word counts in full, each further one a third, as chances that add up."""
    ordered = sorted(weights, reverse=True)
    unlike = 1.0 - ordered[0]
    for weight in ordered[1:]:
        unlike *= 1.0 - weight / 3
    return round(min(HIGHEST, 1.0 - unlike), 4)

"""Understander: what one finished utterance means, by rules, in about a millisecond."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self
from zoneinfo import ZoneInfo

from domain.audio import Role
from domain.calls import Doubt, Segment
from domain.meaning import CueKind, Entity, EntityKind, Mood, Understanding
from speech.understanding.context import Context
from speech.understanding.entities.find import EntityRules
from speech.understanding.findings import DamageFound, Findings, spans_of
from speech.understanding.folding import fold
from speech.understanding.intents import IntentRules
from speech.understanding.lexicon import versions
from speech.understanding.mood import MoodRules
from speech.understanding.snow import NEUTRAL, SnowPolarity

SITE_ZONE: Final = "Asia/Shanghai"
LONGEST: Final = 2_000  # characters that are read; nobody says more in one breath
_NOT_HEARD: Final = frozenset({Doubt.NO_SPEECH, Doubt.KNOWN_HALLUCINATION})


@dataclass(frozen=True, slots=True)
class Understander:
    """Pure but for the clock that stands in when said_at is not given; thread-safe."""

    findings: Findings
    moods: MoodRules
    intents: IntentRules
    entities: EntityRules
    polarity: SnowPolarity | None
    zone: ZoneInfo
    version: str

    @classmethod
    def load(cls, *, site_zone: str = SITE_ZONE, with_snownlp: bool = True) -> Self:
        """Read and compile the rule files, about 0.2 s; snownlp follows on first use."""
        return cls(
            findings=Findings.load(Context.load()),
            moods=MoodRules.load(),
            intents=IntentRules.load(),
            entities=EntityRules.load(),
            polarity=SnowPolarity() if with_snownlp else None,
            zone=ZoneInfo(site_zone),
            version=versions("damages", "threats", "mood", "intents", "products"),
        )

    def warm(self) -> None:
        """Read what is read late (snownlp, 2 to 4 s), so that the first customer need not wait.

        Blocks; call it off the GUI thread when the program starts.
        """
        if self.polarity is not None:
            self.polarity.load()

    def understand(self, segment: Segment, *, said_at: datetime | None = None) -> Understanding:
        """Return what the words tell by themselves; never raises on any text.

        said_at: when it was said, for 明天 and 两小时内; now if not given. Agent segments
        give entities only; what the recogniser made up out of noise gives nothing.
        """
        if _NOT_HEARD & set(segment.doubts):
            return Understanding(segment.segment_id, rules_version=self.version)
        folded = fold(segment.text[:LONGEST])
        at = (said_at or datetime.now(UTC)).astimezone(self.zone)
        entities = self.entities.find(folded, segment, at)
        if segment.role is Role.AGENT:
            return Understanding(segment.segment_id, entities=entities, rules_version=self.version)
        return self._customer(folded, segment, entities)

    def _customer(
        self, folded: str, segment: Segment, entities: tuple[Entity, ...]
    ) -> Understanding:
        name, text = segment.segment_id, segment.text
        damages = self.findings.damages_in(folded)
        threats = self.findings.threats_in(folded, name, text)
        cues = self.findings.cues_in(folded, name, text)
        score, words = self.moods.score(folded, name, text, threats)
        kinds = {cue.kind for cue in cues}
        codes = tuple(e.span for e in entities if e.kind is EntityKind.FAULT_CODE)
        return Understanding(
            segment_id=name,
            intents=self.intents.intents_in(folded, name, text, damages, threats, codes),
            mood=Mood(score, self.polarity.score(text) if self.polarity else NEUTRAL, words),
            entities=entities + _faults(damages, segment),
            damages=tuple(spans_of(damage, name, text) for damage in damages),
            threats=threats,
            is_repeat=bool(kinds & {CueKind.REPEAT, CueKind.AFTER_REPAIR}),
            has_vulnerable=CueKind.VULNERABLE in kinds,
            rules_version=self.version,
            cues=cues,
        )


def _faults(damages: tuple[DamageFound, ...], segment: Segment) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            EntityKind.FAULT,
            damage.label,
            spans_of(damage, segment.segment_id, segment.text).evidence,
        )
        for damage in damages
    )

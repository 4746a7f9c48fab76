"""What the score took points for, in the order it was heard, and the transcript that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.audio import Role
from domain.calls import Segment
from domain.meaning import Span
from domain.quality import Evidence, LedgerLine, RedLine, Scorecard, Verdict
from domain.review import OpenedCall
from widgets.transcript.rows import (
    Mark,
    MarkKind,
    RowKind,
    TranscriptRow,
    is_angry,
    joined_marks,
    marks_of,
    unsure_of,
)

AT_THE_END = float("inf")  # what was never said has no moment


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding to judge: a ledger line that lost points, or a red line."""

    criterion_id: str
    name: str
    lost: float
    reason: str
    score_without: float | None
    evidence: tuple[Evidence, ...]
    is_red: bool = False

    @property
    def start_s(self) -> float:
        return self.evidence[0].start_s if self.evidence else AT_THE_END

    @property
    def segment_id(self) -> str:
        return self.evidence[0].segment_id if self.evidence else ""


def hits_of(scorecard: Scorecard | None) -> tuple[Hit, ...]:
    """Return the findings by time; those without words come last."""
    if scorecard is None:
        return ()
    lost = (Verdict.PARTLY, Verdict.FAILED)
    hits = [_red(line) for line in scorecard.red_lines]
    hits += [_lost(line) for line in scorecard.lines if line.verdict in lost]
    return tuple(sorted(hits, key=lambda hit: hit.start_s))


def rows_of(
    opened: OpenedCall, hits: Iterable[Hit], notes: dict[str, str], *, only_hits: bool = False
) -> list[TranscriptRow]:
    """Return the transcript with hits marked and, under each hit line, its note."""
    by_segment: dict[str, list[Hit]] = {}
    for hit in hits:
        by_segment.setdefault(hit.segment_id, []).append(hit)
    meanings = {meaning.segment_id: meaning for meaning in opened.understandings}
    rows = []
    for segment in opened.segments:
        here = by_segment.get(segment.segment_id, [])
        if only_hits and not here:
            continue
        meaning = meanings.get(segment.segment_id)
        marks = _hit_marks(segment, here) if here else marks_of(segment, meaning)
        rows.append(
            TranscriptRow(
                RowKind.SEGMENT,
                segment.segment_id,
                segment.role,
                segment.start_s,
                segment.text,
                segment.end_s,
                marks,
                is_angry=meaning is not None and is_angry(meaning),
                is_doubtful=bool(segment.doubts),
                is_hit=bool(here),
                unsure=unsure_of(segment),
            )
        )
        rows += [_note(hit, segment, notes[hit.criterion_id]) for hit in here]
    return rows


def _hit_marks(segment: Segment, hits: Iterable[Hit]) -> tuple[Mark, ...]:
    spans = []
    for hit in hits:
        for evidence in hit.evidence:
            span = Span(evidence.segment_id, evidence.start, evidence.end, evidence.text)
            spans.append((MarkKind.SEVERE if hit.is_red else MarkKind.WARM, span))
    return joined_marks(segment, spans)


def _note(hit: Hit, segment: Segment, text: str) -> TranscriptRow:
    return TranscriptRow(
        RowKind.NOTE, f"note/{hit.criterion_id}", Role.AGENT, segment.start_s, text, segment.end_s
    )


def _lost(line: LedgerLine) -> Hit:
    return Hit(
        line.criterion_id,
        line.name,
        line.max_points - line.points,
        line.reason,
        line.score_without,
        line.evidence,
    )


def _red(line: RedLine) -> Hit:
    return Hit(line.red_line_id, line.name, 0.0, line.reason, None, line.evidence, is_red=True)

"""What a run of the demo showed: kept while it runs, written as JSON at its end."""

import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from app.bench.pipeline import LiveFinal
from app.demo import load_demo
from domain.errors import WorkstationError
from domain.events import (
    CallEnded,
    CallScored,
    CallStarted,
    Event,
    PictureChanged,
    SegmentHeard,
    SyncChanged,
    TicketSaved,
    TroubleMet,
    WorkerDied,
)


@dataclass(slots=True)
class DemoReport:
    """Hears every event, in any thread; knows the one live call and the scores of all."""

    call_id: str = ""
    duration_s: float = 0.0
    segments: list[SegmentHeard] = field(default_factory=list)
    picture: PictureChanged | None = None
    ended: CallEnded | None = None
    ticket: TicketSaved | None = None
    scores: dict[str, CallScored] = field(default_factory=dict)
    sync: SyncChanged | None = None
    died: str = ""  # a worker
    trouble: WorkstationError | None = None  # the first
    changed_ms: int = 0  # when something last came that central must know
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, SegmentHeard | TicketSaved | CallEnded | CallScored):
                self.changed_ms = time.time_ns() // 1_000_000
            match event:
                case CallStarted():
                    self.call_id = event.call.call_id
                case SegmentHeard():
                    self.segments.append(event)
                case PictureChanged():
                    self.picture = event
                case CallEnded() if event.call_id == self.call_id:
                    self.ended = event
                case TicketSaved():
                    self.ticket = event
                case CallScored():
                    self.scores[event.scorecard.call_id] = event
                case SyncChanged():
                    self.sync = event
                case WorkerDied():
                    self.died = event.name
                case TroubleMet():
                    self.trouble = self.trouble or event.error
                case _:
                    pass

    @property
    def is_synced(self) -> bool:
        """Whether central has all, by word that is younger than the last thing that came."""
        sync = self.sync
        if sync is None or not sync.is_online or sync.waiting or sync.uploads_waiting:
            return False
        return sync.last_ok_ms is not None and sync.last_ok_ms >= self.changed_ms

    @property
    def heard_until_s(self) -> float:
        return self.segments[-1].segment.end_s if self.segments else 0.0

    def finals(self) -> tuple[LiveFinal, ...]:
        return tuple(LiveFinal(one.delay_s, one.decode_s) for one in self.segments)

    def write(self, file: Path, *, name: str, others: dict[str, str], more: dict[str, Any]) -> None:
        """Write what came out beside what the script expects.

        others: call_id of each call from the background, by demo name.
        """
        expected = load_demo(name, now_ms=0).expected
        picture, card = self.picture, self.scores.get(self.call_id)
        result = {
            "demo": name,
            "call_id": self.call_id,
            "expected": to_builtins(expected),
            "found": {
                "intent": picture.intents[0].fine if picture else None,
                "coarse": picture.intents[0].coarse if picture else None,
                "urgency": round(picture.urgency.value, 2) if picture else None,
                "level": picture.urgency.level if picture else None,
                "score": card.scorecard.final_score if card else None,
                "failed": _failed(card),
            },
            "transcript": [to_builtins(one.segment) for one in self.segments],
            "urgency": to_builtins(picture.urgency) if picture else None,
            "ticket": to_builtins(self.ticket.ticket) if self.ticket else None,
            "scorecard": to_builtins(card.scorecard) if card else None,
            "recording": to_builtins(self.ended.recording) if self.ended else None,
            "background": {
                other: {
                    "call_id": call_id,
                    "score": _score(self.scores.get(call_id)),
                    "failed": _failed(self.scores.get(call_id)),
                }
                for other, call_id in others.items()
            },
            "sync": to_builtins(self.sync) if self.sync else None,
        } | more
        file.write_text(json.dumps(result, ensure_ascii=False, indent=2), encoding="utf-8")


def _score(scored: CallScored | None) -> float | None:
    return scored.scorecard.final_score if scored else None


def _failed(scored: CallScored | None) -> list[str]:
    if scored is None:
        return []
    return [line.name for line in scored.scorecard.lines if line.verdict.value == "failed"]

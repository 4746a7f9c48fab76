"""The day as this desk saw it: counted from the events since the window opened."""

from dataclasses import dataclass, field, replace

from domain.events import CallEnded, CallScored, CallStarted, PictureChanged, TicketSaved
from domain.meaning import Fine, Level


@dataclass(frozen=True, slots=True)
class CallOfDay:
    call_id: str
    started_at_ms: int
    customer_name: str
    fine: Fine | None = None
    level: Level | None = None
    duration_s: float | None = None
    ticket_number: str = ""
    score: float | None = None
    is_red: bool = False
    is_scored: bool = False


@dataclass(slots=True)
class Day:
    """Calls by id, in the order they came."""

    calls: dict[str, CallOfDay] = field(default_factory=dict)

    def start(self, event: CallStarted) -> None:
        call = event.call
        self.calls[call.call_id] = CallOfDay(call.call_id, call.started_at_ms, call.customer.name)

    def picture(self, event: PictureChanged) -> None:
        known = self.calls.get(event.call_id)
        if known is not None:
            fine = event.intents[0].fine if event.intents else None
            self.calls[event.call_id] = replace(known, fine=fine, level=event.urgency.level)

    def ticket(self, event: TicketSaved) -> None:
        known = self.calls.get(event.ticket.call_id)
        if known is not None:
            self.calls[known.call_id] = replace(known, ticket_number=event.ticket.number)

    def end(self, event: CallEnded) -> None:
        known = self.calls.get(event.call_id)
        if known is not None:
            self.calls[event.call_id] = replace(known, duration_s=event.duration_s)

    def score(self, event: CallScored) -> None:
        card = event.scorecard
        known = self.calls.get(card.call_id)
        if known is not None:
            self.calls[card.call_id] = replace(
                known, score=card.final_score, is_red=bool(card.red_lines), is_scored=True
            )

    @property
    def tickets(self) -> int:
        return sum(bool(call.ticket_number) for call in self.calls.values())

    @property
    def mean_score(self) -> float | None:
        scores = [call.score for call in self.calls.values() if call.score is not None]
        return sum(scores) / len(scores) if scores else None

    @property
    def mean_handling_s(self) -> float | None:
        times = [call.duration_s for call in self.calls.values() if call.duration_s is not None]
        return sum(times) / len(times) if times else None

"""What central is told of each fact: the payloads of the outbox, as plain JSON values."""

from typing import Any

from app.store.values import to_plain
from domain.calls import Call, Recording, Segment
from domain.events import AlertRaised, PictureChanged
from domain.meaning import Fine, Understanding
from domain.quality import Scorecard
from domain.tickets import Ticket
from sync.merge import spread

Payload = dict[str, Any]


def of_call(call: Call) -> Payload:
    return to_plain(call)


def of_call_end(
    call_id: str, ended_at_ms: int, duration_s: float, hung_up_by: str, is_recovered: bool
) -> Payload:
    """A fact of its own: the call as it began never changes."""
    return {
        "call_id": call_id,
        "ended_at_ms": ended_at_ms,
        "duration_s": duration_s,
        "hung_up_by": hung_up_by,
        "is_recovered": is_recovered,
    }


def of_segment(segment: Segment, understanding: Understanding) -> Payload:
    return to_plain(segment) | {"understanding": to_plain(understanding)}


def of_picture(picture: PictureChanged) -> Payload:
    """fine and level stand beside the whole, for central's own columns."""
    fine = picture.intents[0].fine if picture.intents else Fine.OTHER
    return to_plain(picture) | {"fine": fine.value, "level": picture.urgency.level.value}


def of_alert(alert: AlertRaised, at_ms: int) -> Payload:
    return to_plain(alert) | {"at_ms": at_ms}


def of_ticket(ticket: Ticket) -> Payload:
    """Without rev: that is central's to say."""
    told = to_plain(ticket)
    del told["rev"]
    return told


def ticket_patch(before: Ticket, after: Ticket) -> dict[str, list[Any]]:
    """Return {field: [before, after]} of what differs; lines of the form are "fields/地址"."""
    old, new = spread(of_ticket(before)), spread(of_ticket(after))
    return {
        name: [old.get(name), new.get(name)]
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }


def of_scorecard(scorecard: Scorecard, scored_at_ms: int) -> Payload:
    return to_plain(scorecard) | {"scored_at_ms": scored_at_ms}


def of_recording(recording: Recording, size_bytes: int) -> Payload:
    """Without the path: it means nothing elsewhere, and names this desk's user."""
    told = to_plain(recording)
    del told["path"]
    return told | {"size_bytes": size_bytes}

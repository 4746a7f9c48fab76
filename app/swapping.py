"""Exchanges the speakers of an ended call: roles, meaning, picture; the score follows."""

from dataclasses import replace

from app.live_call import CallParts
from app.store import calls, segments, swaps
from domain.audio import Role
from domain.calls import Segment
from domain.meaning import EntityKind, Understanding

_OTHER = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}


def swap_channels(parts: CallParts, call_id: str, *, by: str) -> None:
    """Do it in one transaction; a second time undoes it.

    Raises StoreBusy, DiskFull, DataFolderReadOnly.
    """
    with parts.store.read() as session:
        call = calls.load_call(session, call_id)
        before = segments.load_heard(session, call_id)
    picture = parts.new_picture(call)
    heard = []
    for segment, meant in before:
        turned = replace(segment, role=_OTHER[segment.role])
        heard.append((turned, _with_known_values(picture.meaning_of(turned), meant)))
    changes = [picture.take(*one) for one in heard]
    last = picture.end()
    with parts.store.begin() as session:
        swaps.save_swap(session, call_id, heard, by=by)
        for change in changes:
            for alert in change.alerts:
                calls.save_alert(session, alert)
        if last is not None:
            calls.save_picture(session, last)


def _with_known_values(now: tuple[Segment, Understanding], before: Understanding) -> Understanding:
    """Keep numbers and names as they were heard: the stored text has blots in their place."""
    _, understanding = now
    faults = tuple(one for one in understanding.entities if one.kind is EntityKind.FAULT)
    known = tuple(one for one in before.entities if one.kind is not EntityKind.FAULT)
    return replace(understanding, entities=known + faults)

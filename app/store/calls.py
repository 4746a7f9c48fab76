"""Calls: begun, pictured, ended, and loaded as the scorer sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store import facts, jobs, outbox, recordings, segments, tickets
from app.store.clock import now_ms
from app.store.customers import save_customer
from app.store.processes import this_process
from app.store.tables import AlertRow, CallRow, ContactRow, PictureRow
from app.store.values import from_json, to_json
from domain.calls import Call, Customer, Recording
from domain.events import AlertRaised, PictureChanged
from domain.meaning import Fine, Intent, Urgency
from domain.quality import FinishedCall
from domain.sound import MinuteSound
from sync import wire


def save_call(
    session: Session, call: Call, *, is_imported: bool = False, is_mono: bool = False
) -> None:
    """Add a call at its start, and its customer.

    is_imported: a recording from elsewhere; whether it had a ticket is not known here.
    """
    save_customer(session, call.customer)
    mark = this_process()
    session.add(
        CallRow(
            call_id=call.call_id,
            started_at_ms=call.started_at_ms,
            agent_id=call.agent_id,
            agent_name=call.agent_name,
            queue=call.queue,
            direction=call.direction,
            customer_id=call.customer.customer_id,
            customer_name=call.customer.name,
            customer_json=to_json(call.customer),
            pid=mark.pid,
            boot_id=mark.boot_id,
            is_imported=is_imported,
            is_mono=is_mono,
        )
    )
    session.flush()
    outbox.record(session, wire.CALL, call.call_id, facts.of_call(call))


def load_call(session: Session, call_id: str) -> Call:
    return call_of(session.get_one(CallRow, call_id))


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is on which channel of a recording."""

    is_mono: bool  # one channel holds both
    is_swapped: bool  # left is the customer


def sides_of(session: Session, call_id: str) -> Sides:
    row = session.get_one(CallRow, call_id)
    return Sides(row.is_mono, row.is_swapped)


def call_of(row: CallRow) -> Call:
    return Call(
        call_id=row.call_id,
        started_at_ms=row.started_at_ms,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        queue=row.queue,
        direction=row.direction,
        customer=from_json(row.customer_json, Customer),
    )


def sound_of(row: CallRow) -> tuple[MinuteSound, ...]:
    return from_json(row.sound_json, tuple[MinuteSound, ...])


def save_picture(session: Session, picture: PictureChanged) -> None:
    """Renew the call's picture. Central learns it when topic or level changes, and at the end."""
    row = session.get_one(CallRow, picture.call_id)
    fine = picture.intents[0].fine if picture.intents else Fine.OTHER
    is_news = (row.fine, row.level) != (fine, picture.urgency.level) or row.urgency_json is None
    row.fine, row.level = fine.value, picture.urgency.level.value
    row.emotion, row.urgency = picture.emotion, picture.urgency.value
    row.urgency_json, row.intents_json = to_json(picture.urgency), to_json(picture.intents)
    session.add(
        PictureRow(
            call_id=picture.call_id,
            at_s=picture.at_s,
            fine=row.fine,
            level=row.level,
            urgency=row.urgency,
            emotion=row.emotion,
        )
    )
    if is_news:
        outbox.record(session, wire.PICTURE, picture.call_id, facts.of_picture(picture))


def load_picture(session: Session, call_id: str) -> PictureChanged | None:
    """Return the latest picture, None when the call has none yet."""
    row = session.get_one(CallRow, call_id)
    if row.urgency_json is None:
        return None
    at_s = session.scalar(
        select(PictureRow.at_s)
        .where(PictureRow.call_id == call_id)
        .order_by(PictureRow.picture_id.desc())
        .limit(1)
    )
    return PictureChanged(
        call_id,
        from_json(row.intents_json, tuple[Intent, ...]),
        row.emotion,
        from_json(row.urgency_json, Urgency),
        at_s or 0.0,
    )


def save_alert(session: Session, alert: AlertRaised) -> None:
    at_ms = now_ms()
    session.add(
        AlertRow(
            alert_id=alert.alert_id,
            call_id=alert.call_id,
            kind=alert.kind.value,
            text=alert.text,
            at_s=alert.at_s,
            at_ms=at_ms,
            alert_json=to_json(alert),
        )
    )
    outbox.record(session, wire.ALERT, alert.alert_id, facts.of_alert(alert, at_ms))


def load_alerts(session: Session, call_id: str) -> tuple[AlertRaised, ...]:
    rows = session.scalars(
        select(AlertRow.alert_json)
        .where(AlertRow.call_id == call_id)
        .order_by(AlertRow.at_s, AlertRow.alert_id)
    )
    return tuple(from_json(text, AlertRaised) for text in rows)


def end_call(
    session: Session,
    call_id: str,
    *,
    duration_s: float,
    recording: Recording | None,
    hung_up_by: str = "",
    silent_roles: Sequence[str] = (),
    sound: Sequence[MinuteSound] = (),
    is_recovered: bool = False,
    was_missed: bool = False,
) -> None:
    """End a call: its sealed recording, the last picture and the quality job in one transaction.

    was_missed: something said was not written down; it is heard again before it is scored.

    A call that has ended stays as it ended first.
    """
    row = session.get_one(CallRow, call_id)
    if row.ended_at_ms is not None:
        return
    row.ended_at_ms = row.started_at_ms + round(duration_s * 1000)
    row.duration_s, row.hung_up_by, row.is_recovered = duration_s, hung_up_by, is_recovered
    row.silent_roles_json = to_json(tuple(silent_roles))
    row.sound_json = to_json(tuple(sound))
    session.add(
        ContactRow(
            customer_id=row.customer_id,
            at_ms=row.started_at_ms,
            channel="来电",
            text=row.fine,
            is_open=False,
            call_id=call_id,
        )
    )
    session.flush()
    if recording is not None:
        recordings.seal(session, recording)
    _tell_the_end(session, row)
    kind = jobs.HEAR_AGAIN if was_missed else jobs.SCORE
    jobs.enqueue(session, kind, call_id, priority=jobs.TODAY)


def _tell_the_end(session: Session, row: CallRow) -> None:
    picture = load_picture(session, row.call_id)
    if picture is not None:
        outbox.record(session, wire.PICTURE, row.call_id, facts.of_picture(picture))
    end = facts.of_call_end(
        row.call_id, row.ended_at_ms or 0, row.duration_s, row.hung_up_by, row.is_recovered
    )
    outbox.record(session, wire.CALL_END, row.call_id, end)


def load_finished(session: Session, call_id: str) -> FinishedCall:
    """Return all that a score may depend on."""
    row = session.get_one(CallRow, call_id)
    heard = segments.load_heard(session, call_id)
    ticket = tickets.ticket_of_call(session, call_id)
    return FinishedCall(
        call=call_of(row),
        duration_s=row.duration_s,
        segments=tuple(segment for segment, _ in heard),
        understandings=tuple(understanding for _, understanding in heard),
        ticket=None if ticket is None else replace(ticket, rev=0),  # rev changes with sync
        hung_up_by=row.hung_up_by,
        silent_roles=from_json(row.silent_roles_json, tuple[str, ...]),
        is_ticket_known=not row.is_imported,
        is_mono=row.is_mono,
        sound=sound_of(row),
    )

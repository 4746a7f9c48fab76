"""What central sent: taken once per revision, never over what was changed here."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from app.store import blobs, knowledge, outbox, sync_state, tickets
from app.store.tables import TicketRow
from app.store.values import from_plain
from domain.tickets import Article, Ticket
from sync import wire

log = logging.getLogger(__name__)

ARTICLE: Final = "article"
RUBRIC: Final = "rubric"
SHARED: Final = (wire.TICKET, ARTICLE, RUBRIC)  # rows that others may change


def take(session: Session, change: wire.Change) -> None:
    """Take one row of the feed; what is not above the known revision is ignored.

    Rows of entities that we do not know are kept as they came. Facts of this desk that
    come back are ignored: they cannot change.
    """
    entity, key = change.entity, change.id
    if change.rev <= sync_state.known_rev(session, entity, key):
        return
    if entity not in SHARED and outbox.is_ours(session, entity, key):
        return
    body = None if change.kind == "remove" else change.payload
    sync_state.save_central_row(session, entity, key, change.rev, body)
    if not outbox.has_unsettled(session, entity, key):
        _show(session, entity, key, change.rev, body)


def settle(session: Session, result: wire.OpResult) -> None:
    """Note central's word on one op, and take the row that it sends along."""
    if result.status in ("conflict", "rejected"):
        outbox.park(session, result.op_id, result.code or result.status)
        return
    op = outbox.ack(session, result.op_id, result.status)
    if op is None or op.entity not in SHARED:
        return
    if result.row is not None:
        row = wire.Change(pos=0, entity=op.entity, id=op.key, rev=result.rev, payload=result.row)
        take(session, row)
    elif op.entity == wire.TICKET:
        _reached(session, op.key, result.rev)
    _catch_up(session, op.entity, op.key, result.rev)


def _catch_up(session: Session, entity: str, key: str, rev: int) -> None:
    """Show what the feed brought while an op of ours was on its way."""
    known = sync_state.central_row(session, entity, key)
    if known is None or known.rev < rev or outbox.has_unsettled(session, entity, key):
        return
    _show(session, entity, key, known.rev, known.body)


def _reached(session: Session, ticket_id: str, rev: int) -> None:
    """Our change is there. What others changed beside it comes with the feed."""
    ticket = session.get(TicketRow, ticket_id)
    if ticket is not None and rev > ticket.rev:
        ticket.rev = rev
        session.flush()


def restart(session: Session, epoch: str) -> None:
    """Central is another or an older one: offer all again, read from the beginning."""
    sync_state.forget_revs(session)
    outbox.send_again(session)
    blobs.send_again(session)
    last_ok_ms = sync_state.load_state(session).last_ok_ms
    sync_state.save_state(session, sync_state.PullState(epoch, 0, last_ok_ms))


def _show(
    session: Session, entity: str, key: str, rev: int, body: Mapping[str, Any] | None
) -> None:
    """Write a shared row into the table that pages read. Rubrics are read as they came."""
    if entity == wire.TICKET:
        _show_ticket(session, key, rev, body)
    elif entity == ARTICLE:
        _show_article(session, key, rev, body)


def _show_ticket(session: Session, key: str, rev: int, body: Mapping[str, Any] | None) -> None:
    if body is None:
        tickets.remove(session, key)
        return
    row = session.get(TicketRow, key)
    if row is not None and row.rev > rev:
        return  # an answer to a push was faster than the feed, which brings that one too
    ticket = from_plain({**body, "rev": rev}, Ticket)
    if ticket is None:
        log.warning("ticket of central not understood id=%s rev=%s", key, rev)
        return
    tickets.put_row(session, ticket)


def _show_article(session: Session, key: str, rev: int, body: Mapping[str, Any] | None) -> None:
    if body is None:
        knowledge.remove_article(session, key)
        return
    article = from_plain(body, Article)
    if article is None:
        log.warning("article of central not understood id=%s rev=%s", key, rev)
        return
    knowledge.put_article(session, article, rev=rev)

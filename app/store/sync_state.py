"""How far central's feed was read, what central last said of each row, and who we are to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.store.queues import DeskRow, SyncRow, SyncStateRow
from app.store.tables import TicketRow
from app.store.values import from_json, to_json
from domain.ids import new_id

SCOPE: Final = "all"


@dataclass(frozen=True, slots=True)
class PullState:
    epoch: str = ""  # "" = never met
    pos: int = 0
    last_ok_ms: int | None = None


@dataclass(frozen=True, slots=True)
class CentralRow:
    """A row as central last said it. body None: no longer ours to see."""

    rev: int
    body: dict[str, Any] | None


def client_id(session: Session) -> str:
    """Return this installation's name; made at the first call."""
    desk = session.scalars(select(DeskRow)).one_or_none()
    if desk is not None:
        return desk.client_id
    made = new_id()
    session.add(DeskRow(client_id=made))
    session.flush()
    return made


def load_state(session: Session) -> PullState:
    row = session.get(SyncStateRow, SCOPE)
    return PullState() if row is None else PullState(row.epoch, row.pos, row.last_ok_ms)


def save_state(session: Session, state: PullState) -> None:
    """Belongs into the transaction that applies what was read."""
    session.merge(
        SyncStateRow(scope=SCOPE, epoch=state.epoch, pos=state.pos, last_ok_ms=state.last_ok_ms)
    )
    session.flush()


def central_row(session: Session, entity: str, key: str) -> CentralRow | None:
    row = session.get(SyncRow, (entity, key))
    if row is None:
        return None
    body = None if row.body_json is None else from_json(row.body_json, dict[str, Any])
    return CentralRow(row.rev, body)


def save_central_row(
    session: Session, entity: str, key: str, rev: int, body: Mapping[str, Any] | None
) -> None:
    text = None if body is None else to_json(body)
    session.merge(SyncRow(entity=entity, key=key, rev=rev, body_json=text))
    session.flush()


def known_rev(session: Session, entity: str, key: str) -> int:
    """Return the revision of central's row that was last seen here, 0 when never."""
    row = session.get(SyncRow, (entity, key))
    return 0 if row is None else row.rev


def forget_revs(session: Session) -> None:
    """Central is another or an older one: its revisions start anew, what it said is kept."""
    session.execute(update(SyncRow).values(rev=0))
    session.execute(update(TicketRow).values(rev=0))

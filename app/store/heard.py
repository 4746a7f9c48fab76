"""What was heard of a file so far, portion by portion, and which files were imported."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store.clock import now_ms
from app.store.tables import HeardPortionRow, ImportedFileRow
from app.store.values import from_json, to_json
from domain.calls import Segment
from domain.meaning import Understanding


@dataclass(frozen=True, slots=True)
class HeardPortion:
    """agent_s and customer_s: up to where each channel was heard after this portion.

    As everywhere in the store, personal numbers in the texts are blotted.
    """

    agent_s: float
    customer_s: float
    heard: tuple[tuple[Segment, Understanding], ...]


def add_portion(session: Session, key: str, portion: HeardPortion, done: float) -> None:
    session.add(HeardPortionRow(key=key, done=done, portion_json=to_json(portion), at_ms=now_ms()))


def load_portions(session: Session, key: str) -> tuple[HeardPortion, ...]:
    rows = session.scalars(
        select(HeardPortionRow.portion_json)
        .where(HeardPortionRow.key == key)
        .order_by(HeardPortionRow.portion_id)
    )
    return tuple(from_json(text, HeardPortion) for text in rows)


def done_of(session: Session, key: str) -> float:
    """Return how much was heard: 0 for nothing, 1 for all."""
    found = session.scalar(select(func.max(HeardPortionRow.done)).where(HeardPortionRow.key == key))
    return found or 0.0


def forget_portions(session: Session, key: str) -> None:
    session.execute(delete(HeardPortionRow).where(HeardPortionRow.key == key))


def forget_old_portions(session: Session, before_ms: int) -> None:
    session.execute(delete(HeardPortionRow).where(HeardPortionRow.at_ms < before_ms))


def note_import(session: Session, sha256: str, call_id: str, name: str) -> bool:
    """Note that this content becomes this call; return False when it was imported before."""
    row = {"sha256": sha256, "call_id": call_id, "name": name, "at_ms": now_ms()}
    added = session.execute(
        insert(ImportedFileRow)
        .values(row)
        .on_conflict_do_nothing()
        .returning(ImportedFileRow.sha256)
    ).all()
    return bool(added)

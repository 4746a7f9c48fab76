"""What a desk has not read yet: the changes after its cursor that its account may see."""

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from central.accounts import epoch_of
from central.policy import SHARED, Account, Role
from central.tables import ChangeRow
from sync import wire


class CursorAhead(ValueError):
    """The cursor is beyond our feed: we were restored from a backup older than the desk."""


def pull(session: Session, account: Account, cursor: int, limit: int) -> wire.PullReply:
    """Return one page in the order of commits.

    Raises CursorAhead.
    """
    top = session.scalar(select(func.max(ChangeRow.pos))) or 0
    if cursor > top:
        raise CursorAhead(f"{cursor} > {top}")
    rows = session.scalars(
        select(ChangeRow)
        .where(ChangeRow.pos > cursor, ChangeRow.pos <= top, _visible(account))
        .order_by(ChangeRow.pos)
        .limit(limit + 1)
    ).all()
    page, has_more = rows[:limit], len(rows) > limit
    changes = [_change(row) for row in page]
    # Rows that this account may not see are behind us too, once the page is the last.
    return wire.PullReply(
        epoch=epoch_of(session),
        changes=changes,
        next=changes[-1].pos if has_more else top,
        has_more=has_more,
    )


def _visible(account: Account) -> ColumnElement[bool]:
    """The same rule as policy.may_read, for SQL."""
    if Role.ADMIN in account.roles:
        return true()
    if account.roles & {Role.QA, Role.LEAD}:
        return ChangeRow.team == account.team
    return and_(
        ChangeRow.team == account.team,
        or_(ChangeRow.owner == account.agent_id, ChangeRow.entity.in_(sorted(SHARED))),
    )


def _change(row: ChangeRow) -> wire.Change:
    return wire.Change(
        pos=row.pos,
        entity=row.entity,
        id=row.id,
        rev=row.rev,
        payload=row.data,
        actor=row.actor,
    )

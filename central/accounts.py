"""Accounts and the tokens that stand for them."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from central.passwords import MIN_LENGTH, hash_password, is_right
from central.policy import Account, Role
from central.settings import Settings
from central.tables import AccountRow, ServerMetaRow, SignInLogRow, TokenRow
from domain.errors import ConfigInvalid
from domain.ids import new_id
from sync import wire

# A renewal whose answer was lost is asked again with the same token; later it is theft.
RENEW_GRACE: Final = timedelta(seconds=60)


def add_account(
    session: Session,
    name: str,
    password: str,
    roles: Collection[Role],
    *,
    agent_id: str,
    team: str,
    now: datetime,
) -> None:
    """Raises ConfigInvalid for a name in use, a short password, or no role."""
    if not name.strip() or len(name) > 64:
        raise ConfigInvalid("用户名须为 1 至 64 字 / a name has 1 to 64 characters")
    if not roles:
        raise ConfigInvalid("至少需要一个角色 / at least one role is needed")
    if len(password) < MIN_LENGTH:
        raise ConfigInvalid(
            f"口令至少 {MIN_LENGTH} 位 / a password has at least {MIN_LENGTH} characters"
        )
    if session.get(AccountRow, name) is not None:
        raise ConfigInvalid(f"用户 {name} 已存在 / the account {name} exists already")
    session.add(
        AccountRow(
            name=name,
            agent_id=agent_id or name,
            team=team,
            roles=sorted(roles),
            password_hash=hash_password(password),
            created_at=now,
        )
    )
    session.flush()


def sign_in(
    session: Session, asked: wire.SignIn, address: str, settings: Settings
) -> wire.Token | None:
    """Return tokens, or None when name and password do not fit; either is logged."""
    now = settings.now()
    row = session.get(AccountRow, asked.name)
    fits = is_right(asked.password, row.password_hash if row and row.is_active else None)
    session.add(
        SignInLogRow(at=now, name=asked.name, address=address, outcome="ok" if fits else "wrong")
    )
    session.execute(delete(TokenRow).where(TokenRow.expires_at < now))
    if row is None or not fits:
        return None
    return _issue(session, row, new_id(), settings)


def renew(session: Session, refresh: str, settings: Settings) -> wire.Token | None:
    """Change a refresh token for new tokens.

    One that was used before ends its whole family: somebody else holds a copy.
    """
    now = settings.now()
    token = session.scalar(
        select(TokenRow)
        .where(TokenRow.token_sha256 == _digest(refresh), TokenRow.kind == "refresh")
        .with_for_update()
    )
    if token is None or token.expires_at <= now:
        return None
    if token.used_at is not None and now - token.used_at > RENEW_GRACE:
        end_family(session, token.family)
        return None
    row = session.get(AccountRow, token.account)
    if row is None or not row.is_active:
        return None
    token.used_at = token.used_at or now
    return _issue(session, row, token.family, settings)


def _issue(session: Session, row: AccountRow, family: str, settings: Settings) -> wire.Token:
    access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    now = settings.now()
    lives = ((access, "access", settings.access_life), (refresh, "refresh", settings.refresh_life))
    for token, kind, life in lives:
        session.add(
            TokenRow(
                token_sha256=_digest(token),
                kind=kind,
                account=row.name,
                family=family,
                expires_at=now + life,
            )
        )
    session.flush()
    return wire.Token(
        access=access,
        refresh=refresh,
        expires_in_s=int(settings.access_life.total_seconds()),
        account=row.name,
        roles=list(row.roles),
        epoch=epoch_of(session),
    )


def account_of(session: Session, access: str, now: datetime) -> Account | None:
    """Return whose access token this is, None when it is unknown, old or revoked."""
    row = session.scalar(
        select(AccountRow)
        .join(TokenRow, TokenRow.account == AccountRow.name)
        .where(
            TokenRow.token_sha256 == _digest(access),
            TokenRow.kind == "access",
            TokenRow.expires_at > now,
            AccountRow.is_active,
        )
    )
    if row is None:
        return None
    return Account(row.name, row.agent_id, row.team, frozenset(map(Role, row.roles)))


def sign_out(session: Session, access: str) -> None:
    family = session.scalar(select(TokenRow.family).where(TokenRow.token_sha256 == _digest(access)))
    if family is not None:
        end_family(session, family)


def end_family(session: Session, family: str) -> None:
    session.execute(delete(TokenRow).where(TokenRow.family == family))


def set_active(session: Session, name: str, is_active: bool) -> None:
    """Shut or reopen an account; shutting ends all its tokens at once."""
    session.execute(update(AccountRow).where(AccountRow.name == name).values(is_active=is_active))
    if not is_active:
        session.execute(delete(TokenRow).where(TokenRow.account == name))


def epoch_of(session: Session) -> str:
    return session.scalars(select(ServerMetaRow.epoch)).one()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

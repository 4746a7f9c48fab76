"""The accounts of a service that runs for one PC only: made once, their secrets in a file."""

import json
import os
from pathlib import Path
from typing import Final

from sqlalchemy import select

from central import accounts
from central.database import connect, transaction
from central.passwords import hash_password, new_password
from central.policy import Role
from central.settings import Settings
from central.tables import AccountRow

SECRETS: Final = "local-accounts.json"
DESK: Final = "desk"  # the one person at this PC: agent, reviewer and lead
ADMIN: Final = "admin"
ROLES: Final = {DESK: frozenset({Role.AGENT, Role.QA, Role.LEAD}), ADMIN: frozenset({Role.ADMIN})}


def keep_accounts(settings: Settings, data: Path) -> None:
    """Make the two accounts when they are missing, and (only) then write their secrets.

    The file is readable by its owner alone; the desk signs in with it by itself. When it
    was lost, new secrets are made.
    """
    file = data / SECRETS
    engine = connect(settings.dsn, pool_size=1)
    try:
        with transaction(engine) as session:
            known = set(session.scalars(select(AccountRow.name)))
            if file.exists() and known >= set(ROLES):
                return
            secrets = {name: new_password() for name in ROLES}
            for name, roles in ROLES.items():
                row = session.get(AccountRow, name)
                if row is not None:
                    row.password_hash = hash_password(secrets[name])
                    continue
                accounts.add_account(
                    session,
                    name,
                    secrets[name],
                    roles,
                    agent_id=name,
                    team="default",
                    now=settings.now(),
                )
            _write(file, secrets)
    finally:
        engine.dispose()


def _write(file: Path, secrets: dict[str, str]) -> None:
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(secrets, out)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, file)

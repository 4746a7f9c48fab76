"""One real PostgreSQL for all tests of central, and an empty database for each test."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from argon2 import PasswordHasher
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, update

from central import accounts
from central.database import connect, transaction
from central.policy import Role
from central.schema import upgrade
from central.settings import Settings
from central.tables import AccountRow, Row

PASSWORD = "correct horse battery"
KEPT = {"accounts", "server_meta"}
EMPTIED = sorted(set(Row.metadata.tables) - KEPT)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in China


@dataclass
class SettableClock:
    """Says what it was told to; a test moves it."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


class Databases:
    """One database that is emptied before each test, and fresh ones for tests of the schema."""

    def __init__(self, dsn: str) -> None:
        self._dsn = make_conninfo(dsn, dbname="postgres")
        self._made = 0
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes"):  # nobody pulls the plug of a test
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        self._shared = self.migrated()

    def emptied(self) -> str:
        """Return the shared database without any row but the accounts."""
        with psycopg.connect(self._shared, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {', '.join(EMPTIED)} RESTART IDENTITY")
        return self._shared

    def migrated(self) -> str:
        """Return a database of its own, with our tables and people."""
        dsn = self.empty()
        engine = connect(dsn, pool_size=1)
        upgrade(engine)
        add_people(engine)
        engine.dispose()
        return dsn

    def empty(self) -> str:
        self._made += 1
        name = f"lingtai_{self._made}"
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return make_conninfo(self._dsn, dbname=name)


PEOPLE = {
    # name: (agent_id, team, role)
    "anna": ("1001", "red", Role.AGENT),
    "bert": ("1002", "red", Role.AGENT),
    "quin": ("2001", "red", Role.QA),
    "lena": ("3001", "red", Role.LEAD),
    "adam": ("9001", "red", Role.ADMIN),
    "olga": ("4001", "blue", Role.AGENT),
    "omar": ("4002", "blue", Role.LEAD),
}


# Weaker than ours by far: a hash says itself how it was made, and tests sign in 400 times.
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def add_people(engine: Engine) -> None:
    with transaction(engine) as session:
        for name, (agent_id, team, role) in PEOPLE.items():
            accounts.add_account(
                session, name, PASSWORD, {role}, agent_id=agent_id, team=team, now=NOON
            )
        session.execute(update(AccountRow).values(password_hash=QUICK_HASH))


def settings_for(dsn: str, folder: Path, clock: SettableClock) -> Settings:
    return Settings(dsn=dsn, blobs=folder / "blobs", now=clock, pool_size=2)

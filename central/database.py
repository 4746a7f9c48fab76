"""The connection pool to PostgreSQL, with the limits that keep one bad request from all others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from domain.errors import Unavailable

# Source: reliability.md 1.2
LIMITS: Final = (
    "-c lock_timeout=3s -c statement_timeout=30s -c idle_in_transaction_session_timeout=15s"
)
# serialization, deadlock, lock not available, cancelled, shut down, starting, too many, disk full;
# 23505: two desks made the same row at once, the second try finds it
PASSING: Final = frozenset("23505 40001 40P01 55P03 57014 57P01 57P02 57P03 53300 53100".split())


class DatabaseBusy(Unavailable):
    """PostgreSQL is away, starting, full or locked: the caller may come again."""


def connect(dsn: str, *, pool_size: int = 10) -> Engine:
    """Return a lazy engine; dsn is any libpq address."""

    def open_one() -> psycopg.Connection[Any]:
        return psycopg.connect(dsn, options=LIMITS, application_name="lingtai", connect_timeout=5)

    return create_engine(
        "postgresql+psycopg://",
        creator=open_one,
        pool_size=pool_size,
        max_overflow=5,
        pool_timeout=10,
        pool_pre_ping=True,
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
    )


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One transaction, committed at the end of the block.

    Raises DatabaseBusy for what passes by itself; nothing was written then.
    """
    with translated(), Session(engine, autoflush=False) as session, session.begin():
        yield session


@contextmanager
def translated() -> Iterator[None]:
    """Raise DatabaseBusy for what passes by itself."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy("数据库连接已用完 / no free connection to PostgreSQL") from error
    except DBAPIError as error:
        if is_passing(error):
            kind = type(error.orig).__name__
            raise DatabaseBusy(
                f"PostgreSQL 暂不可用 ({kind}) / PostgreSQL is not available ({kind})"
            ) from error
        raise


def is_passing(error: DBAPIError) -> bool:
    """Whether trying again later can help, as far as SQLSTATE tells."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError)  # the connection itself broke
    return str(state) in PASSING or str(state).startswith("08")

"""The desk's one SQLite file: opened, checked, migrated, and its transactions."""

import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, select, text, update
from sqlalchemy.orm import Session

from app.store import schema
from app.store.clock import now_ms
from app.store.faults import of_system, translated
from app.store.processes import ProcessMark, is_alive, this_process
from app.store.queues import RunRow
from domain.errors import Damaged, WorkstationError
from domain.ids import new_id

__all__ = ["Session", "Store", "open_store"]  # who begins a transaction may name its session

log = logging.getLogger(__name__)

FILE_NAME: Final = "desk.db"
BUSY_TIMEOUT_MS: Final = 5000


class Store:
    """Transactions on the open file; safe from any thread."""

    def __init__(self, file: Path, engine: Engine, run_id: str) -> None:
        self.file = file
        self._engine = engine
        self._writing = engine.execution_options(lingtai_begin="BEGIN IMMEDIATE")
        self._run_id = run_id

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction that writes: committed and on the disk at the end of the block.

        Raises StoreBusy when another writer holds the file for 5 s, DiskFull,
        DataFolderReadOnly; the transaction is then undone as a whole.
        """
        with translated(self.file), Session(self._writing) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view; never waits for writers."""
        with translated(self.file), Session(self._engine) as session:
            yield session

    def close(self) -> None:
        """Note a clean end and let go of the file. Never fails: the next start checks the file."""
        try:
            with self.begin() as session:
                session.get_one(RunRow, self._run_id).closed_at_ms = now_ms()
        except WorkstationError as error:
            log.warning("store closed without a note: %s", type(error).__name__)
        finally:
            self._engine.dispose()


def open_store(folder: Path) -> Store:
    """Open the database of this folder; make or migrate it first where needed.

    Takes some 50 ms when there is nothing to migrate and the last run ended well.

    Raises DataFolderReadOnly, DiskFull, StoreBusy; Damaged when the file is not a
    sound database (it is moved aside, never deleted) or comes from a newer version.
    """
    _make_writable(folder)
    file = folder / FILE_NAME
    _refuse_what_is_no_database(file)
    engine = _engine(file)
    try:
        with translated(file):
            _migrate(engine, file)
            killed = _killed_runs(engine)
            if killed:
                _check(engine, file)
            run_id = _start_run(engine, killed)
    except BaseException:
        engine.dispose()
        raise
    log.info("store opened schema=%s after_kill=%s", schema.HEAD, bool(killed))
    return Store(file, engine, run_id)


def _make_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
    except OSError as error:
        raise of_system(error, folder) from error


def _refuse_what_is_no_database(file: Path) -> None:
    """Look at the file with plain sqlite3, before WAL mode could write to it."""
    if not file.exists():
        return
    with translated(file):
        connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            connection.close()
            raise _moved_aside(file, str(error)) from error
        finally:
            connection.close()


def _moved_aside(file: Path, why: str) -> Damaged:
    """Rename the database and its log, and return what to raise."""
    kept = file.with_name(f"{file.stem}-damaged-{now_ms()}{file.suffix}")
    for tail in ("", "-wal", "-shm"):
        part = file.with_name(file.name + tail)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + tail))
    return Damaged(
        f"数据库已损坏（{why}），原样保留为 {kept}；再次启动会新建一个 / "
        f"the database is damaged ({why}); it is kept as {kept}, the next start makes a new one"
    )


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: Python's would come too late
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",  # NORMAL may lose the last commits when the power is cut
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("lingtai_begin", "BEGIN"))


def _migrate(engine: Engine, file: Path) -> None:
    with engine.connect() as connection:
        revision = schema.revision_of(connection)
    schema.refuse_newer(revision, file)
    if revision == schema.HEAD:
        return
    if revision is not None:
        _copy(file, revision)
    with engine.execution_options(lingtai_begin="BEGIN IMMEDIATE").begin() as connection:
        schema.upgrade(connection)  # does nothing when another process was faster
    log.info("store migrated from=%s to=%s", revision, schema.HEAD)


def _copy(file: Path, revision: str) -> None:
    """Keep a whole copy of the file as it was before a migration."""
    target = file.with_name(f"{file.stem}-before-{revision}-{now_ms()}{file.suffix}")
    connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error:
        target.unlink(missing_ok=True)
        raise
    finally:
        connection.close()
    log.info("store copied before migration from=%s", revision)


def _killed_runs(engine: Engine) -> list[str]:
    """Return the runs that ended without a word."""
    with Session(engine) as session:
        unclosed = session.scalars(select(RunRow).where(RunRow.closed_at_ms.is_(None)))
        return [run.run_id for run in unclosed if not is_alive(ProcessMark(run.pid, run.boot_id))]


def _check(engine: Engine, file: Path) -> None:
    with engine.connect() as connection:
        found = connection.scalar(text("PRAGMA quick_check(1)"))
    if found != "ok":
        engine.dispose()
        raise _moved_aside(file, str(found))


def _start_run(engine: Engine, killed: list[str]) -> str:
    run_id, mark = new_id(), this_process()
    writing = engine.execution_options(lingtai_begin="BEGIN IMMEDIATE")
    with Session(writing) as session, session.begin():
        session.execute(
            update(RunRow)
            .where(RunRow.run_id.in_(killed))
            .values(closed_at_ms=now_ms(), was_killed=True)
        )
        session.add(
            RunRow(run_id=run_id, pid=mark.pid, boot_id=mark.boot_id, opened_at_ms=now_ms())
        )
    return run_id

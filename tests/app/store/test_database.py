"""The file: opened, migrated, refused, and what happens when the disk says no."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.store import calls, database, schema
from app.store.database import Store, open_store
from domain.errors import Damaged, DataFolderReadOnly, DiskFull, StoreBusy
from tests.app.store.made import made_call

NOW = schema.HEAD  # before a test makes a newer one


def raw(store_or_file: Store | Path) -> sqlite3.Connection:
    file = store_or_file if isinstance(store_or_file, Path) else store_or_file.file
    return sqlite3.connect(file, isolation_level=None)


def pragma(store: Store, name: str) -> object:
    with store.read() as session:
        return session.scalar(text(f"PRAGMA {name}"))


def save_a_call(store: Store) -> None:
    with store.begin() as session:
        calls.save_call(session, made_call())


def calls_in(file: Path) -> int:
    with closing(raw(file)) as connection:
        count: int = connection.execute("SELECT count(*) FROM calls").fetchone()[0]
        return count


def test_every_connection_writes_ahead_checks_keys_and_waits(store: Store) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 5000
    assert pragma(store, "synchronous") == 2  # FULL


def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    call = made_call()
    with first.begin() as session:
        calls.save_call(session, call)
    first.close()
    second = open_store(tmp_path)
    with second.read() as session:
        assert calls.load_call(session, call.call_id) == call
    second.close()


def test_threads_write_and_read_at_the_same_time(store: Store) -> None:
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                save_a_call(store)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert calls_in(store.file) == 20


def test_the_migrations_make_the_tables_that_the_code_has(store: Store) -> None:
    engine = create_engine(f"sqlite:///{store.file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": schema.is_ours})
        assert compare_metadata(context, schema.METADATA) == []
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]
    assert schema.HEAD in schema.known_revisions()


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as its next version will be: one migration more. Returns that migration."""
    scripts = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", scripts)
    monkeypatch.setattr(schema, "HEAD", "9000")
    return scripts / "versions" / "9000_next.py"


def migration(step: str) -> str:
    return (
        f'from alembic import op\nrevision, down_revision = "9000", "{NOW}"\n'
        "def upgrade():\n    op.execute('ALTER TABLE calls ADD COLUMN mark TEXT')\n"
        f"    {step}\n"
    )


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    """A data folder that this version wrote."""
    store = open_store(tmp_path / "data")
    save_a_call(store)
    store.close()
    return tmp_path / "data"


def columns_of_calls(file: Path) -> list[str]:
    with closing(raw(file)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(calls)")]


def test_an_older_file_is_migrated_and_a_whole_copy_is_kept(
    old_folder: Path, next_version: Path
) -> None:
    next_version.write_text(migration("pass"))
    open_store(old_folder).close()
    (copy,) = old_folder.glob(f"desk-before-{NOW}-*.db")
    assert "mark" in columns_of_calls(old_folder / "desk.db")
    assert "mark" not in columns_of_calls(copy)
    assert calls_in(old_folder / "desk.db") == calls_in(copy) == 1


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    old_folder: Path, next_version: Path
) -> None:
    next_version.write_text(migration("raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError):
        open_store(old_folder)
    assert "mark" not in columns_of_calls(old_folder / "desk.db")
    assert calls_in(old_folder / "desk.db") == 1


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with closing(raw(store)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    before = (tmp_path / "desk.db").read_bytes()
    with pytest.raises(Damaged, match=r"newer version \(schema 9999\)"):
        open_store(tmp_path)
    assert (tmp_path / "desk.db").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"x" * 4096]
)
def test_what_is_no_database_is_kept_aside_and_the_next_start_works(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "desk.db").write_bytes(content)
    with pytest.raises(Damaged, match="kept as"):
        open_store(tmp_path)
    (kept,) = tmp_path.glob("desk-damaged-*.db")
    assert kept.read_bytes() == content
    open_store(tmp_path).close()


def test_a_torn_page_is_found_after_a_kill(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for _ in range(50):
        save_a_call(store)
    store.close()
    _pretend_the_last_run_was_killed(tmp_path)
    _tear_a_page_of(tmp_path / "desk.db", "calls")
    with pytest.raises(Damaged, match="kept as"):
        open_store(tmp_path)
    assert len(list(tmp_path.glob("desk-damaged-*.db"))) == 1


def _pretend_the_last_run_was_killed(folder: Path) -> None:
    with closing(raw(folder / "desk.db")) as connection:
        connection.execute("UPDATE runs SET closed_at_ms = NULL, boot_id = 'another boot'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _tear_a_page_of(file: Path, table: str) -> None:
    with closing(raw(file)) as connection:
        page, size = connection.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema"
            " WHERE name = ?",
            (table,),
        ).fetchone()
    with file.open("r+b") as out:
        out.seek((page - 1) * size)
        out.write(b"\xff" * 64)


def test_a_run_without_a_clean_end_is_marked_as_killed(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    _pretend_the_last_run_was_killed(tmp_path)
    open_store(tmp_path).close()
    with closing(raw(tmp_path / "desk.db")) as connection:
        found = connection.execute("SELECT was_killed FROM runs ORDER BY opened_at_ms, run_id")
        assert sorted(killed for (killed,) in found) == [0, 1]


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(DataFolderReadOnly, match="LINGTAI_DATA"):
        open_store(tmp_path / "taken" / "data")


def test_a_folder_that_takes_no_file_is_a_clear_error() -> None:
    with pytest.raises(DataFolderReadOnly, match="LINGTAI_DATA"):
        open_store(Path("/proc/self"))  # not even root may write there


def test_a_database_that_turned_read_only_is_a_clear_error(store: Store) -> None:
    with store.read() as session:
        session.execute(text("PRAGMA query_only = ON"))
    with pytest.raises(DataFolderReadOnly, match="LINGTAI_DATA"):
        save_a_call(store)
    with store.read() as session:
        session.execute(text("PRAGMA query_only = OFF"))


@pytest.mark.expects_warning_log
def test_closing_a_store_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.read() as session:
        session.execute(text("PRAGMA query_only = ON"))
    store.close()
    open_store(tmp_path).close()


@pytest.fixture
def full_disk(store: Store) -> Iterator[Store]:
    """A store whose file may not grow any more."""
    save_a_call(store)
    with store.read() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    yield store
    with store.read() as session:
        session.execute(text("PRAGMA max_page_count = 1073741823"))


def test_a_full_disk_is_a_clear_error_and_loses_nothing_saved(full_disk: Store) -> None:
    def save_many() -> None:
        with full_disk.begin() as session:
            for _ in range(200):
                calls.save_call(session, made_call())

    with pytest.raises(DiskFull, match="free some space"):
        save_many()
    assert calls_in(full_disk.file) == 1


def test_a_file_held_by_another_writer_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    store = open_store(tmp_path)
    with closing(raw(store)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="tried again"):
            save_a_call(store)
        other.execute("ROLLBACK")
    save_a_call(store)
    store.close()


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    save_a_call(store)
    with closing(raw(store)) as other:
        other.execute("BEGIN IMMEDIATE")
        with store.read() as session:
            assert session.scalar(text("SELECT count(*) FROM calls")) == 1
        other.execute("ROLLBACK")

"""The schema's version: read, judged, and brought up to date by Alembic."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, MetaData, inspect, text

from app.store import queues
from domain.errors import Damaged

MIGRATIONS: Final = Path(__file__).parent / "migrations"
METADATA: Final[MetaData] = queues.JobRow.metadata  # of both modules of tables
SEARCH: Final = "article_search"  # FTS5 and its shadow tables: made by hand in the migration
HEAD: Final = "0004"  # the newest revision; a test compares it with the scripts


def known_revisions() -> frozenset[str]:
    return frozenset(path.name.split("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the open database, None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def refuse_newer(revision: str | None, file: Path) -> None:
    """Raise Damaged when a later program wrote the file; it is left as it is."""
    if revision is not None and revision not in known_revisions():
        raise Damaged(
            f"数据库 {file} 由更新的版本写成（结构 {revision}）：请升级本程序，文件未改动 / "
            f"the database {file} was written by a newer version (schema {revision}): "
            "upgrade this program; the file was not touched"
        )


def upgrade(connection: Connection) -> None:
    """Run all missing migrations inside the caller's transaction."""
    from alembic import command  # not needed, and not paid for, at most starts
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Tell Alembic's comparison which objects the tables describe."""
    return kind != "table" or not (name or "").startswith(SEARCH)

"""Central's schema brought up to date by Alembic, once, however many services start."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from central.database import translated
from domain.errors import Damaged

MIGRATIONS: Final = Path(__file__).parent / "migrations"
HEAD: Final = "0001"
MIGRATION_LOCK: Final = 5_129_114_001  # pg_advisory_xact_lock; any number that nobody else uses


def upgrade(engine: Engine) -> None:
    """Run what is missing, in one transaction.

    Raises Damaged when a newer central wrote this database, DatabaseBusy when it is away.
    """
    with translated(), engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        revision = _revision(connection)
        if revision is not None and revision not in _known():
            raise Damaged(
                f"中心数据库由更新的版本写成 (结构 {revision}): 请升级本程序 / "
                f"central's database was written by a newer version (schema {revision}): "
                "upgrade this program"
            )
        if revision != HEAD:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def _known() -> frozenset[str]:
    return frozenset(path.name.split("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))

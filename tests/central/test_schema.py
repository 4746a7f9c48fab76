"""The schema: one truth in tables.py and in the migrations, for PostgreSQL of any age of ours."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from central import schema
from central.database import connect
from central.schema import upgrade
from central.tables import Row
from domain.errors import Damaged
from tests.central.postgres import Databases


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_the_newest_script_is_the_head(engine: Engine) -> None:
    assert max(path.name[:4] for path in schema.MIGRATIONS.glob("versions/0*.py")) == schema.HEAD
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    assert found == schema.HEAD


def test_upgrading_twice_does_nothing_the_second_time(databases: Databases) -> None:
    engine = connect(databases.empty(), pool_size=1)
    upgrade(engine)
    with engine.connect() as connection:
        before = connection.scalar(text("SELECT epoch FROM server_meta"))
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT epoch FROM server_meta")) == before
    engine.dispose()


def test_a_database_of_a_newer_central_is_left_alone(databases: Databases) -> None:
    engine = connect(databases.migrated(), pool_size=1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Damaged, match="9999"):
        upgrade(engine)
    engine.dispose()

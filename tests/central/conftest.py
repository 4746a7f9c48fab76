import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from central.database import connect
from central.embedded import EmbeddedPostgres
from central.service import create_app
from central.settings import Settings
from tests.central.people import Person
from tests.central.postgres import PEOPLE, Databases, SettableClock, settings_for


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with tempfile.TemporaryDirectory(prefix="lingtai-pg-") as folder:  # short: socket paths are
        postgres = EmbeddedPostgres(Path(folder) / "pg")
        dsn = postgres.start()
        try:
            yield Databases(dsn)
        finally:
            postgres.stop()


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def settings(databases: Databases, tmp_path: Path, clock: SettableClock) -> Settings:
    return settings_for(databases.emptied(), tmp_path, clock)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """A look at the tables from outside of the service."""
    made = connect(settings.dsn, pool_size=1)
    yield made
    made.dispose()


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def person(client: TestClient) -> Callable[[str], Person]:
    """Return somebody who is signed in."""

    def sign_in(name: str) -> Person:
        assert name in PEOPLE
        return Person(client, name)

    return sign_in

"""A real store in a real file for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Store, open_store


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as open_store makes it: migrated once, copied for each test."""
    store = open_store(tmp_path_factory.mktemp("fresh"))
    store.close()
    return store.file


@pytest.fixture
def store(tmp_path: Path, fresh_file: Path) -> Iterator[Store]:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(fresh_file, folder)
    opened = open_store(folder)
    yield opened
    opened.close()

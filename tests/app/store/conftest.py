"""A real store in a real file for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "data")
    yield opened
    opened.close()

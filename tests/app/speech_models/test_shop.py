"""The whole way: from a hub on this machine to the model that the desk uses."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.assembly import new_model_shop
from app.config import Config, ModelsConfig
from app.speech_models import shelf
from app.speech_models.shelf import Shelf, settled
from app.speech_models.shop import ModelShop
from domain.errors import UserError
from speech.models.catalogue import CatalogueEntry
from tests.speech.models.hub_server import HubServer, serving
from tests.speech.models.made_entry import entry
from tests.speech.sounds import MODEL


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    def catalogue(_file: Path) -> dict[str, CatalogueEntry]:
        return {"made-up": entry()}

    monkeypatch.setattr(shelf, "read_catalogue", catalogue)
    with serving(MODEL) as server:
        yield server


def test_a_fetched_model_is_measured_and_then_used(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINGTAI_CONFIG", str(tmp_path / "lingtai.toml"))
    config = Config(data_folder=tmp_path, models=ModelsConfig(hub_url=hub.url))
    told: list[Config] = []

    def changed(fresh: Config) -> bool:
        told.append(fresh)
        return True

    shop = new_model_shop(config, changed=changed)
    shop.fetch("made-up")
    job = shop.job()
    assert job is not None
    assert (job.is_over, job.has_failed) == (True, False)
    assert "×" in job.text
    row = next(row for row in shop.listed().rows if row.name == "made-up")
    assert row.is_installed
    assert row.is_measured
    assert len(told) == 1
    assert shop.use("made-up")
    assert settled(told[-1]).model_folder == tmp_path / "models" / "made-up"
    assert 'model = "made-up"' in (tmp_path / "lingtai.toml").read_text("utf-8")
    with pytest.raises(UserError, match="made-up"):
        shop.remove("made-up")
    shop.use("auto")
    shop.remove("made-up")
    assert "made-up" not in Shelf(config).found


def test_a_fetch_that_fails_is_told_by_the_job_too(hub: HubServer, tmp_path: Path) -> None:
    config = Config(data_folder=tmp_path, models=ModelsConfig(hub_url=hub.url))
    shop = new_model_shop(config)
    with pytest.raises(UserError):
        shop.fetch("nosuch")
    job = shop.job()
    assert job is not None
    assert (job.is_over, job.has_failed) == (True, True)
    assert "nosuch" in job.text


def test_nothing_is_measured_during_a_call(tmp_path: Path) -> None:
    shop = new_model_shop(Config(data_folder=tmp_path), live=lambda: True)
    with pytest.raises(UserError, match="通话"):
        shop.measure("lingtai-demo")


def test_a_closed_shop_begins_nothing(tmp_path: Path) -> None:
    shop: ModelShop = new_model_shop(replace(Config(), data_folder=tmp_path))
    shop.close()
    with pytest.raises(UserError):
        shop.measure("lingtai-demo")


def test_a_model_elsewhere_is_not_ours_to_delete(tmp_path: Path) -> None:
    shop = new_model_shop(Config(data_folder=tmp_path))
    with pytest.raises(UserError, match="lingtai-demo"):
        shop.remove("lingtai-demo")
    assert os.path.isdir(MODEL)

"""Which model a desk takes, by what is there and how quick it was measured to be."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.config import BUNDLED_MODEL, Config, ModelsConfig, SpeechConfig
from app.speech_models.shelf import Shelf, model_bytes, settled
from app.speech_models.speeds import Measured, SpeedBook
from domain.errors import ModelMissing
from speech.recognition.processor import this_processor
from tests.speech.recognition.broken_models import BREAKS, copy


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "models").mkdir()
    return Config(data_folder=tmp_path, speech=SpeechConfig(threads=2))


def installed(config: Config, name: str, speed: float | None, **others: object) -> Path:
    folder = copy(config.models_folder / name)
    if speed is not None:
        row = Measured(
            model=name,
            model_bytes=model_bytes(folder),
            processor=this_processor().name,
            threads=2,
            device="cpu",
            compute_type="int8",
            speed=speed,
            load_s=1.0,
            memory_mb=200.0,
            at="2026-11-22T20:00:00+08:00",
        )
        SpeedBook(config.models_folder).add(replace(row, **others))  # type: ignore[arg-type]
    return folder


def test_with_nothing_else_the_bundled_model_is_used_and_its_limit_told(config: Config) -> None:
    assert settled(config).model_folder == BUNDLED_MODEL
    zh, en = Shelf(config).why
    assert "只懂合成" in zh
    assert "synthetic" in en


def test_the_best_that_keeps_up_is_used_and_a_better_one_for_recordings(config: Config) -> None:
    installed(config, "tiny", 0.1)
    small = installed(config, "small", 0.4)
    medium = installed(config, "medium", 1.2)
    assert settled(config).model_folder == small
    assert settled(config, for_recordings=True).model_folder == medium
    zh, en = Shelf(config).why
    assert "small" in zh
    assert "0.40" in zh
    assert "medium" in zh
    assert "measured" in en


def test_when_none_keeps_up_the_quickest_real_one_is_used_and_said_to_lag(config: Config) -> None:
    tiny = installed(config, "tiny", 0.9)
    installed(config, "small", 3.0)
    assert settled(config).model_folder == tiny
    assert "滞后" in Shelf(config).why[0]


def test_a_model_too_large_for_the_memory_is_left_out(config: Config) -> None:
    small = installed(config, "small", 0.4)
    installed(config, "large-v3", 0.3, memory_mb=10_000_000.0)
    assert settled(config).model_folder == small
    assert "内存" in Shelf(config).why[0]


def test_a_measurement_of_other_weights_or_another_machine_does_not_hold(config: Config) -> None:
    installed(config, "small", 0.4, processor="another processor")
    installed(config, "base", 0.4, model_bytes=1)
    found = {row.name: row for row in Shelf(config).listed().rows}
    assert not found["small"].is_measured
    assert not found["base"].is_measured


def test_a_broken_model_is_shown_with_its_reason_and_never_chosen(config: Config) -> None:
    broken = installed(config, "large-v3", 0.1)
    BREAKS["weights cut in the middle"][0](broken)
    small = installed(config, "small", 0.4)
    assert settled(config).model_folder == small
    row = next(row for row in Shelf(config).listed().rows if row.name == "large-v3")
    assert "截断" in row.trouble
    assert row.is_installed


def test_a_name_or_a_folder_in_the_settings_is_obeyed(config: Config, tmp_path: Path) -> None:
    tiny = installed(config, "tiny", 5.0)
    installed(config, "small", 0.1)
    named = replace(config, speech=replace(config.speech, model="tiny"))
    assert settled(named).model_folder == tiny
    elsewhere = copy(tmp_path / "elsewhere")
    by_path = replace(config, speech=replace(config.speech, model=str(elsewhere)))
    assert settled(by_path).model_folder == elsewhere
    assert settled(replace(config, model_folder=elsewhere)).model_folder == elsewhere
    assert "elsewhere" in {row.name for row in Shelf(by_path).listed().rows if row.is_chosen}


def test_settling_twice_is_settling_once(config: Config) -> None:
    installed(config, "small", 0.4)
    once = settled(config)
    assert settled(once) == once


def test_an_unknown_name_is_told(config: Config) -> None:
    with pytest.raises(ModelMissing, match="nosuch"):
        settled(replace(config, speech=replace(config.speech, model="nosuch")))


def test_a_card_is_used_only_where_it_was_measured(config: Config) -> None:
    installed(config, "small", 0.05, device="cuda", compute_type="float16")
    assert settled(config).speech.device == "cuda"
    on_cpu = replace(config, speech=replace(config.speech, device="cpu"))
    assert settled(on_cpu).speech.device == "cpu"


def test_what_can_be_fetched_is_listed_behind_what_is_here(config: Config) -> None:
    installed(config, "small", 0.4)
    shown = Shelf(config).listed()
    names = [row.name for row in shown.rows]
    assert names[:2] == ["lingtai-demo", "small"]
    assert len(names) == len(set(names))
    turbo = next(row for row in shown.rows if row.name == "large-v3-turbo")
    assert turbo.can_fetch
    assert turbo.speed is not None
    assert not turbo.is_measured


def test_the_hub_is_the_settings_own_else_the_environments(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert Shelf(config).listed().hub == "https://mirror.example"
    own = replace(config, models=ModelsConfig(hub_url="https://own.example"))
    assert Shelf(own).listed().hub == "https://own.example"

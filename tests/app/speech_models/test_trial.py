"""A model is tried in a process of its own, which may die of it."""

from functools import partial
from pathlib import Path
from threading import Event

import pytest

from app.speech_models.speech_clips import CALLS, CLIP_S, clips
from app.speech_models.trial import try_out
from domain.audio import SAMPLE_RATE_HZ
from domain.errors import ModelMissing
from speech.models.download import Cancelled
from speech.recognition.faster_whisper import loader
from speech.recognition.model_folder import check_model
from tests.app.speech_models.ill_engines import dies, hangs, is_missing
from tests.speech.recognition.broken_models import copy
from tests.speech.sounds import MODEL


def test_the_bundled_model_has_a_speed_a_size_and_a_setup() -> None:
    found = try_out(partial(loader(MODEL, threads=1)), clips(), MODEL, Event())
    assert 0 < found.speed < 10
    assert 50 < found.memory_mb < 2000
    assert found.load_s > 0
    assert found.setup.device == "cpu"
    assert "int8" in found.setup.compute_type


def test_the_clips_are_loud_and_as_long_as_an_utterance() -> None:
    found = clips()
    assert len(found) == len(CALLS)
    assert all(len(clip.samples) == CLIP_S * SAMPLE_RATE_HZ for clip in found)
    assert all(abs(clip.samples).max() > 0.05 for clip in found)


def test_an_engine_that_kills_its_process_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="-9") as caught:
        try_out(dies, clips(), tmp_path, Event())
    assert "\n" not in str(caught.value)


def test_what_the_engine_says_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="nothing"):
        try_out(is_missing, clips(), tmp_path, Event())


def test_an_engine_that_hangs_can_be_left(tmp_path: Path) -> None:
    stopping = Event()
    stopping.set()
    with pytest.raises(Cancelled):
        try_out(hangs, clips(), tmp_path, stopping)


def test_weights_whose_kind_is_wrong_pass_the_look_and_fail_the_trial(tmp_path: Path) -> None:
    folder = copy(tmp_path / "model")
    weights = bytearray((folder / "model.bin").read_bytes())
    name = b"encoder/conv1/weight\0"
    kind = weights.index(name) + len(name) + 1 + 3 * 4
    weights[kind] = 77  # no such number format
    (folder / "model.bin").write_bytes(weights)
    check_model(folder)
    with pytest.raises(ModelMissing) as caught:
        try_out(loader(folder, threads=1), clips(), folder, Event())
    assert "\n" not in str(caught.value)

"""A folder that looks like a model: whole or broken, and why, in one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import ModelMissing
from speech.recognition.faster_whisper import load
from speech.recognition.model_folder import DEFAULT_WINDOW_S, check_model
from tests.speech.recognition.broken_models import BREAKS, changed, copy
from tests.speech.sounds import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy(tmp_path / "model")


def reason(folder: Path) -> str:
    with pytest.raises(ModelMissing) as caught:
        check_model(folder)
    text = str(caught.value)
    assert " / " in text
    assert "\n" not in text
    assert folder.name in text
    return text


def test_a_whole_folder_passes_and_tells_its_size(folder: Path) -> None:
    facts = check_model(folder)
    assert {"en", "zh"} <= set(facts.languages)
    assert facts.weights.mels == 80
    assert facts.weights.encoder_positions == 1500
    assert facts.weights.vocabulary == len(json.loads((folder / "vocabulary.json").read_text()))
    assert facts.weights.encoder_layers > 0
    assert facts.weights.decoder_layers > 0
    assert facts.megabytes == pytest.approx((folder / "model.bin").stat().st_size / 1e6)


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_folder_is_told_before_the_engine_sees_it(folder: Path, how: str) -> None:
    damage, word = BREAKS[how]
    damage(folder)
    assert word in reason(folder)
    with pytest.raises(ModelMissing):
        load(folder, threads=1)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "preprocessor_config.json"])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe"], ids=["empty", "cut", "list", "bytes"]
)
def test_a_broken_file_is_named(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    assert name in reason(folder)


def test_a_vocabulary_of_lines_serves_as_well(folder: Path) -> None:
    tokens = json.loads((folder / "vocabulary.json").read_text("utf-8"))
    (folder / "vocabulary.json").unlink()
    (folder / "vocabulary.txt").write_text("\n".join(tokens) + "\n", "utf-8")
    assert check_model(folder).weights.vocabulary == len(tokens)


def test_the_trained_window_is_read(folder: Path) -> None:
    file = folder / "preprocessor_config.json"
    changed(file, lambda content: content.update(chunk_length=20))
    assert check_model(folder).window_s == 20.0
    file.unlink()
    assert check_model(folder).window_s == DEFAULT_WINDOW_S


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "gone" in reason(tmp_path / "gone")


@pytest.mark.parametrize("name", ["model.safetensors", "pytorch_model.bin"])
def test_an_unconverted_model_is_told_how_to_convert(folder: Path, name: str) -> None:
    (folder / "model.bin").rename(folder / name)
    told = reason(folder)
    assert name in told
    assert "ct2-transformers-converter" in told


def test_the_desk_does_not_import_the_engine() -> None:
    code = (
        "import sys, app.transcriber, speech.offline, speech.detection.silero\n"
        "import speech.recognition.faster_whisper, speech.audio.playback\n"
        "found = {'faster_whisper', 'ctranslate2', 'onnxruntime', 'sounddevice'} & {*sys.modules}\n"
        "print(sorted(found))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"

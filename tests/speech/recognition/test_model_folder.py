import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.errors import ModelMissing
from speech.recognition.faster_whisper import load
from speech.recognition.model_folder import check_model
from tests.speech.sounds import ROOT

TOKENS = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|zh|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]
CONFIG: dict[str, Any] = {"alignment_heads": [[0, 0]], "lang_ids": [3], "suppress_ids_begin": [1]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is whole to the eye; its weights are nonsense."""
    (tmp_path / "model.bin").write_bytes(b"no weights at all" * 50)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "vocabulary.json").write_text("[]")
    tokenizer = {"added_tokens": [{"content": token} for token in TOKENS], "model": {"vocab": {}}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer))
    return tmp_path


def reason(folder: Path) -> str:
    with pytest.raises(ModelMissing) as caught:
        check_model(folder)
    text = str(caught.value)
    assert " / " in text
    assert "\n" not in text
    return text


def test_a_whole_folder_passes(folder: Path) -> None:
    facts = check_model(folder)
    assert facts.window_s == 30.0
    assert facts.languages == ("en", "zh")


def test_the_trained_window_is_read(folder: Path) -> None:
    (folder / "preprocessor_config.json").write_text('{"chunk_length": 10}')
    assert check_model(folder).window_s == 10.0


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in reason(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe"], ids=["empty", "cut", "list", "bytes"]
)
def test_a_broken_file_is_named(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    assert name in reason(folder)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "gone" in reason(tmp_path / "gone")


def test_empty_weights_are_told(folder: Path) -> None:
    (folder / "model.bin").write_bytes(b"")
    assert "model.bin" in reason(folder)


@pytest.mark.parametrize("key", list(CONFIG))
def test_a_missing_key_is_named(folder: Path, key: str) -> None:
    kept = {name: value for name, value in CONFIG.items() if name != key}
    (folder / "config.json").write_text(json.dumps(kept))
    assert key in reason(folder)


@pytest.mark.parametrize("token", [token for token in TOKENS if token != "<|en|>"])
def test_a_missing_token_is_named(folder: Path, token: str) -> None:
    added = [{"content": other} for other in TOKENS if other != token]
    (folder / "tokenizer.json").write_text(json.dumps({"added_tokens": added, "model": {}}))
    assert token in reason(folder)


def test_weights_that_do_not_load_are_told(folder: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        load(folder, threads=1)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


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

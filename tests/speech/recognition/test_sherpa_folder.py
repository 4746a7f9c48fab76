"""A model folder for sherpa-onnx is looked at before the engine, which would end the process."""

from pathlib import Path

import pytest

from domain.errors import ModelMissing
from speech.recognition.sherpa_folder import Family, check_sherpa_folder
from tests.speech.recognition import onnx_files


def reason(folder: Path) -> str:
    with pytest.raises(ModelMissing) as caught:
        check_sherpa_folder(folder)
    text = str(caught.value)
    assert " / " in text
    assert "\n" not in text
    return text


def test_a_sense_voice_folder_passes(tmp_path: Path) -> None:
    found = check_sherpa_folder(onnx_files.sense_voice(tmp_path / "sense"))
    assert found.family is Family.SENSE_VOICE
    assert found.name == "SenseVoice:sense"


def test_a_paraformer_folder_passes(tmp_path: Path) -> None:
    found = check_sherpa_folder(onnx_files.paraformer(tmp_path / "para"))
    assert found.family is Family.PARAFORMER


def test_the_int8_model_is_taken_where_there_are_two(tmp_path: Path) -> None:
    onnx_files.sense_voice(tmp_path, name="model.onnx")
    onnx_files.sense_voice(tmp_path)
    assert check_sherpa_folder(tmp_path).model.name == "model.int8.onnx"


def test_a_missing_folder_and_missing_files_are_named(tmp_path: Path) -> None:
    assert "gone" in reason(tmp_path / "gone")
    assert "model.onnx" in reason(tmp_path)
    (onnx_files.sense_voice(tmp_path) / "tokens.txt").unlink()
    assert "tokens.txt" in reason(tmp_path)


@pytest.mark.parametrize("key", ["vocab_size", "neg_mean", "lfr_window_size", "without_itn"])
def test_a_model_that_lacks_what_the_engine_needs_is_told(tmp_path: Path, key: str) -> None:
    assert key in reason(onnx_files.sense_voice(tmp_path, **{key: ""}))


def test_a_list_of_tokens_that_breaks_off_is_told(tmp_path: Path) -> None:
    tokens = onnx_files.paraformer(tmp_path) / "tokens.txt"
    tokens.write_text("".join(tokens.read_text("utf-8").splitlines(True)[:-1]), "utf-8")
    assert "tokens.txt" in reason(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"no model at all", b"\xff" * 40], ids=["empty", "text", "bytes"]
)
def test_a_file_that_is_no_model_is_told(tmp_path: Path, content: bytes) -> None:
    (onnx_files.sense_voice(tmp_path) / "model.int8.onnx").write_bytes(content)
    reason(tmp_path)


def test_a_model_cut_short_is_told(tmp_path: Path) -> None:
    file = onnx_files.sense_voice(tmp_path) / "model.int8.onnx"
    file.write_bytes(file.read_bytes()[:2000])
    reason(tmp_path)

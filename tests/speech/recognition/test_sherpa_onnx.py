"""sherpa-onnx: what it is asked, what its answers become, and the real package where it is."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role
from domain.errors import ModelMissing
from speech.recognition.recognizer import Heard
from speech.recognition.sherpa_folder import Family, check_sherpa_folder
from speech.recognition.sherpa_onnx import arguments, heard_of, load
from tests.speech.recognition import onnx_files
from tests.speech.sounds import silence, tone


@dataclass
class Recorded:
    """As sherpa_onnx.OfflineStream.result is, of SenseVoice (int8, 2024-07-17) and Paraformer."""

    tokens: list[str]
    timestamps: list[float] = field(default_factory=list)
    ys_log_probs: list[float] = field(default_factory=list)


def heard(result: Recorded, family: Family = Family.SENSE_VOICE, *, is_final: bool = True) -> Heard:
    block = AudioBlock(Role.CUSTOMER, 20.0, np.zeros(3 * SAMPLE_RATE_HZ, np.float32))
    return heard_of(result, block, family, is_final=is_final)


def test_tokens_become_words_with_the_times_of_the_call() -> None:
    said = heard(Recorded(["空", "调", "不", "冷"], [0.12, 0.3, 0.48, 2.9]))
    assert said.text == "空调不冷"
    assert [round(word.start_s, 2) for word in said.words] == [20.12, 20.3, 20.48, 22.9]
    assert [round(word.end_s, 2) for word in said.words] == [20.3, 20.48, 20.78, 23.0]
    assert said.confidence == 0.5  # neither doubted nor trusted: the model tells no chance


def test_tags_are_not_words() -> None:
    said = heard(Recorded(["<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>", "好", "<unk>"]))
    assert said.text == "好"


def test_latin_pieces_join_to_words_in_both_ways_of_writing_them() -> None:
    tokens = ["▁E", "F", "▁mode", "▁of", "f", "了"]
    assert heard(Recorded(tokens)).text == "EF mode off了"
    tokens = ["mo@@", "de", "off", "了", "a"]
    assert heard(Recorded(tokens), Family.PARAFORMER).text == "mode off了a"


def test_without_times_words_are_spread_over_the_utterance() -> None:
    said = heard(Recorded(["一", "二", "三"]), Family.PARAFORMER)
    assert [word.start_s for word in said.words] == [20.0, 21.0, 22.0]
    assert all(word.end_s <= 23.0 for word in said.words)


def test_chances_are_used_where_the_model_tells_them() -> None:
    said = heard(Recorded(["好", "的"], [0.1, 0.2], [0.0, -0.6931]))
    assert said.confidence == pytest.approx(0.75, abs=0.001)
    assert said.avg_logprob == pytest.approx(-0.3466, abs=0.001)


def test_marks_alone_say_nothing_and_partials_have_no_words() -> None:
    assert heard(Recorded(["。"])).text == ""
    assert heard(Recorded([])).text == ""
    assert heard(Recorded(["好"]), is_final=False).words == ()


def test_the_engine_writes_no_numbers_of_its_own(tmp_path: Path) -> None:
    asked = arguments(check_sherpa_folder(onnx_files.sense_voice(tmp_path / "s")), threads=3)
    assert (asked["use_itn"], asked["language"], asked["num_threads"]) == (False, "zh", 3)
    asked = arguments(check_sherpa_folder(onnx_files.paraformer(tmp_path / "p")), threads=1)
    assert asked["paraformer"].endswith("model.onnx")


def test_without_the_package_the_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(ModelMissing, match="pip install sherpa-onnx") as caught:
        load(onnx_files.sense_voice(tmp_path), threads=1)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("make", [onnx_files.sense_voice, onnx_files.paraformer])
def test_the_real_package_hears_with_a_model_of_that_signature(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is an extra")
    engine = load(make(tmp_path), threads=1)
    for pitch_hz, text in ((200, "低"), (1200, "中"), (5000, "高")):
        block = AudioBlock(Role.AGENT, 5.0, np.concatenate([silence(0.5), tone(0.5, pitch_hz)]))
        said = engine.recognize(block, is_final=True)
        assert said.text == text
        assert 5.0 <= said.words[0].start_s < said.words[0].end_s <= 6.0


def test_the_real_package_tells_when_each_word_was(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is an extra")
    engine = load(onnx_files.sense_voice(tmp_path), threads=1)
    sound = [silence(0.5), tone(0.5, 200), silence(0.5), tone(0.5, 1200), silence(0.5)]
    said = engine.recognize(AudioBlock(Role.AGENT, 5.0, np.concatenate(sound)), is_final=True)
    assert said.text == "低中"
    assert [word.start_s for word in said.words] == pytest.approx([5.5, 6.5], abs=0.1)


def test_the_real_package_refuses_a_model_that_breaks_off_inside(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is an extra")
    file = onnx_files.sense_voice(tmp_path) / "model.int8.onnx"
    file.write_bytes(file.read_bytes().replace(b"MatMul", b"NoSuch"))
    with pytest.raises(ModelMissing, match="载入失败") as caught:
        load(tmp_path, threads=1)
    assert "\n" not in str(caught.value)

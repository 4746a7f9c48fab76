import json
from pathlib import Path

import pytest

from domain.errors import AudioFileUnreadable
from speech.evaluation import SpeechReport, evaluate
from speech.recognition.faster_whisper import load
from tests.speech.audio.test_decode import write_sound
from tests.speech.sounds import MODEL, ROOT, silence, tone
from tests.speech.tone_recognizer import ToneRecognizer

ROWS = [
    {"file": "a.wav", "text": "440赫兹", "voice": "f4", "kind": "heldout"},
    {"file": "b.wav", "text": "540赫兹", "voice": "m6", "kind": "numbers"},
    {"file": "n.wav", "text": "", "voice": "", "kind": "nonspeech"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, sound in (("a", tone(1.0)), ("b", tone(1.0)), ("n", silence(1.0))):
        write_sound(tmp_path / f"{name}.wav", "pcm_s16le", "s16", [sound])
    (tmp_path / "manifest.json").write_text(json.dumps(ROWS), "utf-8")
    return tmp_path


def test_each_kind_has_its_figures(folder: Path) -> None:
    done: list[float] = []
    report = evaluate(folder, ToneRecognizer(), told=done.append)
    figures = {row["kind"]: row for row in report.rows()}
    assert figures["heldout"]["cer"] == 0.0
    assert figures["numbers"]["cer"] == 0.2
    assert figures["all"]["sentences"] == 2
    assert report.accuracy().ser == 0.5
    assert done[-1] == 1.0


def test_words_heard_where_nobody_speaks_are_counted(folder: Path) -> None:
    write_sound(folder / "n.wav.wav", "pcm_s16le", "s16", [tone(1.0)])
    (folder / "n.wav.wav").replace(folder / "n.wav")
    report = evaluate(folder, ToneRecognizer())
    assert (report.silent_clips, report.silent_clips_with_text) == (1, 1)


@pytest.mark.parametrize("content", ["", "{}", '[{"text": "x"}]', "[1]"])
def test_a_broken_list_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(AudioFileUnreadable, match=r"manifest\.json"):
        evaluate(tmp_path, ToneRecognizer())


@pytest.fixture(scope="module")
def bundled() -> SpeechReport:
    return evaluate(ROOT / "tests" / "data" / "speech_heldout", load(MODEL, threads=2))


@pytest.mark.parametrize(
    ("kind", "least", "cer"),
    [
        ("held_sentence_held_voice", 40, 0.04),
        ("hand_written_held_voice", 60, 0.25),
        ("phone_held_voice", 20, 0.02),
    ],
)
def test_the_bundled_model_keeps_the_figures_of_its_card(
    bundled: SpeechReport, kind: str, least: int, cer: float
) -> None:
    found = bundled.accuracy(kind)
    assert found.sentences >= least
    assert found.cer <= cer


def test_the_bundled_model_hears_nine_phone_numbers_in_ten_as_a_whole(
    bundled: SpeechReport,
) -> None:
    found = bundled.accuracy("phone_held_voice")
    assert found.numbers >= 20
    assert (found.numbers_right or 0) >= 0.9


def test_the_bundled_model_hears_no_words_where_nobody_speaks(bundled: SpeechReport) -> None:
    assert bundled.silent_clips >= 20
    assert bundled.silent_clips_with_text == 0

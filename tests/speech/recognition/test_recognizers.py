"""One suite for every recogniser: the real engine with the bundled model, and the simple one."""

import numpy as np
import pytest

from domain.audio import Role
from speech.audio.decode import read_call
from speech.detection.silero import Silero
from speech.offline import OfflineSettings, utterances_of
from speech.recognition.faster_whisper import load
from speech.recognition.recognizer import Recognizer
from speech.utterance import Utterance
from tests.speech.sounds import DEMO_CALL, MODEL, block, silence
from tests.speech.tone_recognizer import ToneRecognizer

_LOADED: dict[str, Recognizer] = {}


def _real() -> Recognizer:
    if "real" not in _LOADED:
        _LOADED["real"] = load(MODEL, threads=2)
    return _LOADED["real"]


@pytest.fixture(params=["real", "tone"])
def recognizer(request: pytest.FixtureRequest) -> Recognizer:
    return _real() if request.param == "real" else ToneRecognizer()


@pytest.fixture(scope="module")
def turns() -> list[Utterance]:
    customer = read_call(DEMO_CALL).customer
    return list(utterances_of(customer, Silero(), OfflineSettings().segmenter))[:4]


def test_silence_says_nothing(recognizer: Recognizer) -> None:
    heard = recognizer.recognize(block(silence(2.0)), is_final=True)
    assert heard.text == ""
    assert heard.words == ()


def test_words_join_to_the_text_and_lie_in_their_utterance(
    recognizer: Recognizer, turns: list[Utterance]
) -> None:
    audio = turns[0].audio
    heard = recognizer.recognize(audio, is_final=True)
    assert heard.text
    assert "".join(word.text for word in heard.words) == heard.text
    starts = [word.start_s for word in heard.words]
    assert starts == sorted(starts)
    assert audio.start_s - 0.1 <= starts[0]
    assert heard.words[-1].end_s <= audio.end_s + 0.5
    assert 0 < heard.confidence <= 1
    assert heard.decode_s >= 0
    assert heard.engine


def test_a_partial_carries_no_words(recognizer: Recognizer, turns: list[Utterance]) -> None:
    heard = recognizer.recognize(turns[0].audio, is_final=False)
    assert heard.text
    assert heard.words == ()


def test_many_at_once_say_what_each_says_alone(
    recognizer: Recognizer, turns: list[Utterance]
) -> None:
    clips = [turn.audio.samples for turn in turns]
    together = list(recognizer.recognize_many([*clips, silence(1.0)]))
    assert together[-1].text == ""
    for clip, heard in zip(clips, together, strict=False):
        alone = recognizer.recognize(block(clip, role=Role.CUSTOMER), is_final=True)
        assert heard.text == alone.text
        assert [word.start_s for word in heard.words] == pytest.approx(
            [word.start_s for word in alone.words], abs=0.1
        )


def test_no_clips_say_nothing(recognizer: Recognizer) -> None:
    assert list(recognizer.recognize_many([])) == []


def test_the_same_sound_says_the_same_twice(recognizer: Recognizer, turns: list[Utterance]) -> None:
    first, second = (recognizer.recognize(turns[0].audio, is_final=True) for _ in range(2))
    assert (first.text, first.words) == (second.text, second.words)


def test_noise_says_nothing_to_the_real_engine() -> None:
    noise = np.random.default_rng(1).standard_normal(32_000).astype(np.float32) * 0.05
    assert _real().recognize(block(noise), is_final=True).text == ""

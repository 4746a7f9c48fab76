"""One suite for every recogniser: what the Recognizer Protocol promises, whoever keeps it.

faster-whisper with the bundled model; a real `lingtai serve-speech` over HTTP; sherpa-onnx with
a model of the right signature, where the package is installed; and the simple one of the tests.
"""

import pickle
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import pytest

from app.transcriber import Transcriber, TranscriberSettings
from domain.audio import SAMPLE_RATE_HZ, Role
from domain.errors import ModelMissing
from speech.audio.decode import read_call
from speech.detection.silero import Silero
from speech.offline import OfflineSettings, utterances_of
from speech.recognition import faster_whisper, openai_server, sherpa_onnx
from speech.recognition.recognizer import Heard, Recognizer
from speech.recognition.server_line import ServerAddress
from speech.utterance import Utterance
from tests.app.speech_server.serving import KEY, Served, served
from tests.speech.recognition import onnx_files
from tests.speech.sounds import DEMO_CALL, MODEL, block, silence, tone
from tests.speech.tone_recognizer import ToneRecognizer

Make: TypeAlias = Callable[[], Recognizer]
PATIENCE_S: Final = 60.0
ENGINES: Final = ("faster-whisper", "server", "sherpa-onnx", "tone")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module", params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Make:
    match request.param:
        case "faster-whisper":
            return faster_whisper.loader(MODEL, threads=2)
        case "server":
            url = request.getfixturevalue("server").url
            return openai_server.loader(ServerAddress(url, key=KEY))
        case "sherpa-onnx":
            if find_spec("sherpa_onnx") is None:
                pytest.skip("sherpa-onnx is an extra: pip install sherpa-onnx")
            folder = onnx_files.sense_voice(tmp_path_factory.mktemp("sense"))
            return sherpa_onnx.loader(folder, threads=1)
        case _:
            return ToneRecognizer


@pytest.fixture(scope="module")
def recognizer(make: Make) -> Iterator[Recognizer]:
    made = make()
    yield made
    if isinstance(made, openai_server.OpenAiServer):
        made.close()


@pytest.fixture(scope="module")
def turns() -> list[Utterance]:
    customer = read_call(DEMO_CALL).customer
    return list(utterances_of(customer, Silero(), OfflineSettings().segmenter))[:4]


@pytest.mark.parametrize("seconds", [2.0, 0.05, 0.0])
def test_silence_and_what_is_too_short_for_a_word_say_nothing(
    recognizer: Recognizer, seconds: float
) -> None:
    heard = recognizer.recognize(block(silence(seconds)), is_final=True)
    assert heard.text == ""
    assert heard.words == ()


def test_words_join_to_the_text_and_lie_in_their_utterance(
    recognizer: Recognizer, turns: list[Utterance]
) -> None:
    audio = turns[1].audio
    assert audio.start_s > 1.0
    heard = recognizer.recognize(audio, is_final=True)
    assert heard.text
    assert "".join(word.text for word in heard.words) == heard.text
    starts = [word.start_s for word in heard.words]
    assert starts == sorted(starts)
    assert audio.start_s - 0.1 <= starts[0]
    assert heard.words[-1].end_s <= audio.end_s + 0.5
    assert all(word.start_s <= word.end_s for word in heard.words)
    assert all(0 <= word.confidence <= 1 for word in heard.words)
    assert 0 < heard.confidence <= 1
    assert 0 <= heard.no_speech <= 1
    assert heard.compression > 0
    assert heard.decode_s > 0
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
    assert len(together) == len(clips) + 1
    assert together[-1].text == ""
    for clip, heard in zip(clips, together, strict=False):
        alone = recognizer.recognize(block(clip, role=Role.CUSTOMER), is_final=True)
        assert heard.text == alone.text
        assert [word.start_s for word in heard.words] == pytest.approx(
            [word.start_s for word in alone.words], abs=0.1
        )


def test_no_clips_say_nothing(recognizer: Recognizer) -> None:
    assert list(recognizer.recognize_many([])) == []


def test_hot_words_are_taken(recognizer: Recognizer, turns: list[Utterance]) -> None:
    assert recognizer.recognize(turns[0].audio, is_final=True, hotwords="星河 空调").text


def test_the_same_sound_says_the_same_twice(recognizer: Recognizer, turns: list[Utterance]) -> None:
    first, second = (recognizer.recognize(turns[0].audio, is_final=True) for _ in range(2))
    assert (first.text, first.words) == (second.text, second.words)


def test_a_sound_as_long_as_the_window_is_taken(recognizer: Recognizer) -> None:
    seconds = recognizer.window_s
    assert 5.0 <= seconds <= 30.0
    long = block(tone(seconds - 1.0, 300.0), silence(1.0))
    assert len(long.samples) == round(seconds * SAMPLE_RATE_HZ)
    assert isinstance(recognizer.recognize(long, is_final=True), Heard)


def test_what_loads_it_can_be_sent_to_the_process_that_decodes(
    make: Make, recognizer: Recognizer, turns: list[Utterance]
) -> None:
    assert KEY not in repr(make)
    found: list[object] = []
    transcriber = Transcriber(pickle.loads(pickle.dumps(make)), TranscriberSettings(), found.append)
    transcriber.start()
    try:
        assert transcriber.wait_ready(PATIENCE_S)
        assert transcriber.window_s == recognizer.window_s
        found.clear()
        transcriber.submit_final(turns[0], found.append)
        assert transcriber.drain(PATIENCE_S)
    finally:
        transcriber.stop()
    texts = [one.text for one in found if isinstance(one, Heard)]
    assert texts == [recognizer.recognize(turns[0].audio, is_final=True).text]


def test_the_server_hears_what_the_same_model_hears_here(
    server: Served, turns: list[Utterance]
) -> None:
    here = faster_whisper.load(MODEL, threads=2)
    there = openai_server.load(ServerAddress(server.url, key=KEY))
    try:
        for turn in turns:
            ours = here.recognize(turn.audio, is_final=True)
            theirs = there.recognize(turn.audio, is_final=True)
            assert theirs.text == ours.text
            assert [word.start_s for word in theirs.words] == pytest.approx(
                [word.start_s for word in ours.words], abs=0.05
            )
            assert theirs.confidence == pytest.approx(ours.confidence, abs=0.05)
    finally:
        there.close()
    assert there.window_s == here.window_s


def test_a_missing_model_and_a_wrong_key_are_told_before_any_work(
    server: Served, tmp_path: Path
) -> None:
    lacking: list[Make] = [
        faster_whisper.loader(tmp_path, threads=1),
        sherpa_onnx.loader(tmp_path, threads=1),
        openai_server.loader(ServerAddress(server.url, key="not-the-key")),
        openai_server.loader(ServerAddress(server.url, model="large-v9", key=KEY)),
    ]
    for one in lacking:
        with pytest.raises(ModelMissing) as caught:
            one()
        assert " / " in str(caught.value)
        assert "\n" not in str(caught.value)


def test_noise_says_nothing_to_the_real_engine() -> None:
    noise = np.random.default_rng(1).standard_normal(32_000).astype(np.float32) * 0.05
    assert faster_whisper.load(MODEL, threads=2).recognize(block(noise), is_final=True).text == ""

"""What the engine encodes: a window as long as its sound, where the model was trained so."""

import pytest
from faster_whisper import WhisperModel
from faster_whisper.transcribe import tqdm

from speech.audio.decode import read_call
from speech.detection.silero import Silero
from speech.offline import OfflineSettings, utterances_of
from speech.recognition.faster_whisper import FasterWhisper
from speech.recognition.windows import Windows
from speech.utterance import Utterance
from tests.speech.sounds import DEMO_CALL, MODEL


@pytest.fixture(scope="module")
def turns() -> list[Utterance]:
    agent = read_call(DEMO_CALL).agent
    return list(utterances_of(agent, Silero(), OfflineSettings().segmenter))[:5]


def engine(*, is_snug: bool) -> FasterWhisper:
    tqdm.monitor_interval = 0  # as load() does: else a thread is left behind
    model = WhisperModel(str(MODEL), device="cpu", compute_type="int8", local_files_only=True)
    windows = Windows(model, is_snug=is_snug)
    return FasterWhisper(model, windows, "m", 10.0, together=4, takes_prompt=False)


def test_a_snug_window_says_what_the_filled_one_says(turns: list[Utterance]) -> None:
    clips = [turn.audio.samples for turn in turns]
    snug, filled = engine(is_snug=True), engine(is_snug=False)
    texts = [["".join(heard.text for heard in one.recognize_many(clips))] for one in (snug, filled)]
    assert texts[0] == texts[1]
    assert filled.windows.encoded_s == pytest.approx(30.0 * len(clips))
    sound_s = sum(len(clip) for clip in clips) / 16_000
    assert sound_s < snug.windows.encoded_s < sound_s + 5 * 6.0
    assert snug.windows.passes == filled.windows.passes == len(clips)


def test_an_utterance_costs_one_pass(turns: list[Utterance]) -> None:
    one = engine(is_snug=True)
    assert one.recognize(turns[0].audio, is_final=True).text
    assert one.windows.passes == 1

from pathlib import Path

import numpy as np
import pytest

from domain.audio import Role
from speech.audio.decode import CallAudio, CallReader, read_call
from speech.detection.loudness import Loudness
from speech.detection.silero import Silero
from speech.offline import OfflineSettings, Place, transcribe_call, transcript
from speech.recognition.faster_whisper import load
from tests.speech.audio.test_decode import write_sound
from tests.speech.sounds import DEMO_CALL, MODEL, block, silence, tone
from tests.speech.tone_recognizer import ToneRecognizer


def call_of(agent: list[np.ndarray], customer: list[np.ndarray]) -> CallAudio:
    left, right = block(*agent, role=Role.AGENT), block(*customer)
    return CallAudio(left, right, 16_000, right.end_s)


TALK = call_of(
    [silence(1), tone(2, 300), silence(6), tone(1, 500), silence(1)],
    [silence(4), tone(2, 700), silence(5)],
)


def test_both_speakers_are_heard_in_the_order_of_the_call() -> None:
    segments = transcript(transcribe_call(TALK, ToneRecognizer(), Loudness, call_id="c"))
    assert [(one.role, one.text) for one in segments] == [
        (Role.AGENT, "300赫兹。"),
        (Role.CUSTOMER, "700赫兹。"),
        (Role.AGENT, "500赫兹。"),
    ]
    assert segments[1].start_s == pytest.approx(3.75, abs=0.05)
    assert len({one.segment_id for one in segments}) == 3


def test_progress_grows_to_the_whole() -> None:
    portions = list(transcribe_call(TALK, ToneRecognizer(), Loudness, call_id="c"))
    done = [portion.done for portion in portions]
    assert done == sorted(done)
    assert done[-1] == 1.0


def test_who_stops_asking_has_cancelled() -> None:
    talk = [part for _ in range(20) for part in (tone(1.0), silence(1.0))]
    recognizer = ToneRecognizer()
    portions = transcribe_call(call_of(talk, talk), recognizer, Loudness, call_id="c")
    assert next(portions).done < 0.2
    del portions
    assert len(recognizer.asked) < 20


def test_a_silent_call_has_no_segments_and_is_done() -> None:
    audio = call_of([silence(3)], [silence(3)])
    (portion,) = transcribe_call(audio, ToneRecognizer(), Loudness, call_id="c")
    assert (portion.done, portion.segments) == (1.0, ())


def test_a_mono_call_is_heard_once_as_customer() -> None:
    audio = CallAudio(
        block(silence(3), role=Role.AGENT), block(tone(2), silence(1)), 8000, 3.0, True
    )
    (segment,) = transcript(transcribe_call(audio, ToneRecognizer(), Loudness, call_id="c"))
    assert segment.role is Role.CUSTOMER


def test_packed_utterances_cost_one_window_and_nothing_is_lost() -> None:
    talk = [part for _ in range(3) for part in (tone(1.0), silence(2.0))]
    recognizer = ToneRecognizer()
    settings = OfflineSettings(is_packed=True)
    audio = call_of([silence(9)], talk)
    portions = transcribe_call(audio, recognizer, Loudness, call_id="c", settings=settings)
    assert len(transcript(portions)) >= 2
    assert recognizer.asked[0][0] > 4.0


def test_whoever_goes_on_from_a_portions_place_hears_the_rest_and_nothing_twice() -> None:
    talk = [part for _ in range(10) for part in (tone(1.0), silence(1.0))]
    audio = call_of([silence(0.5), *talk, silence(0.5)], [silence(1), *talk])
    whole = transcript(transcribe_call(audio, ToneRecognizer(), Loudness, call_id="c"))
    portions = list(transcribe_call(audio, ToneRecognizer(), Loudness, call_id="c"))
    for stopped in range(len(portions) - 1):
        place = portions[stopped].place
        again = transcribe_call(audio, ToneRecognizer(), Loudness, call_id="c", start=place)
        both = transcript([*portions[: stopped + 1], *again])
        assert [(one.role, one.start_s) for one in both] == [
            (one.role, one.start_s) for one in whole
        ]


def test_an_utterance_across_two_parts_of_a_file_is_heard_once(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    sound = np.concatenate([silence(1.5), tone(1.0), silence(2.0), tone(1.0), silence(1.0)])
    write_sound(path, "pcm_s16le", "s16", [sound, silence(6.5)])
    parted = transcribe_call(CallReader(path, part_s=2.0), ToneRecognizer(), Loudness, call_id="c")
    whole = transcribe_call(read_call(path), ToneRecognizer(), Loudness, call_id="c")
    heard = [
        [(one.role, one.start_s, one.text) for one in transcript(portions)]
        for portions in (parted, whole)
    ]
    assert heard[0] == heard[1]
    assert len(heard[0]) == 2


def test_a_wide_window_packs_across_the_parts_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    sound = np.concatenate([part for _ in range(8) for part in (tone(2.0), silence(2.0))])
    write_sound(path, "pcm_s16le", "s16", [silence(32.0), sound])
    recognizer = ToneRecognizer(window_s=30.0)
    portions = transcribe_call(CallReader(path, part_s=5.0), recognizer, Loudness, call_id="c")
    assert transcript(portions)
    assert recognizer.asked[0][0] > 20.0


def test_a_place_before_the_start_changes_nothing() -> None:
    again = transcribe_call(TALK, ToneRecognizer(), Loudness, call_id="c", start=Place(0.0, 0.0))
    assert len(transcript(again)) == 3


def test_the_demo_call_is_read_by_the_real_engine() -> None:
    audio = read_call(DEMO_CALL)
    recognizer = load(MODEL, threads=2)
    segments = transcript(transcribe_call(audio, recognizer, Silero, call_id="c"))
    said = "".join(one.text for one in segments)
    assert "空调" in said
    assert "13812345678" in said
    assert {one.role for one in segments} == set(Role)
    assert all(one.start_s < one.end_s <= audio.duration_s + 0.5 for one in segments)

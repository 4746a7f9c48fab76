"""What becomes of words when the engine dies, hangs, starves, is slow, or much waits for it."""

import sys
from functools import partial
from pathlib import Path

import pytest
from typing_extensions import override

from app.kept_sound import KeptSound
from app.recognition_child import Died, HangLimits, RecognitionChild
from app.recognition_queue import Outcome
from app.transcriber import Transcriber, TranscriberSettings
from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.errors import Damaged, MemoryShort
from domain.events import BacklogChanged, Event, TroubleMet
from speech.recognition.recognizer import Heard
from speech.utterance import Utterance
from tests.app.test_transcriber import PATIENCE_S, Inbox, open_utterance, running, utterance
from tests.speech.sounds import silence, tone
from tests.speech.tone_recognizer import (
    ByTime,
    Fragile,
    Gated,
    Greedy,
    Slow,
    ToneRecognizer,
    dead_at_start,
)


class Shelf:
    """A recording on disk, as far as anybody else can tell; counts how often it is read."""

    def __init__(self, sound: Samples) -> None:
        self._sound, self.reads = sound, 0

    def holds(self, start_s: float, end_s: float) -> bool:
        return start_s >= 0 and end_s * SAMPLE_RATE_HZ <= len(self._sound)

    def read(self, role: Role, start_s: float, end_s: float) -> Samples:
        del role
        self.reads += 1
        return self._sound[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]


def test_what_a_death_interrupted_is_read_back_from_the_recording(tmp_path: Path) -> None:
    inbox, shelf = Inbox(), Shelf(tone(3.0, 700))
    whole = Utterance(0, AudioBlock(Role.CUSTOMER, 0.0, tone(3.0, 300)), 3.0)
    with running(partial(Fragile, tally=tmp_path / "deaths", deaths=1)) as transcriber:
        transcriber.submit_final(whole, inbox.outcomes.append, KeptSound(whole.audio, shelf))
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["700赫兹"]  # memory said 300, the recording says 700
    assert shelf.reads == 1


@pytest.mark.expects_warning_log
def test_a_recording_that_is_gone_costs_one_utterance_only(tmp_path: Path) -> None:
    class Gone(Shelf):
        @override
        def read(self, role: Role, start_s: float, end_s: float) -> Samples:
            raise Damaged("读不回来 / gone")

    inbox = Inbox()
    first = utterance(300, 0)
    with running(partial(Fragile, tally=tmp_path / "deaths", deaths=1)) as transcriber:
        kept = KeptSound(first.audio, Gone(tone(9.0)))
        transcriber.submit_final(first, inbox.outcomes.append, kept)
        transcriber.submit_final(utterance(400, 1), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["RecognizerDown", "400赫兹"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_out_of_memory_ends_in_the_smaller_engine_and_says_so() -> None:
    inbox, events = Inbox(), list[Event]()
    settings = TranscriberSettings(make_lean=ToneRecognizer)
    with running(Greedy, settings, events.append) as transcriber:
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["300赫兹"]
    assert [type(one.error) for one in events if isinstance(one, TroubleMet)] == [MemoryShort]


def test_an_engine_that_never_starts_gives_the_words_back_for_later() -> None:
    inbox = Inbox()
    with running(dead_at_start) as transcriber:
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
        transcriber.submit_final(utterance(400), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["RecognizerDown", "RecognizerDown"]


def test_words_that_nobody_can_wait_for_are_handed_back_once(tmp_path: Path) -> None:
    inbox = Inbox()
    gate = tmp_path / "gate"
    with running(partial(Gated, gate=gate)) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        for number in range(3):
            transcriber.submit_final(utterance(300, number), inbox.outcomes.append)
        assert not transcriber.drain(0.05)
        transcriber.leave()
        assert transcriber.drain(PATIENCE_S)
        gate.touch()
        transcriber.submit_final(utterance(400, 4), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["RecognizerDown"] * 3 + ["400赫兹"]


def test_an_engine_slower_than_speech_still_says_every_final_and_no_partial() -> None:
    inbox, events = Inbox(), list[Event]()
    with running(partial(Slow, times=1.5), publish=events.append) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        for number in range(6):
            for seconds in (0.2, 0.4, 0.6):  # as quick as they can be taken: far above real time
                transcriber.submit_partial(
                    open_utterance(900, number, seconds=seconds), inbox.shown.append
                )
            transcriber.submit_final(utterance(300 + 10 * number, number), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == [f"{300 + 10 * number}赫兹" for number in range(6)]
    assert inbox.shown == []
    waiting = [event.finals for event in events if isinstance(event, BacklogChanged)]
    assert max(waiting) >= 5
    assert waiting[-1] == 0


def test_waiting_finals_of_both_channels_share_one_wide_window(tmp_path: Path) -> None:
    inbox, tally = Inbox(), tmp_path / "decodes"
    said = [(300, Role.CUSTOMER), (400, Role.AGENT), (500, Role.CUSTOMER), (600, Role.AGENT)]
    answers: dict[float, Outcome] = {}
    transcriber = Transcriber(
        partial(ByTime, tally=tally), TranscriberSettings(), lambda _event: None
    )
    for number, (pitch_hz, role) in enumerate(said):
        one = utterance(pitch_hz, number, role)
        transcriber.submit_final(one, partial(answers.__setitem__, one.audio.start_s))
    transcriber.start()
    try:
        assert transcriber.drain(PATIENCE_S)
    finally:
        transcriber.stop()
    inbox.outcomes = [answers[2.0 * number] for number in range(4)]
    assert inbox.texts == ["300赫兹", "400赫兹", "500赫兹", "600赫兹"]
    heard = [one for one in inbox.outcomes if isinstance(one, Heard)]
    assert [one.words[0].start_s for one in heard] == pytest.approx([0.0, 2.0, 4.0, 6.0], abs=0.11)
    assert tally.stat().st_size == 1


def test_an_answer_lost_among_its_neighbours_is_asked_for_alone(tmp_path: Path) -> None:
    inbox, tally = Inbox(), tmp_path / "decodes"
    transcriber = Transcriber(
        partial(ByTime, tally=tally), TranscriberSettings(), lambda _event: None
    )
    quiet = Utterance(1, AudioBlock(Role.AGENT, 2.0, silence(1.0)), 3.0)
    for one in (utterance(300, 0), quiet, utterance(500, 2)):
        transcriber.submit_final(one, inbox.outcomes.append)
    transcriber.start()
    try:
        assert transcriber.drain(PATIENCE_S)
    finally:
        transcriber.stop()
    assert inbox.texts == ["300赫兹", "500赫兹", ""]
    assert tally.stat().st_size == 2


def test_a_decode_hangs_by_what_the_engine_took_before() -> None:
    limits = HangLimits(task_s=180.0, least_s=20.0, times=20.0)
    assert limits.of_task(2, 0.1) == 180.0  # too few to know it
    assert limits.of_task(9, 0.1) == 20.0
    assert limits.of_task(9, 3.0) == 60.0
    assert limits.of_task(9, 30.0) == 180.0


def test_a_process_that_is_slow_to_start_is_not_taken_for_frozen() -> None:
    now_s = [0.0]
    child = RecognitionChild(HangLimits(start_s=180.0, frozen_s=20.0), lambda: now_s[0])
    child.start(ToneRecognizer)
    now_s[0] = 179.0  # it cannot have spoken yet
    assert child.news(0.0) == []
    now_s[0] = 181.0
    assert [one.has_hung for one in child.news(0.0) if isinstance(one, Died)] == [True]
    assert not child.is_running

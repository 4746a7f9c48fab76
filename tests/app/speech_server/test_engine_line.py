"""The queue before the one engine: the important first, bounded, and no sound kills it for all."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from app.recognition_process import MakeRecognizer
from app.speech_server.engine_line import EngineLine, LineFull, Wish
from domain.audio import Samples
from domain.errors import ModelMissing, RecognizerDown
from tests.speech.sounds import tone
from tests.speech.tone_recognizer import Away, Fragile, Gated, ToneRecognizer, no_model

PATIENCE_S: Final = 60.0


@contextmanager
def line_of(make: MakeRecognizer, *, most_waiting: int = 8) -> Iterator[EngineLine]:
    line = EngineLine(make, lambda _event: None, most_waiting=most_waiting)
    line.start()
    try:
        yield line
    finally:
        line.stop()


def sound(pitch_hz: float) -> Samples:
    return tone(0.5, pitch_hz)


def test_what_is_asked_is_answered_with_the_engines_window() -> None:
    with line_of(ToneRecognizer) as line:
        ready = line.wait_ready(PATIENCE_S)
        assert ready is not None
        assert ready.window_s == 10.0
        heard = line.ask(sound(300), Wish.FINAL, "热词").result(PATIENCE_S)
        assert (heard.text, len(heard.words)) == ("热词300赫兹", 7)
        assert line.ask(sound(300), Wish.PARTIAL, "").result(PATIENCE_S).words == ()


def test_finals_overtake_partials_and_these_recordings(tmp_path: Path) -> None:
    done: list[str] = []
    with line_of(partial(Gated, gate=tmp_path / "gate")) as line:
        assert line.wait_ready(PATIENCE_S)
        first = line.ask(sound(900), Wish.BACKGROUND, "")
        while line.waiting:  # the engine has it now
            threading.Event().wait(0.01)
        answers = [
            line.ask(sound(pitch_hz), wish, "")
            for pitch_hz, wish in (
                (300, Wish.BACKGROUND),
                (400, Wish.PARTIAL),
                (500, Wish.FINAL),
                (600, Wish.FINAL),
            )
        ]
        for answer in answers:
            answer.add_done_callback(lambda one: done.append(one.result().text))
        (tmp_path / "gate").touch()
        assert first.result(PATIENCE_S).text == "900赫兹"
        for answer in answers:
            answer.result(PATIENCE_S)
    assert done == ["500赫兹", "600赫兹", "400赫兹", "300赫兹"]


def test_a_full_queue_says_when_to_come_back(tmp_path: Path) -> None:
    with line_of(partial(Gated, gate=tmp_path / "gate"), most_waiting=2) as line:
        assert line.wait_ready(PATIENCE_S)
        answers = [line.ask(sound(300), Wish.FINAL, "")]
        while line.waiting:
            threading.Event().wait(0.01)
        answers += [line.ask(sound(300), Wish.FINAL, "") for _ in range(2)]
        with pytest.raises(LineFull) as caught:
            line.ask(sound(300), Wish.FINAL, "")
        assert caught.value.retry_after_s >= 1
        (tmp_path / "gate").touch()
        assert [one.result(PATIENCE_S).text for one in answers] == ["300赫兹"] * 3


def test_what_nobody_waits_for_any_more_is_not_decoded(tmp_path: Path) -> None:
    with line_of(partial(Gated, gate=tmp_path / "gate")) as line:
        assert line.wait_ready(PATIENCE_S)
        first = line.ask(sound(300), Wish.FINAL, "")
        while line.waiting:
            threading.Event().wait(0.01)
        gone, stays = (line.ask(sound(hz), Wish.FINAL, "") for hz in (400, 500))
        assert gone.cancel()
        (tmp_path / "gate").touch()
        assert stays.result(PATIENCE_S).text == "500赫兹"
        assert first.result(PATIENCE_S).text == "300赫兹"
        assert gone.cancelled()


@pytest.mark.parametrize(("deaths", "is_heard"), [(1, True), (2, False)])
def test_a_sound_that_kills_the_engine_is_given_up_and_the_next_is_heard(
    tmp_path: Path, deaths: int, is_heard: bool
) -> None:
    with line_of(partial(Fragile, tally=tmp_path / "deaths", deaths=deaths)) as line:
        first = line.ask(sound(300), Wish.FINAL, "")
        second = line.ask(sound(400), Wish.FINAL, "")
        assert second.result(PATIENCE_S).text == "400赫兹"
        if is_heard:
            assert first.result(PATIENCE_S).text == "300赫兹"
        else:
            with pytest.raises(RecognizerDown):
                first.result(PATIENCE_S)


def test_an_engine_that_says_no_is_passed_on(tmp_path: Path) -> None:
    with (
        line_of(partial(Away, back=tmp_path / "back")) as line,
        pytest.raises(RecognizerDown, match="不在"),
    ):
        line.ask(sound(300), Wish.FINAL, "").result(PATIENCE_S)


def test_a_model_that_does_not_load_is_told() -> None:
    with line_of(no_model) as line, pytest.raises(ModelMissing, match="模型坏了"):
        line.wait_ready(PATIENCE_S)


def test_whoever_waits_at_the_end_is_told_that_nothing_comes(tmp_path: Path) -> None:
    with line_of(partial(Gated, gate=tmp_path / "gate")) as line:
        assert line.wait_ready(PATIENCE_S)
        answers = [line.ask(sound(300), Wish.FINAL, "") for _ in range(2)]
        (tmp_path / "gate").touch()
    assert all(one.done() for one in answers)

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.recognition_child import HangLimits
from app.recognition_process import MakeRecognizer
from app.recognition_queue import Outcome
from app.transcriber import Transcriber, TranscriberSettings
from domain.audio import AudioBlock, Role
from domain.errors import ModelMissing, RecognizerDown
from domain.events import BacklogChanged, Event
from speech.recognition.faster_whisper import loader
from speech.recognition.recognizer import Heard
from speech.utterance import OpenUtterance, Utterance
from tests.speech.sounds import MODEL, ROOT, block, silence, tone
from tests.speech.tone_recognizer import Away, Fragile, Gated, Stuck, ToneRecognizer, no_model

PATIENCE_S = 300.0  # of a machine that does ten things at once


class Inbox:
    """Collects outcomes; their order is the order of delivery."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.shown: list[str] = []

    @property
    def texts(self) -> list[str]:
        return [one.text if isinstance(one, Heard) else type(one).__name__ for one in self.outcomes]


def utterance(pitch_hz: float, number: int = 0, role: Role = Role.CUSTOMER) -> Utterance:
    audio = block(tone(1.0, pitch_hz), role=role, start_s=2.0 * number)
    return Utterance(number, audio, audio.end_s)


def open_utterance(
    pitch_hz: float, number: int = 0, *, seconds: float = 1.0, is_pausing: bool = False
) -> OpenUtterance:
    audio = block(tone(seconds, pitch_hz), start_s=2.0 * number)
    return OpenUtterance(number, audio, is_pausing)


@contextmanager
def running(
    make: MakeRecognizer,
    settings: TranscriberSettings | None = None,
    publish: Callable[[Event], None] = lambda _event: None,
) -> Iterator[Transcriber]:
    transcriber = Transcriber(make, settings or TranscriberSettings(), publish)
    transcriber.start()
    try:
        yield transcriber
    finally:
        transcriber.stop()


def test_finals_come_back_in_order() -> None:
    inbox = Inbox()
    with running(ToneRecognizer) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        for number, pitch_hz in enumerate((300, 400, 500)):
            transcriber.submit_final(utterance(pitch_hz, number), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
        assert transcriber.stop()
    assert inbox.texts == ["300赫兹", "400赫兹", "500赫兹"]
    first = inbox.outcomes[0]
    assert isinstance(first, Heard)
    assert len(first.words) == 5


def test_hotwords_reach_the_engine() -> None:
    inbox = Inbox()
    with running(ToneRecognizer, TranscriberSettings(hotwords="热词")) as transcriber:
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["热词300赫兹"]


def test_what_a_killed_process_worked_on_is_done_again(tmp_path: Path) -> None:
    inbox = Inbox()
    make = partial(Fragile, tally=tmp_path / "deaths", deaths=2)
    with running(make) as transcriber:
        for number, pitch_hz in enumerate((300, 400, 500)):
            transcriber.submit_final(utterance(pitch_hz, number), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["300赫兹", "400赫兹", "500赫兹"]
    assert (tmp_path / "deaths").stat().st_size == 2


def test_a_process_killed_while_idle_is_started_again() -> None:
    inbox = Inbox()
    with running(ToneRecognizer) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        assert transcriber.pid is not None
        os.kill(transcriber.pid, signal.SIGKILL)
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["300赫兹"]


def test_three_deaths_over_one_utterance_give_it_up_and_the_next_is_heard(tmp_path: Path) -> None:
    inbox = Inbox()
    make = partial(Fragile, tally=tmp_path / "deaths", deaths=3)
    with running(make, TranscriberSettings(max_deaths=3)) as transcriber:
        transcriber.submit_final(utterance(300, 0), inbox.outcomes.append)
        transcriber.submit_final(utterance(400, 1), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["SoundFatal", "400赫兹"]
    assert isinstance(inbox.outcomes[0], RecognizerDown)
    assert " / " in str(inbox.outcomes[0])


def test_a_hung_decode_is_killed_and_done_again(tmp_path: Path) -> None:
    inbox = Inbox()
    settings = TranscriberSettings(hang=HangLimits(task_s=1.0))
    with running(partial(Stuck, tally=tmp_path / "stuck"), settings) as transcriber:
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["300赫兹"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP there")
def test_a_frozen_process_is_killed_and_started_again() -> None:
    inbox = Inbox()
    settings = TranscriberSettings(hang=HangLimits(frozen_s=8.0))
    with running(ToneRecognizer, settings) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        frozen = transcriber.pid
        assert frozen is not None
        os.kill(frozen, signal.SIGSTOP)
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
        assert transcriber.pid != frozen
    assert inbox.texts == ["300赫兹"]


def test_behind_partials_are_dropped_and_finals_are_not(tmp_path: Path) -> None:
    inbox, events = Inbox(), list[Event]()
    gate = tmp_path / "gate"
    with running(partial(Gated, gate=gate), publish=events.append) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        for number in range(4):
            for seconds in (0.5, 0.6, 0.7):
                transcriber.submit_partial(
                    open_utterance(300, number, seconds=seconds), inbox.shown.append
                )
            transcriber.submit_final(utterance(300 + 10 * number, number), inbox.outcomes.append)
        assert transcriber.backlog().finals == 4
        assert transcriber.backlog().seconds == 4.0
        gate.touch()
        assert transcriber.drain(PATIENCE_S)
        assert transcriber.backlog().finals == 0
        assert transcriber.backlog().partials_dropped >= 10
    assert inbox.texts == ["300赫兹", "310赫兹", "320赫兹", "330赫兹"]
    told = [event for event in events if isinstance(event, BacklogChanged)]
    assert max(event.finals for event in told) == 4


def test_a_live_final_overtakes_all_that_waits_in_the_background(tmp_path: Path) -> None:
    inbox = Inbox()
    gate = tmp_path / "gate"
    with running(partial(Gated, gate=gate)) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        assert transcriber.window_s == 10.0
        heard = threading.Semaphore(0)

        def note(outcome: Outcome) -> None:
            inbox.outcomes.append(outcome)
            heard.release()

        for pitch_hz in (300, 400, 500):
            transcriber.submit_background(block(tone(1.0, pitch_hz)), note)
        transcriber.submit_final(utterance(900), note)
        assert transcriber.backlog().finals == 1
        gate.touch()
        assert transcriber.drain(PATIENCE_S)
        for _ in range(4):
            assert heard.acquire(timeout=PATIENCE_S)
    assert inbox.texts.index("900赫兹") <= 1  # one of the background may have been in work
    assert [text for text in inbox.texts if text != "900赫兹"] == ["300赫兹", "400赫兹", "500赫兹"]


def test_partials_show_what_two_decodes_agree_on() -> None:
    shown = threading.Event()
    inbox = Inbox()

    def show(text: str) -> None:
        inbox.shown.append(text)
        shown.set()

    with running(ToneRecognizer) as transcriber:
        first = threading.Event()
        transcriber.submit_partial(open_utterance(300, seconds=0.5), show)
        transcriber.submit_final(utterance(900, 7, Role.AGENT), lambda _outcome: first.set())
        assert first.wait(PATIENCE_S)
        while not shown.wait(0.05):  # the first decode agrees with none before it
            transcriber.submit_partial(open_utterance(300, seconds=0.7), show)
    assert inbox.shown == ["300赫兹"]


def test_a_final_that_was_decoded_at_its_pause_is_there_at_once(tmp_path: Path) -> None:
    inbox = Inbox()
    make = partial(Fragile, tally=tmp_path / "deaths", deaths=0)
    with running(make) as transcriber:
        ahead = threading.Event()
        transcriber.submit_partial(open_utterance(300, is_pausing=True), lambda _text: ahead.set())
        transcriber.submit_partial(open_utterance(300, is_pausing=True), lambda _text: ahead.set())
        while not ahead.wait(0.05):
            transcriber.submit_partial(
                open_utterance(300, is_pausing=True), lambda _text: ahead.set()
            )
        assert transcriber.pid is not None
        os.kill(transcriber.pid, signal.SIGSTOP)  # nobody can decode it now
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        assert transcriber.drain(5.0)
        os.kill(transcriber.pid, signal.SIGCONT)
    assert inbox.texts == ["300赫兹"]


def test_a_final_that_grew_after_the_pause_is_decoded_whole() -> None:
    inbox = Inbox()
    with running(ToneRecognizer) as transcriber:
        transcriber.submit_partial(
            open_utterance(300, seconds=0.5, is_pausing=True), inbox.shown.append
        )
        longer = block(tone(0.5, 300), tone(2.0, 700))
        transcriber.submit_final(Utterance(0, longer, longer.end_s), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["700赫兹"]


def test_a_model_that_does_not_load_is_told_to_everybody() -> None:
    inbox = Inbox()
    with running(no_model) as transcriber:
        transcriber.submit_final(utterance(300), inbox.outcomes.append)
        with pytest.raises(ModelMissing, match="模型坏了"):
            transcriber.wait_ready(PATIENCE_S)
        assert transcriber.drain(PATIENCE_S)
        transcriber.submit_final(utterance(400), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == ["ModelMissing", "ModelMissing"]


def test_an_engine_that_is_away_is_told_and_the_next_utterance_is_heard(tmp_path: Path) -> None:
    inbox = Inbox()
    with running(partial(Away, back=tmp_path / "back")) as transcriber:
        transcriber.submit_partial(open_utterance(300, is_pausing=True), inbox.shown.append)
        transcriber.submit_final(utterance(300, 0), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
        child = transcriber.pid
        (tmp_path / "back").touch()
        transcriber.submit_final(utterance(400, 1), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
        assert transcriber.pid == child  # nothing died of it
    assert inbox.texts == ["RecognizerDown", "400赫兹"]
    assert inbox.shown == []


def test_stop_is_prompt_and_needs_no_kill() -> None:
    transcriber = Transcriber(ToneRecognizer, TranscriberSettings(), lambda _event: None)
    transcriber.start()
    assert transcriber.wait_ready(PATIENCE_S)
    assert transcriber.stop(wait_s=PATIENCE_S)
    assert transcriber.pid is None


def test_drain_says_when_it_was_not_in_time(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    with running(partial(Gated, gate=gate)) as transcriber:
        transcriber.submit_final(utterance(300), lambda _outcome: None)
        assert not transcriber.drain(0.05)
        gate.touch()
        assert transcriber.drain(PATIENCE_S)


PARENT = """
import sys, time
from functools import partial
from pathlib import Path
from app.transcriber import Transcriber, TranscriberSettings
from tests.app.test_transcriber import utterance
from tests.speech.tone_recognizer import Stuck

if __name__ == "__main__":
    began = Path(sys.argv[1])
    make = partial(Stuck, tally=began)
    transcriber = Transcriber(make, TranscriberSettings(), lambda _event: None)
    transcriber.start()
    transcriber.wait_ready(60)
    if sys.argv[2] == "busy":
        transcriber.submit_final(utterance(300), lambda _outcome: None)
        while not began.exists():
            time.sleep(0.01)
    print(transcriber.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_killed_desk_leaves_no_orphan(tmp_path: Path, state: str) -> None:
    script = tmp_path / "desk.py"
    script.write_text(PARENT)
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "began"), state],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as desk:
        assert desk.stdout is not None
        child = int(desk.stdout.readline())
        desk.kill()
    deadline_s = time.monotonic() + PATIENCE_S
    while _is_running(child) and time.monotonic() < deadline_s:
        threading.Event().wait(0.02)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_the_real_engine_works_in_the_child() -> None:
    inbox = Inbox()
    quiet = AudioBlock(Role.AGENT, 0.0, np.concatenate([silence(1.0)]))
    with running(loader(MODEL, threads=1)) as transcriber:
        assert transcriber.wait_ready(PATIENCE_S)
        transcriber.submit_final(Utterance(0, quiet, 1.0), inbox.outcomes.append)
        assert transcriber.drain(PATIENCE_S)
    assert inbox.texts == [""]


def test_a_broken_model_folder_is_told_from_the_child(tmp_path: Path) -> None:
    with (
        running(loader(tmp_path, threads=1)) as transcriber,
        pytest.raises(ModelMissing, match=r"model\.bin"),
    ):
        transcriber.wait_ready(PATIENCE_S)

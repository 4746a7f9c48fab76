"""A desk that hears through a server: the server goes away in the middle of a call and comes back.

Nothing of this is made up: a real desk, a real `lingtai serve-speech`, killed and started again.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.assembly import Workstation, assemble
from app.config import SPEECH_KEY, Config, SpeechConfig
from app.demo import DEMO_FOLDER
from domain.errors import RecognizerDown
from domain.events import CallEnded, EngineChanged, SegmentHeard, TroubleMet
from speech.audio.decode import read_call
from tests.app.speech_server.serving import KEY, served
from tests.app.station import LONG_S, Heard, config_in

THANKS = "06_thanks"


def desk_config(folder: Path, url: str, *, has_stand_in: bool = False) -> Config:
    speech = SpeechConfig(engine="server", server_url=url, server_has_stand_in=has_stand_in)
    return replace(config_in(folder), speech=speech)


@contextmanager
def desk(config: Config) -> Iterator[tuple[Workstation, Heard]]:
    heard = Heard()
    workstation = assemble(config, heard.publish)
    try:
        yield workstation, heard
    finally:
        workstation.close()


@pytest.fixture(autouse=True)
def key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SPEECH_KEY, KEY)


def words_of(heard: Heard) -> str:
    found = sorted((one.segment for one in heard.of(SegmentHeard)), key=lambda one: one.start_s)
    return "".join(segment.text for segment in found)


@pytest.mark.expects_warning_log
def test_words_that_the_server_missed_arrive_when_it_is_back(tmp_path: Path) -> None:
    with served(tmp_path / "server") as server:
        port = server.port
        with desk(desk_config(tmp_path / "desk", server.url)) as (workstation, heard):
            assert workstation.transcriber.wait_ready(LONG_S)
            killed: list[int] = []

            def kill_after_the_first_words(event: object) -> None:
                if isinstance(event, SegmentHeard) and not killed:
                    killed.append(server.process.pid)
                    server.process.kill()

            heard.on_event = kill_after_the_first_words
            workstation.desk.play_demo(THANKS, pace=None)
            heard.wait_for(lambda: bool(heard.of(CallEnded)))
            server.process.wait()
            (trouble,) = {str(one.error) for one in heard.of(TroubleMet)}
            assert "转写服务器没有应答" in trouble
            assert server.url in trouble
            assert KEY not in trouble
            ended = heard.of(CallEnded)[0]
            assert ended.recording.duration_s == pytest.approx(
                read_call(DEMO_FOLDER / f"{THANKS}.flac").duration_s, abs=0.2
            )
            first = words_of(heard)
            with served(tmp_path / "server", port=port):
                call_id = ended.call_id
                heard.wait_for(lambda: len(heard.of(CallEnded)) == 2)  # it was heard again
                lines = workstation.review.open(call_id).segments
    said = "".join(one.text for one in lines)
    assert len(said) > len(first) > 0
    assert {one.engine for one in lines} == {"server:lingtai-demo"}
    assert all(isinstance(one.error, RecognizerDown) for one in heard.of(TroubleMet))


@pytest.mark.expects_warning_log
def test_the_local_model_stands_in_and_says_so(tmp_path: Path) -> None:
    away = desk_config(tmp_path, "http://127.0.0.1:9", has_stand_in=True)  # nobody answers there
    with desk(away) as (workstation, heard):
        assert workstation.transcriber.wait_ready(LONG_S)
        workstation.desk.play_demo(THANKS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
    (changed,) = heard.of(EngineChanged)
    assert changed.is_stand_in
    assert {one.segment.engine for one in heard.of(SegmentHeard)} == {changed.engine}
    heard.assert_no_trouble()
    assert words_of(heard)


def test_the_key_is_in_no_log_and_on_no_command_line(tmp_path: Path) -> None:
    with served(tmp_path / "server") as server:
        with desk(desk_config(tmp_path / "desk", server.url)) as (workstation, _):
            assert workstation.transcriber.wait_ready(LONG_S)
            child = workstation.transcriber.pid
            if Path("/proc/self").exists():
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                assert KEY.encode() not in command
                assert os.fsencode("spawn") in command
        logs = [file for file in tmp_path.rglob("*.log*") if file.is_file()]
    assert not [file for file in logs if KEY in file.read_text("utf-8")]

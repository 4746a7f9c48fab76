"""A whole call from two sound devices: real server, real capture, real recognition, real store."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from app.assembly import Workstation, assemble
from app.config import SpeechConfig
from app.demo import DEMO_FOLDER
from app.desk import CallRuns
from app.store import segments
from app.store.database import open_store
from domain.audio import SAMPLE_RATE_HZ, Role
from domain.calls import GapCause
from domain.errors import AudioDeviceMissing, UserError
from domain.events import CallEnded, CallStarted, DeviceChanged, LevelHeard
from domain.sound_devices import DeviceChoice, DeviceWish, SoundProblem
from speech.audio.decode import read_call
from tests.app.script_recognizer import spoken
from tests.app.station import LONG_S, Heard, bare_station, config_in
from tests.speech.audio.pulse import (
    AGENT_IN,
    AGENT_SINK,
    CUSTOMER_IN,
    CUSTOMER_SINK,
    SoundServer,
    sound_server,
    speech_like,
    write,
)
from tests.speech.tone_recognizer import no_model

CALL = "06_thanks"
PLAYED_S = 35.0
PLAYED = round(PLAYED_S * SAMPLE_RATE_HZ)
BY_NAME = SpeechConfig(microphone=AGENT_IN, line=CUSTOMER_IN, output=AGENT_SINK)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    monkeypatch.setenv("LINGTAI_CONFIG", str(tmp_path / "lingtai.toml"))
    with sound_server(tmp_path / "pulse", monkeypatch) as made:
        yield made


def said(role: Role) -> str:
    turns = (turn for turn in spoken(CALL) if turn.role is role and turn.end_s < PLAYED_S)
    return "".join(turn.text for turn in turns)


def alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def test_a_call_from_two_devices_is_written_down_on_the_right_sides(
    server: SoundServer, tmp_path: Path
) -> None:
    audio = read_call(DEMO_FOLDER / f"{CALL}.flac")
    files = {
        role: write(tmp_path / f"{role}.wav", block.samples[:PLAYED], SAMPLE_RATE_HZ)
        for role, block in ((Role.AGENT, audio.agent), (Role.CUSTOMER, audio.customer))
    }
    heard = Heard()
    config = replace(config_in(tmp_path / "data"), speech=BY_NAME)
    workstation = assemble(config, heard.publish)
    try:
        assert workstation.transcriber.wait_ready(LONG_S * 3)
        workstation.desk.start_call("138 0013 8000")
        heard.wait_for(lambda: bool(heard.of(LevelHeard)))
        server.play(AGENT_SINK, files[Role.AGENT])
        server.play(CUSTOMER_SINK, files[Role.CUSTOMER])
        with pytest.raises(CallRuns):
            workstation.desk.start_call("")
        server.wait_played()
        workstation.desk.hang_up()
        assert workstation.desk.wait_until_idle(LONG_S * 5)
    finally:
        workstation.close()
    heard.assert_no_trouble()
    assert not heard.of(DeviceChanged)
    started, ended = heard.of(CallStarted)[0].call, heard.of(CallEnded)[0]
    assert started.customer.phone == "13800138000"
    assert ended.duration_s > PLAYED_S
    assert not ended.recording.has_gap
    store = open_store(tmp_path / "data")
    with store.read() as session:
        kept = segments.load_segments(session, started.call_id)
    store.close()
    for role, other in ((Role.AGENT, Role.CUSTOMER), (Role.CUSTOMER, Role.AGENT)):
        text = "".join(one.text for one in kept if one.role is role)
        print(role, json.dumps(text, ensure_ascii=False), round(alike(text, said(role)), 2))
        assert alike(text, said(role)) > 0.6
        assert alike(text, said(role)) > 2 * alike(text, said(other))


@pytest.fixture
def desk(server: SoundServer, tmp_path: Path) -> Iterator[tuple[Workstation, Heard]]:
    """A workstation on the server's devices, whose model never comes."""
    del server
    with bare_station(tmp_path / "data", no_model) as (workstation, heard):
        workstation.sound.choose(
            DeviceChoice(
                DeviceWish(AGENT_IN, "PulseAudio"),
                DeviceWish(CUSTOMER_IN, "PulseAudio"),
                DeviceWish(AGENT_SINK, "PulseAudio"),
            )
        )
        yield workstation, heard


@pytest.mark.expects_warning_log
def test_a_line_that_is_unplugged_in_a_call_is_told_and_marks_the_recording(
    server: SoundServer, desk: tuple[Workstation, Heard]
) -> None:
    workstation, heard = desk
    workstation.desk.start_call("")
    heard.wait_for(lambda: bool(heard.of(LevelHeard)))
    server.unplug(CUSTOMER_IN)
    heard.wait_for(lambda: bool(heard.of(DeviceChanged)))
    gone = heard.of(DeviceChanged)[0]
    assert (gone.roles, gone.is_there, gone.name) == ((Role.CUSTOMER,), False, "CUSTOMER_IN")
    assert gone.call_id == heard.of(CallStarted)[0].call.call_id
    heard.wait_for(lambda: heard.of(LevelHeard)[-1].at_s > gone.at_s + 1.0)
    workstation.desk.hang_up()
    assert workstation.desk.wait_until_idle(LONG_S * 2)
    recording = heard.of(CallEnded)[0].recording
    assert recording.has_gap
    (gap,) = [gap for gap in recording.gaps if gap.end_s > gone.at_s]
    assert gap.cause is GapCause.SOURCE
    assert gap.start_s < gone.at_s + 1.0
    assert gap.end_s > gone.at_s


@pytest.mark.expects_warning_log
def test_a_missing_device_begins_no_call_and_takes_no_other(
    server: SoundServer, desk: tuple[Workstation, Heard]
) -> None:
    workstation, heard = desk
    server.unplug(CUSTOMER_IN)
    with pytest.raises(AudioDeviceMissing, match=CUSTOMER_IN):
        workstation.desk.start_call("")
    assert not workstation.desk.is_live()
    assert not heard.of(CallStarted)


@pytest.mark.expects_warning_log
def test_one_device_cannot_be_both_sides(desk: tuple[Workstation, Heard]) -> None:
    workstation, _ = desk
    same = DeviceWish(AGENT_IN, "PulseAudio")
    workstation.sound.choose(DeviceChoice(same, same))
    with pytest.raises(UserError, match="AGENT_IN"):
        workstation.desk.start_call("")
    workstation.sound.choose(DeviceChoice(same, is_stereo=True))
    with pytest.raises(UserError, match="AGENT_IN"):  # it has one channel
        workstation.desk.start_call("")


@pytest.mark.expects_warning_log
def test_devices_are_tried_and_their_levels_shown(
    server: SoundServer, desk: tuple[Workstation, Heard], tmp_path: Path
) -> None:
    workstation, _ = desk
    sound = workstation.sound
    assert SoundProblem.NO_SIGNAL in sound.try_input("line", sound.choice).problems
    voice = write(tmp_path / "v.wav", speech_like(60, 16_000, seed=3), 16_000)
    server.play(CUSTOMER_SINK, voice)
    tried = sound.try_input("line", sound.choice)
    assert tried.problems == ()
    assert tried.rate_hz == pytest.approx(16_000, rel=0.02)
    # Its sink is the microphone's. A starved machine may play the tone in pieces: asked again.
    tries = (sound.try_output(sound.choice).problems for _ in range(5))
    assert any(SoundProblem.ECHO in problems for problems in tries)
    sound.listen()
    give_up_at = time.monotonic() + LONG_S
    while sound.levels().customer_dbfs < -50:
        assert time.monotonic() < give_up_at
        time.sleep(0.05)
    assert sound.levels().agent_dbfs < -90
    sound.stop_listening()

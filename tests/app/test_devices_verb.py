"""`lingtai devices` on a real sound server: what is there, and whether an input works."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import main
from domain.audio import SAMPLE_RATE_HZ
from domain.errors import AudioDeviceMissing
from tests.speech.audio.pulse import (
    AGENT_IN,
    AGENT_SINK,
    CUSTOMER_IN,
    SoundServer,
    sound_server,
    speech_like,
    write,
)

LONG_S = 60.0  # of sound to play: a busy machine takes its time to start listening


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    monkeypatch.setenv("LINGTAI_DATA", str(tmp_path / "data"))
    with sound_server(tmp_path / "pulse", monkeypatch) as made:
        yield made


@pytest.mark.usefixtures("server")
def test_devices_are_listed_with_what_the_settings_mean() -> None:
    shown = CliRunner().invoke(main.cli, ["devices"])
    assert shown.exit_code == 0
    assert AGENT_IN in shown.output
    assert "✓ 麦克风 / microphone" in shown.output
    listed = json.loads(CliRunner().invoke(main.cli, ["devices", "--json"]).output)
    assert {AGENT_IN, CUSTOMER_IN} <= {one["name"] for one in listed}


def test_an_input_that_brings_sound_works(server: SoundServer, tmp_path: Path) -> None:
    voice = speech_like(LONG_S, SAMPLE_RATE_HZ, seed=7)
    server.play(AGENT_SINK, write(tmp_path / "voice.wav", voice, SAMPLE_RATE_HZ))
    shown = CliRunner().invoke(main.cli, ["devices", AGENT_IN, "--test", "--json"])
    tried = json.loads(shown.output)
    assert "no_signal" not in tried["problems"]
    assert tried["level_dbfs"] > -60.0


@pytest.mark.usefixtures("server")
def test_a_silent_input_is_told_and_is_no_success() -> None:
    shown = CliRunner().invoke(main.cli, ["devices", CUSTOMER_IN, "--test"])
    assert "没有声音 / no signal" in shown.output
    assert shown.exit_code == 1


@pytest.mark.usefixtures("server")
def test_a_name_that_no_device_has_is_an_error_in_one_line() -> None:
    shown = CliRunner().invoke(main.cli, ["devices", "nobody", "--test"])
    assert isinstance(shown.exception, AudioDeviceMissing)
    assert "nobody" in str(shown.exception)
    assert "\n" not in str(shown.exception)

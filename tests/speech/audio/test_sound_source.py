from pathlib import Path

import numpy as np
import pytest

from domain.audio import Role
from domain.errors import Damaged
from speech.audio.recording import RecordingWriter
from speech.audio.sound_source import RunningWav
from tests.speech.sounds import tone


def test_a_stretch_of_a_running_recording_is_read_back_by_channel(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    writer = RecordingWriter(path)
    source = RunningWav(path, lambda: True)
    agent, customer = tone(2.0, 300), tone(2.0, 700)
    assert not source.holds(0.0, 0.1)
    writer.append(agent, customer)
    assert source.holds(0.5, 2.0)
    assert not source.holds(0.5, 2.1)
    for role, sound in ((Role.AGENT, agent), (Role.CUSTOMER, customer)):
        assert np.allclose(source.read(role, 0.5, 1.5), sound[8000:24_000], atol=1e-4)
    writer.close()


def test_a_recording_with_a_gap_is_not_relied_upon(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    writer = RecordingWriter(path)
    writer.append(tone(1.0), tone(1.0))
    assert not RunningWav(path, lambda: False).holds(0.0, 0.5)
    writer.close()


def test_sound_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    source = RunningWav(path, lambda: True)
    assert not source.holds(0.0, 1.0)
    with pytest.raises(Damaged, match=r"call\.wav"):
        source.read(Role.AGENT, 0.0, 1.0)
    writer = RecordingWriter(path)
    writer.append(tone(1.0), tone(1.0))
    with pytest.raises(Damaged, match=r"call\.wav"):
        source.read(Role.AGENT, 0.5, 1.5)
    writer.close()

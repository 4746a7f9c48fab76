from pathlib import Path

import numpy as np
import pytest

from domain.audio import Role
from domain.errors import Damaged
from speech.audio.recorder import Recorder
from speech.audio.running_sound import RunningSound
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from tests.speech.audio.recordings import KEYS, counted, put


@pytest.mark.parametrize("kind", ["plain", "encrypted"])
def test_a_stretch_of_a_running_recording_is_read_back_by_channel(
    tmp_path: Path, kind: str
) -> None:
    files = SegmentFiles(SegmentPlace(tmp_path, "c1", KEYS[kind]))
    recorder, source = Recorder(files), RunningSound(files)
    assert not source.holds(0.0, 0.1)
    for start in range(0, 40_000, 8_000):
        put(recorder, start, 8_000)
        recorder.step()
    assert source.holds(0.3, 2.5)
    assert not source.holds(0.3, 2.6)
    expected = counted(4_800, 19_200)
    for channel, role in enumerate((Role.AGENT, Role.CUSTOMER)):
        assert np.allclose(source.read(role, 0.3, 1.5), expected[:, channel], atol=1e-6)
    recorder.finish()


def test_a_stretch_with_a_gap_is_not_relied_upon(tmp_path: Path) -> None:
    files = SegmentFiles(SegmentPlace(tmp_path, "c1"))
    recorder, source = Recorder(files), RunningSound(files)
    for start in (0, 24_000):
        put(recorder, start, 16_000)
        recorder.step()
    assert source.holds(0.0, 1.0)
    assert not source.holds(0.5, 1.2)
    assert not source.holds(0.5, 2.0)
    assert source.holds(1.6, 2.4)
    recorder.finish()


def test_sound_that_is_not_there_is_told(tmp_path: Path) -> None:
    files = SegmentFiles(SegmentPlace(tmp_path, "c1"))
    recorder, source = Recorder(files), RunningSound(files)
    put(recorder, 0, 16_000)
    recorder.step()
    recorder.finish()
    with pytest.raises(Damaged):
        source.read(Role.AGENT, 0.5, 1.5)
    next(tmp_path.glob("*.seg")).unlink()
    with pytest.raises(Damaged):
        source.read(Role.AGENT, 0.2, 0.5)

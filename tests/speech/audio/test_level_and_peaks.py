import numpy as np
import pytest

from domain.audio import Role
from speech.audio.decode import CallAudio
from speech.audio.level import SILENCE_DBFS, level_dbfs
from speech.audio.peaks import peaks_of
from tests.speech.sounds import block, silence, tone


def test_a_full_sine_is_three_decibels_below_full_scale() -> None:
    assert level_dbfs(tone(1.0, peak=1.0)) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("seconds", [0.0, 1.0])
def test_silence_has_a_floor(seconds: float) -> None:
    assert level_dbfs(silence(seconds)) == SILENCE_DBFS


def test_peaks_hold_the_extremes_of_each_step() -> None:
    loud = np.concatenate([silence(0.5), tone(0.5, peak=0.8)])
    audio = CallAudio(
        block(silence(1.0), role=Role.AGENT), block(loud, role=Role.CUSTOMER), 16_000, 1.0
    )
    peaks = peaks_of(audio, steps=10)
    assert peaks.step_s == pytest.approx(0.1)
    assert peaks.customer.shape == peaks.agent.shape == (10, 2)
    assert not peaks.agent.any()
    assert not peaks.customer[:5].any()
    assert peaks.customer[5:, 0] == pytest.approx(-0.8, abs=0.01)
    assert peaks.customer[5:, 1] == pytest.approx(0.8, abs=0.01)


def test_a_call_shorter_than_its_steps_has_fewer() -> None:
    short = np.ones(3, np.float32)
    audio = CallAudio(block(short, role=Role.AGENT), block(short), 16_000, 3 / 16_000)
    assert len(peaks_of(audio, steps=100).customer) == 3

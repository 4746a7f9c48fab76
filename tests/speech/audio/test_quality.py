import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audio import SAMPLE_RATE_HZ, Role, Samples
from domain.sound import MinuteSound, SoundFault
from speech.audio.quality import SoundMeter

RNG = np.random.default_rng(7)


def talk(seconds: float, loudness: float = 0.1) -> Samples:
    """Return noise that is on for 0.6 s and off for 0.4 s, as talk is."""
    times = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (RNG.normal(0, loudness, len(times)) * (times % 1.0 < 0.6)).astype(np.float32)


def noise(seconds: float, loudness: float) -> Samples:
    return RNG.normal(0, loudness, round(seconds * SAMPLE_RATE_HZ)).astype(np.float32)


def minutes(samples: Samples, step: int = 1600) -> tuple[MinuteSound, ...]:
    meter = SoundMeter(Role.CUSTOMER)
    for start in range(0, len(samples), step):
        meter.hear(samples[start : start + step])
    return meter.minutes()


def test_a_call_is_cut_into_minutes_the_last_one_shorter() -> None:
    found = minutes(talk(150.0))
    assert [(one.minute, round(one.seconds, 2)) for one in found] == [(0, 60), (1, 60), (2, 30)]
    assert [one.faults for one in found] == [(), (), ()]


@pytest.mark.parametrize(("wanted_db", "slack_db"), [(30, 1.5), (20, 1.5), (10, 2.0)])
def test_speech_above_noise_is_estimated(wanted_db: float, slack_db: float) -> None:
    level = 0.1 * 10 ** (-wanted_db / 20)
    (found,) = minutes(talk(60.0) + noise(60.0, level))
    assert found.snr_db == pytest.approx(wanted_db, abs=slack_db)


def test_noise_alone_has_no_speech() -> None:
    (found,) = minutes(noise(60.0, 0.003))
    assert (found.speech_dbfs, found.snr_db, found.faults) == (None, None, ())
    assert found.noise_dbfs == pytest.approx(-50.5, abs=1.0)
    (loud,) = minutes(noise(60.0, 0.1))
    assert loud.faults == (SoundFault.NOISY,)


def test_faults_are_named() -> None:
    assert minutes(np.zeros(SAMPLE_RATE_HZ * 20, np.float32))[0].faults == (SoundFault.DEAD,)
    assert minutes(np.clip(talk(20.0) * 20, -1, 1))[0].faults == (SoundFault.CLIPPED,)
    assert minutes(talk(20.0, 0.004))[0].faults == (SoundFault.QUIET,)
    assert minutes(talk(20.0, 0.05) + noise(20.0, 0.03))[0].faults == (SoundFault.NOISY,)


def test_a_peak_that_touches_full_scale_is_not_clipping() -> None:
    samples = talk(20.0)
    samples[::100] = 1.0
    assert minutes(samples)[0].clipped_share == 0.0


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=20))
def test_the_size_of_the_blocks_does_not_matter(sizes: list[int]) -> None:
    samples = talk(sum(sizes) / SAMPLE_RATE_HZ)
    meter, place = SoundMeter(Role.AGENT), 0
    for size in sizes:
        meter.hear(samples[place : place + size])
        place += size
    whole = SoundMeter(Role.AGENT)
    whole.hear(samples[:place])
    assert meter.minutes() == whole.minutes()

from collections.abc import Iterator

import numpy as np
import pytest

from domain.audio import SAMPLE_RATE_HZ, Samples
from speech.audio.drift import MEND_PPM, DeviceClock, steering_ppm
from speech.audio.feed import Feed
from tests.speech.sounds import tone

ORIGIN_S = 1_000.0
BLOCK_S = 0.2


class MadeDevice:
    """A device whose clock is off by ppm and whose blocks come late by an uneven while."""

    def __init__(self, rate_hz: int, ppm: float, *, seed: int = 0) -> None:
        self.rate_hz = rate_hz
        self._real_hz = rate_hz * (1 + ppm / 1e6)
        self._chance = np.random.default_rng(seed)

    def arrivals(self, lasts_s: float) -> Iterator[tuple[int, int, float]]:
        """Yield (first sample, length, arrival); none overtakes another."""
        block, arrived_s = round(BLOCK_S * self.rate_hz), 0.0
        for first in range(0, round(lasts_s * self._real_hz) - block, block):
            ready_s = ORIGIN_S + (first + block) / self._real_hz
            late_s = self._chance.exponential(0.008)
            if self._chance.random() < 0.005:
                late_s += self._chance.uniform(0.1, 0.8)  # the machine was busy
            arrived_s = max(arrived_s, ready_s + late_s)
            yield first, block, arrived_s

    def clicks(self, first: int, length: int, times_s: np.ndarray) -> Samples:
        """Return a block that is silent but for one sample at each time that falls into it."""
        sound = np.zeros((length, 1), np.float32)
        places = np.rint(times_s * self._real_hz).astype(int) - first
        sound[places[(places >= 0) & (places < length)]] = 0.9
        return sound


def clicks_heard(device: MadeDevice, times_s: np.ndarray, lasts_s: float) -> np.ndarray:
    """Return where on the timeline each click came out, in seconds."""
    feed = Feed(1, ORIGIN_S)
    feed.begin(device.rate_hz)
    heard: list[float] = []
    taken = 0
    for first, length, arrived_s in device.arrivals(lasts_s):
        feed.hear(device.clicks(first, length, times_s), arrived_s)
        ready = round(feed.length_s * SAMPLE_RATE_HZ) - taken
        sound = feed.take(ready)[:, 0]
        heard.extend((taken + np.flatnonzero(sound > 0.3)) / SAMPLE_RATE_HZ)
        taken += ready
    assert feed.gap_s == 0.0
    return np.array(heard)


def test_two_clocks_100_ppm_off_each_way_stay_in_step_for_an_hour() -> None:
    hour_s = 3600.0
    times_s = np.arange(60.0, hour_s - 5, 60.0)
    quick = clicks_heard(MadeDevice(8_000, +100, seed=1), times_s, hour_s)
    slow = clicks_heard(MadeDevice(8_000, -100, seed=2), times_s, hour_s)
    apart_s = first_of_each(quick) - first_of_each(slow)
    print(f"apart at most {np.abs(apart_s).max() * 1000:.2f} ms", end=" ")
    print(f"over the hour {(apart_s[-1] - apart_s[0]) * 1000:.2f} ms")
    assert len(apart_s) == len(times_s)
    assert np.abs(apart_s).max() < 0.020  # left alone they would be 720 ms apart
    assert abs(apart_s[-1] - apart_s[0]) < 0.020


def first_of_each(places_s: np.ndarray) -> np.ndarray:
    """A click may come out as two loud samples."""
    return places_s[np.diff(places_s, prepend=-1.0) > 1.0]


@pytest.mark.parametrize("ppm", [-300.0, 0.0, 80.0])
def test_the_rate_of_a_device_is_found_through_late_blocks(ppm: float) -> None:
    clock = DeviceClock(48_000)
    for _, length, arrived_s in MadeDevice(48_000, ppm).arrivals(600.0):
        assert clock.hear(length, arrived_s) == 0.0
    assert clock.ppm == pytest.approx(ppm, abs=25.0)


def test_steering_leaves_no_click_in_a_tone() -> None:
    device, pitch_hz = MadeDevice(16_000, 200), 400.0
    sound = tone(60.0, pitch_hz)[:, None]
    feed = Feed(1, ORIGIN_S)
    feed.begin(device.rate_hz)
    for first, length, arrived_s in device.arrivals(55.0):
        feed.hear(sound[first : first + length], arrived_s)
    out = feed.take(round(feed.length_s * SAMPLE_RATE_HZ))[SAMPLE_RATE_HZ:, 0]
    bend = np.abs(np.diff(out, 2)).max()
    assert bend < 1.02 * 0.5 * (2 * np.pi * pitch_hz / SAMPLE_RATE_HZ) ** 2


def test_steering_never_bends_the_pitch_more_than_allowed() -> None:
    assert steering_ppm(DeviceClock(16_000), 100.0) == MEND_PPM
    assert steering_ppm(DeviceClock(16_000), -100.0) == -MEND_PPM


def test_sound_that_a_device_left_out_becomes_a_gap_of_that_length() -> None:
    feed = Feed(1, ORIGIN_S)
    feed.begin(16_000)
    for number in range(100):
        late_s = 0.0 if number < 50 else 0.4  # 0.4 s never came
        feed.hear(np.ones((1_600, 1), np.float32) * 0.5, ORIGIN_S + (number + 1) * 0.1 + late_s)
    assert feed.gap_s == pytest.approx(0.4, abs=0.02)
    assert feed.length_s == pytest.approx(10.4, abs=0.06)


def test_a_burst_after_a_pause_is_no_gap() -> None:
    feed = Feed(1, ORIGIN_S)
    feed.begin(16_000)
    for number in range(100):
        ready_s = ORIGIN_S + (number + 1) * 0.1
        arrived_s = max(ready_s, ORIGIN_S + 7.0) if number >= 50 else ready_s
        feed.hear(np.ones((1_600, 1), np.float32) * 0.5, arrived_s)
    assert feed.gap_s == 0.0
    assert feed.length_s == pytest.approx(10.0, abs=0.06)


def test_samples_that_found_no_room_are_silence_in_their_place() -> None:
    feed = Feed(1, ORIGIN_S)
    feed.begin(16_000)
    for number in range(40):
        if number != 20:
            lost = 1_600 if number == 21 else 0
            sound = np.ones((1_600, 1), np.float32) * 0.5
            feed.hear(sound, ORIGIN_S + (number + 1) * 0.1, lost=lost)
    feed.end()
    out = feed.take(round(feed.length_s * SAMPLE_RATE_HZ))[160:-160, 0]  # without its two edges
    silent_s = 0.01 + np.flatnonzero(np.abs(out) < 0.01) / SAMPLE_RATE_HZ
    assert feed.gap_s == pytest.approx(0.1)
    assert silent_s.min() == pytest.approx(2.0, abs=0.02)
    assert silent_s.max() == pytest.approx(2.1, abs=0.02)


def test_a_stream_that_comes_back_is_laid_where_it_belongs() -> None:
    feed = Feed(1, ORIGIN_S)
    for begin_s in (0.0, 5.0):
        feed.begin(44_100)
        for number in range(20):
            sound = np.ones((4_410, 1), np.float32) * 0.5
            feed.hear(sound, ORIGIN_S + begin_s + (number + 1) * 0.1)
        feed.end()
    feed.silence_until(ORIGIN_S + 8.0)
    out = feed.take(round(feed.length_s * SAMPLE_RATE_HZ))[:, 0]
    edges_s = np.flatnonzero(np.diff(np.abs(out[160:]) > 0.25)) / SAMPLE_RATE_HZ + 0.01
    assert edges_s == pytest.approx([2.0, 5.0, 7.0], abs=0.01)
    assert feed.gap_s == pytest.approx(4.0, abs=0.02)


def test_time_never_runs_back_on_the_timeline() -> None:
    feed = Feed(1, ORIGIN_S)
    feed.silence_until(ORIGIN_S + 1.0, is_gap=False)
    feed.begin(16_000)
    for number in range(10):  # its first half second falls where silence was laid already
        feed.hear(np.ones((1_600, 1), np.float32) * 0.5, ORIGIN_S + 0.5 + (number + 1) * 0.1)
    feed.end()
    assert feed.length_s == pytest.approx(1.5, abs=0.01)
    assert feed.gap_s == 0.0

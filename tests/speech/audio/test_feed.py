"""The timeline of one device: where sound is missing is known by time."""

import tracemalloc

import numpy as np
import pytest

from speech.audio.feed import Feed

RATE_HZ = 16_000
BLOCK_S = 0.1


def hear(feed: Feed, from_s: float, until_s: float) -> None:
    """Bring steady sound that arrives as it is made."""
    block = np.full((round(BLOCK_S * RATE_HZ), 1), 0.1, np.float32)
    for number in range(round((until_s - from_s) / BLOCK_S)):
        feed.hear(block, from_s + (number + 1) * BLOCK_S)


def test_a_device_that_was_away_leaves_one_gap_where_it_was() -> None:
    feed = Feed(1, 0.0)
    feed.begin(RATE_HZ)
    hear(feed, 0.0, 2.0)
    feed.end()
    for at_s in (2.5, 3.0, 3.5):
        feed.silence_until(at_s)
    (gap,) = feed.gaps
    assert gap == pytest.approx((2.0, 3.5), abs=0.05)
    assert feed.gap_s == pytest.approx(1.5, abs=0.05)


def test_silence_of_a_line_that_is_only_quiet_is_no_gap() -> None:
    feed = Feed(1, 0.0)
    feed.silence_until(3.0, is_gap=False)
    assert feed.gaps == ()


def test_two_absences_are_two_gaps() -> None:
    feed = Feed(1, 0.0)
    feed.begin(RATE_HZ)
    hear(feed, 0.0, 1.0)
    feed.end()
    feed.silence_until(2.0)
    feed.begin(RATE_HZ)
    hear(feed, 2.0, 4.0)
    feed.end()
    feed.silence_until(5.0)
    starts = [round(start_s) for start_s, _ in feed.gaps]
    assert starts == [1, 4]


def test_an_hour_of_silence_costs_no_memory_and_what_follows_is_in_its_place() -> None:
    feed = Feed(2, 0.0)
    tracemalloc.start()
    feed.silence_until(3600.25, is_gap=False)
    first = feed.take(1600)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 2_000_000
    assert first.shape == (1600, 2)
    first += 1.0  # whoever takes sound may change it
    rest = feed.take(3601 * RATE_HZ)
    assert len(rest) == round(3600.25 * RATE_HZ) - 1600
    assert not rest.any()
    assert len(feed.take(1)) == 0

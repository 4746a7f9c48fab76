import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from speech.audio.ring import BlockRing, RingBlock

RATE = 100  # small numbers are easier to read


def ramp(start: int, length: int) -> np.ndarray:
    return np.repeat(np.arange(start, start + length, dtype=np.float32)[:, None], 2, axis=1)


def taken(ring: BlockRing) -> list[RingBlock]:
    return list(iter(ring.take, None))


def test_what_is_put_is_taken_in_order_with_its_time() -> None:
    ring = BlockRing(1.0, 2, rate_hz=RATE)
    assert ring.take() is None
    assert ring.put(ramp(0, 30), 5.0)
    assert ring.put(ramp(30, 20), 5.3)
    blocks = taken(ring)
    assert [block.at_s for block in blocks] == [5.0, 5.3]
    assert np.array_equal(np.concatenate([block.samples for block in blocks]), ramp(0, 50))
    assert ring.waiting_s == 0.0
    assert ring.fullest_s == 0.5


def test_a_block_without_room_is_a_counted_gap_and_no_error() -> None:
    ring = BlockRing(1.0, 2, rate_hz=RATE)
    assert ring.put(ramp(0, 80), 0.0)
    assert not ring.put(ramp(80, 30), 0.8)
    assert not ring.put(ramp(110, 30), 1.1)
    assert (ring.lost, ring.overflows, ring.lost_at_end) == (60, 1, 60)
    assert ring.take() is not None
    assert ring.put(ramp(140, 30), 1.4)
    after = ring.take()
    assert after is not None
    assert (after.lost_before, after.at_s, ring.lost_at_end) == (60, 1.4, 0)


def test_one_channel_may_come_flat() -> None:
    ring = BlockRing(1.0, 1, rate_hz=RATE)
    ring.put(np.arange(5, dtype=np.float32), 0.0)
    block = ring.take()
    assert block is not None
    assert block.samples.shape == (5, 1)


def test_what_was_taken_does_not_change_when_the_ring_comes_round() -> None:
    ring = BlockRing(1.0, 2, rate_hz=RATE)
    ring.put(ramp(0, 100), 0.0)
    block = ring.take()
    ring.put(ramp(500, 100), 1.0)
    assert block is not None
    assert np.array_equal(block.samples, ramp(0, 100))


@given(st.lists(st.integers(1, 70), min_size=1, max_size=60), st.data())
def test_every_sample_is_taken_once_or_counted_as_lost(
    lengths: list[int], data: st.DataObject
) -> None:
    ring, place, found = BlockRing(1.0, 2, rate_hz=RATE), 0, []
    for length in lengths:
        ring.put(ramp(place, length), place / RATE)
        place += length
        if data.draw(st.booleans()):
            found += [block for block in (ring.take(),) if block is not None]
    found += taken(ring)
    expected = 0
    for block in found:
        expected += block.lost_before
        assert np.array_equal(block.samples, ramp(expected, len(block.samples)))
        expected += len(block.samples)
    assert expected + ring.lost_at_end == place


def test_two_threads_lose_nothing_between_them() -> None:
    ring = BlockRing(10.0, 2, rate_hz=RATE)
    heard: list[np.ndarray] = []
    is_done = threading.Event()

    def listen() -> None:
        while not (is_done.is_set() and ring.waiting_s == 0):
            block = ring.take()
            if block is not None:
                heard.append(block.samples)

    listener = threading.Thread(target=listen)
    listener.start()
    place = 0
    while place < 200_000:
        if ring.put(ramp(place, 37), place / RATE):
            place += 37
    is_done.set()
    listener.join()
    assert np.array_equal(np.concatenate(heard), ramp(0, place))

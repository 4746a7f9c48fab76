"""A worker runs, rests, wakes, stops, and says when it dies."""

import queue
import threading
from collections.abc import Iterator

import pytest

from app.worker import Worker
from domain.events import Event, WorkerDied

WAIT_S = 5.0


class Steps:
    """Counts steps, and lets a test wait for the next one."""

    def __init__(self, rest_s: float | None) -> None:
        self.rest_s = rest_s
        self.done: queue.Queue[int] = queue.Queue()
        self.count = 0

    def __call__(self) -> float | None:
        self.count += 1
        self.done.put(self.count)
        return self.rest_s

    def wait_for(self, count: int) -> None:
        while self.done.get(timeout=WAIT_S) < count:
            pass


def ignore(_: Event) -> None:
    """For a test that is not about events."""


@pytest.fixture
def resting() -> Iterator[tuple[Worker, Steps]]:
    steps = Steps(rest_s=3600.0)
    worker = Worker("resting", steps, ignore)
    worker.start()
    steps.wait_for(1)
    yield worker, steps
    assert worker.stop()


def test_a_worker_without_rest_goes_on_by_itself() -> None:
    steps = Steps(rest_s=None)
    worker = Worker("busy", steps, ignore)
    worker.start()
    steps.wait_for(3)
    assert worker.stop()


def test_a_wake_cuts_one_rest_short(resting: tuple[Worker, Steps]) -> None:
    worker, steps = resting
    worker.wake()
    steps.wait_for(2)
    assert worker.stop()
    assert steps.count == 2


def test_stop_does_not_wait_for_the_rest(resting: tuple[Worker, Steps]) -> None:
    worker, steps = resting
    assert worker.stop(wait_s=WAIT_S)
    assert steps.count == 1


def test_a_wake_during_a_step_is_not_lost() -> None:
    began, may_end, steps = threading.Event(), threading.Event(), Steps(rest_s=3600.0)

    def step() -> float | None:
        began.set()
        assert may_end.wait(WAIT_S)
        return steps()

    worker = Worker("slow", step, ignore)
    worker.start()
    assert began.wait(WAIT_S)
    worker.wake()
    may_end.set()
    steps.wait_for(2)
    assert worker.stop()


@pytest.mark.expects_warning_log
def test_a_dying_worker_says_so() -> None:
    published: list[Event] = []

    def step() -> None:
        raise ValueError("boom")

    worker = Worker("ear", step, published.append)
    worker.start()
    assert worker.stop()
    assert [type(event) for event in published] == [WorkerDied]


@pytest.mark.expects_warning_log
def test_a_step_that_hangs_is_reported_and_not_waited_for() -> None:
    began, may_end = threading.Event(), threading.Event()

    def step() -> None:
        began.set()
        assert may_end.wait(WAIT_S)

    worker = Worker("stuck", step, ignore)
    worker.start()
    assert began.wait(WAIT_S)
    assert not worker.stop(wait_s=0.01)
    may_end.set()
    assert worker.stop()


def test_a_worker_that_never_started_stops() -> None:
    assert Worker("unborn", lambda: None, ignore).stop()

"""Tasks: the work elsewhere, the result here."""

import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from domain.errors import StoreBusy
from widgets.tasks import Tasks


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot: QtBot, tasks: Tasks) -> None:
    worked: list[int] = []

    def work() -> int:
        worked.append(threading.get_ident())
        return 7

    delivered: list[tuple[int, int]] = []
    tasks.run(
        work,
        lambda result: delivered.append((result, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(delivered), timeout=2000)
    assert delivered == [(7, threading.get_ident())]
    assert worked != [threading.get_ident()]


def test_an_error_goes_to_the_task_that_wants_it(qtbot: QtBot, tasks: Tasks) -> None:
    errors: list[Exception] = []

    def work() -> None:
        raise StoreBusy("另一进程正在使用数据库 / the database is in use")

    tasks.run(work, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=2000)
    assert isinstance(errors[0], StoreBusy)


def test_an_error_nobody_wants_is_reported_once(qtbot: QtBot, tasks: Tasks) -> None:
    def work() -> None:
        raise ValueError("bug")

    with qtbot.waitSignal(tasks.failed, timeout=2000) as caught:
        tasks.run(work)
    assert caught.args is not None
    assert isinstance(caught.args[0], ValueError)


def test_a_cancelled_task_delivers_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    may_end = threading.Event()
    delivered: list[str] = []

    def work() -> str:
        may_end.wait(2.0)
        return "late"

    task = tasks.run(work, delivered.append)
    task.cancel()
    may_end.set()
    tasks.run(lambda: "next", delivered.append)
    qtbot.waitUntil(lambda: "next" in delivered, timeout=2000)
    assert delivered == ["next"]


@pytest.mark.parametrize("count", [20])
def test_every_task_of_many_is_delivered(qtbot: QtBot, tasks: Tasks, count: int) -> None:
    delivered: list[int] = []
    for number in range(count):
        tasks.run(partial(int, number), delivered.append)
    qtbot.waitUntil(lambda: len(delivered) == count, timeout=3000)
    assert sorted(delivered) == list(range(count))

"""Work off the GUI thread, its result back in it (door 2 of 3: see domain.errors)."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)

Result = TypeVar("Result")
THREADS: Final = 3  # a slow network call, a search and a list may run beside each other


class Task(Generic[Result]):
    """A piece of work that was handed over; cancel() silences its result."""

    def __init__(
        self,
        done: Callable[[Result], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        self._done = done
        self._failed = failed
        self.is_cancelled = False
        self.future: Future[Result] | None = None

    def cancel(self) -> None:
        """Drop the result; work that has not begun is not begun."""
        self.is_cancelled = True
        if self.future is not None:
            self.future.cancel()

    def deliver(self, result: Result) -> None:
        if self._done is not None and not self.is_cancelled:
            self._done(result)

    def report(self, error: Exception, fallback: Callable[[Exception], None]) -> None:
        if not self.is_cancelled:
            (self._failed or fallback)(error)


class Tasks(QObject):
    """Made in the GUI thread; `done` and `failed` are called in it.

    failed: told of errors that a task has no `failed` of its own for.
    """

    failed = Signal(object)  # Exception
    _finished = Signal(object)  # Callable[[], None]

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="window-task")
        self._is_closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task[Result]:
        """Do the work on a pool thread, then call done(result) or failed(error) here."""
        task: Task[Result] = Task(done, failed)
        if not self._is_closed:
            task.future = self._pool.submit(self._work, work, task)
        return task

    def close(self, *, wait: bool = True) -> None:
        """Take no more work; results still under way are dropped."""
        self._is_closed = True
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _work(self, work: Callable[[], Result], task: Task[Result]) -> Result:
        try:
            result = work()
        except Exception as error:  # door 2 of 3: see domain.errors
            failure = error
            self._finished.emit(lambda: task.report(failure, self.failed.emit))
            raise
        self._finished.emit(lambda: task.deliver(result))
        return result

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            call()

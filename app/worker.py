"""Worker: a named thread that runs one step again and again, and reports its own death."""

import logging
import threading
from collections.abc import Callable
from typing import TypeAlias

from domain.events import Publish, WorkerDied

log = logging.getLogger(__name__)

Step: TypeAlias = Callable[[], float | None]  # returns how many seconds to rest; None: no rest


class Worker:
    """Run `step` again and again until stop().

    `step` must return within a second, so that stop() is prompt. Between two steps the
    worker rests as long as the step said, or until wake().
    """

    def __init__(self, name: str, step: Step, publish: Publish) -> None:
        self._step = step
        self._publish = publish
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Cut the rest short; a wake during a step is not lost. Any thread, returns at once."""
        self._woken.set()

    def stop(self, *, wait_s: float = 5.0) -> bool:
        """Return whether the thread ended in time. One that never started has ended."""
        self._stopping.set()
        self._woken.set()
        if self._thread.ident is None:
            return True
        self._thread.join(wait_s)
        if self._thread.is_alive():
            log.warning("worker %s did not stop within %.1f s", self._thread.name, wait_s)
            return False
        return True

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                rest_s = self._step()
                if rest_s is not None:
                    self._woken.wait(max(0.0, rest_s))
                self._woken.clear()  # only here: a wake during a step cuts the rest after it
        except Exception as error:  # door 1 of 3: see domain.errors
            log.exception("worker %s died", self._thread.name)
            self._publish(WorkerDied(self._thread.name, error))

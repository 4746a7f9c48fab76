"""The parent's handle on the recognition process: start, feed, listen, notice death, end."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeAlias

from app.recognition_process import Alive, MakeRecognizer, Message, Ready, Task, serve


@dataclass(frozen=True, slots=True)
class Died:
    """The process is gone, killed by someone or by us because it hung."""

    exit_code: int | None
    has_hung: bool


@dataclass(frozen=True, slots=True)
class HangLimits:
    """frozen_s: no sign of life at all. task_s: alive, yet one utterance takes this long."""

    frozen_s: float = 20.0
    task_s: float = 180.0


News: TypeAlias = Message | Died


class RecognitionChild:
    """All methods but wake() belong to one thread."""

    def __init__(
        self,
        make: MakeRecognizer,
        limits: HangLimits,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._limits = limits
        self._now_s = now_s
        self._process: SpawnProcess | None = None
        self._connection: Connection[Task | None, Message] | None = None
        self._wake_in, self._wake_out = multiprocessing.Pipe(duplex=False)
        self._is_woken = threading.Event()
        self._heard_at_s = 0.0
        self._fed_at_s: float | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Spawn, never fork: the same on every system, and no thread's lock is copied."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, self._make), name="lingtai-recognition", daemon=True
        )
        self._process.start()
        theirs.close()  # else the pipe would stay open after its death
        self._connection = ours
        self._heard_at_s = self._now_s()
        self._fed_at_s = None

    def feed(self, task: Task) -> None:
        """Hand over one task; a dead process is noticed by news()."""
        if self._connection is None:
            return
        self._fed_at_s = self._now_s()
        try:
            self._connection.send(task)
        except OSError:
            return

    def wake(self) -> None:
        """Let news() return at once; from any thread."""
        if not self._is_woken.is_set():
            self._is_woken.set()
            self._wake_out.send_bytes(b"!")

    def news(self, timeout_s: float) -> list[News]:
        """Wait for something to happen; return what the process said, its death last."""
        sources: list[Any] = [self._wake_in]
        if self._process is not None and self._connection is not None:
            sources += [self._connection, self._process.sentinel]
        happened = wait(sources, timeout_s)
        if self._wake_in in happened:
            self._wake_in.recv_bytes()
            self._is_woken.clear()
        news: list[News] = [*self._said()]
        if self._process is None:
            return news
        if not self._process.is_alive():
            return [*news, self._bury(has_hung=False)]
        if self._hangs():
            return [*news, self._bury(has_hung=True)]
        return news

    def stop(self, *, wait_s: float) -> bool:
        """Ask the process to end; kill it when late. Return whether it went by itself."""
        if self._process is None or self._connection is None:
            return True
        try:
            self._connection.send(None)
        except OSError:
            wait_s = 0.0
        self._process.join(wait_s)
        in_time = not self._process.is_alive()
        self._bury(has_hung=False)
        return in_time

    def kill(self) -> None:
        """End the process at once, even while the thread that feeds it is stuck."""
        if self._process is not None:
            self._process.kill()

    def _said(self) -> list[Message]:
        said: list[Message] = []
        try:
            while self._connection is not None and self._connection.poll():
                message = self._connection.recv()
                self._heard_at_s = self._now_s()
                if not isinstance(message, (Alive, Ready)):
                    self._fed_at_s = None
                said.append(message)
        except (EOFError, OSError):
            return said  # the sentinel tells the rest
        return said

    def _hangs(self) -> bool:
        now_s = self._now_s()
        if now_s - self._heard_at_s > self._limits.frozen_s:
            return True
        return self._fed_at_s is not None and now_s - self._fed_at_s > self._limits.task_s

    def _bury(self, *, has_hung: bool) -> Died:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is None:
            return Died(None, has_hung)
        if process.is_alive():
            process.kill()
        process.join()
        exit_code = process.exitcode
        process.close()
        return Died(exit_code, has_hung)

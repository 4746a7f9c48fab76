"""The parent's handle on the recognition process: start, feed, listen, notice death, end."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Final, TypeAlias

from app.recognition_process import (
    OUT_OF_MEMORY,
    Alive,
    MakeRecognizer,
    Message,
    Ready,
    Task,
    serve,
)

_KNOWN_AFTER: Final = 5  # decodes
_SYSTEM_COUNTS: Final = Path("/proc/vmstat")
_KILLED: Final = -9


@dataclass(frozen=True, slots=True)
class Died:
    """The process is gone, killed by someone or by us because it hung."""

    exit_code: int | None
    has_hung: bool
    was_shot: bool = False  # by the system, which had no memory left

    @property
    def is_out_of_memory(self) -> bool:
        return self.was_shot or self.exit_code == OUT_OF_MEMORY


@dataclass(frozen=True, slots=True)
class HangLimits:
    """start_s: to the first sign of life, which a busy PC with a cold disk makes wait.

    frozen_s: later no sign of life at all. task_s: alive, yet one utterance takes this long.

    Once the engine is known, a decode hangs when it takes `times` the slowest so far, if that
    is more than least_s.
    """

    start_s: float = 180.0
    frozen_s: float = 20.0
    task_s: float = 180.0
    least_s: float = 20.0
    times: float = 20.0

    def of_task(self, decodes: int, slowest_s: float) -> float:
        """Return how long a decode may take after so many, of which the slowest took that."""
        if decodes < _KNOWN_AFTER:
            return self.task_s
        return min(self.task_s, max(self.least_s, self.times * slowest_s))


News: TypeAlias = Message | Died


class RecognitionChild:
    """All methods but wake() belong to one thread."""

    def __init__(
        self,
        limits: HangLimits,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._now_s = now_s
        self._process: SpawnProcess | None = None
        self._connection: Connection[Task | None, Message] | None = None
        self._wake_in, self._wake_out = multiprocessing.Pipe(duplex=False)
        self._is_woken = threading.Event()
        self._heard_at_s = 0.0
        self._has_spoken = False
        self._fed_at_s: float | None = None
        self._decodes, self._slowest_s = 0, 0.0
        self._shot_before = 0

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, make: MakeRecognizer) -> None:
        """Spawn, never fork: the same on every system, and no thread's lock is copied."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, make), name="lingtai-recognition", daemon=True
        )
        self._process.start()
        theirs.close()  # else the pipe would stay open after its death
        self._connection = ours
        self._heard_at_s = self._now_s()
        self._has_spoken = False
        self._fed_at_s = None
        self._decodes, self._slowest_s = 0, 0.0
        self._shot_before = _shot_by_the_system()

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
                self._has_spoken = True
                if not isinstance(message, (Alive, Ready)):
                    self._note_decode()
                said.append(message)
        except (EOFError, OSError):
            return said  # the sentinel tells the rest
        return said

    def _note_decode(self) -> None:
        if self._fed_at_s is not None:
            self._decodes += 1
            self._slowest_s = max(self._slowest_s, self._now_s() - self._fed_at_s)
        self._fed_at_s = None

    def _hangs(self) -> bool:
        now_s = self._now_s()
        limits = self._limits
        quiet_s = limits.frozen_s if self._has_spoken else limits.start_s
        if now_s - self._heard_at_s > quiet_s:
            return True
        limit_s = limits.of_task(self._decodes, self._slowest_s)
        return self._fed_at_s is not None and now_s - self._fed_at_s > limit_s

    def _bury(self, *, has_hung: bool) -> Died:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is None:
            return Died(None, has_hung)
        is_ours = process.is_alive()
        if is_ours:
            process.kill()
        process.join()
        exit_code = process.exitcode
        process.close()
        was_killed = exit_code == _KILLED and not is_ours
        return Died(exit_code, has_hung, was_killed and _shot_by_the_system() > self._shot_before)


def _shot_by_the_system() -> int:
    """Return how many processes Linux ended since its start for want of memory; elsewhere 0."""
    try:
        counts = _SYSTEM_COUNTS.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in counts if line.startswith("oom_kill ")), 0)

"""Slows down who guesses passwords: by name and by address, in memory."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST_S: Final = 60.0
MOST_KEYS: Final = 10_000


@dataclass(slots=True)
class _Tries:
    failed: int = 0
    open_at_s: float = 0.0


class SignInGate:
    """After some wrong passwords each further one doubles the wait, up to a minute.

    A delay and not a lock: a stranger must not be able to keep an agent out for the day.
    Safe from any thread.
    """

    def __init__(self, monotonic_s: Callable[[], float], *, free_tries: int) -> None:
        self._monotonic_s = monotonic_s
        self._free_tries = free_tries
        self._tries: dict[str, _Tries] = {}
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> float:
        """Return how long to stay away, 0 when the door is open."""
        with self._lock:
            tries = self._tries.get(key)
            return 0.0 if tries is None else max(0.0, tries.open_at_s - self._monotonic_s())

    def failed(self, key: str) -> None:
        with self._lock:
            if len(self._tries) > MOST_KEYS:
                self._tries.clear()
            tries = self._tries.setdefault(key, _Tries())
            tries.failed += 1
            over = tries.failed - self._free_tries
            if over >= 0:
                tries.open_at_s = self._monotonic_s() + min(LONGEST_S, 2.0 ** min(over, 10))

    def passed(self, key: str) -> None:
        with self._lock:
            self._tries.pop(key, None)

"""How much room the disk has left for recordings, and what follows from it.

Below 2 GB a person is told; below 1 GB what can be made smaller is; below 300 MB new sound is
written as 8 kHz mu-law, a quarter of the bytes. A recording is never refused.
"""

import shutil
import time
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Final

from domain.errors import DiskLow
from domain.events import Publish, TroubleMet

LOOK_EVERY_S: Final = 2.0
GB: Final = 1_000_000_000
MARGIN: Final = 1.1  # a state ends only when there is a tenth more: it must not flicker


class Room(IntEnum):
    PLENTY = 0
    LOW = 1
    TIGHT = 2
    CRITICAL = 3


LIMITS: Final = {Room.CRITICAL: 0.3 * GB, Room.TIGHT: 1.0 * GB, Room.LOW: 2.0 * GB}
_WORDS: Final = {
    Room.LOW: ("请清理空间", "free some space"),
    Room.TIGHT: ("正在压缩录音，请清理空间", "recordings are being compressed; free some space"),
    Room.CRITICAL: (
        "新录音已降为 8 kHz，请马上清理空间",
        "new sound is recorded at 8 kHz; free some space now",
    ),
}


class DiskGuard:
    """Looks when asked, every two seconds at most; each change for the worse is told once.

    look() costs microseconds and may be called from any thread.
    """

    def __init__(
        self,
        folder: Path,
        publish: Publish,
        *,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._publish = folder, publish
        self._free_bytes, self._now_s = free_bytes, now_s
        self._looked_at_s = -LOOK_EVERY_S
        self._room = Room.PLENTY

    def look(self) -> Room:
        """Return the state of the disk; what cannot be asked counts as it was."""
        now_s = self._now_s()
        if now_s - self._looked_at_s < LOOK_EVERY_S:
            return self._room
        self._looked_at_s = now_s
        try:
            free = self._free_bytes(self._folder)
        except OSError:
            return self._room
        before, self._room = self._room, self._next(free)
        if self._room > before:
            zh, en = _WORDS[self._room]
            megabytes = f"{free / 1e6:.0f} MB"
            self._publish(
                TroubleMet(DiskLow(f"磁盘只剩 {megabytes}，{zh} / {megabytes} left on disk: {en}"))
            )
        return self._room

    def must_narrow(self) -> bool:
        return self.look() is Room.CRITICAL

    def _next(self, free: int) -> Room:
        for room, limit in LIMITS.items():
            if free < limit * (MARGIN if self._room >= room else 1.0):
                return room
        return Room.PLENTY

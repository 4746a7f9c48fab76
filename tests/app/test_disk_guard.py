from pathlib import Path

from app.disk_guard import GB, DiskGuard, Room
from domain.errors import DiskLow
from domain.events import Event, TroubleMet


class Disk:
    """A disk whose room a test sets, and a clock that moves on at each look."""

    def __init__(self, folder: Path) -> None:
        self.free = 50 * GB
        self.told: list[Event] = []
        self._now_s = 0.0
        self.guard = DiskGuard(
            folder, self.told.append, free_bytes=lambda _: self.free, now_s=self._later
        )

    def _later(self) -> float:
        self._now_s += 10.0
        return self._now_s

    def with_free(self, gigabytes: float) -> Room:
        self.free = round(gigabytes * GB)
        return self.guard.look()


def test_each_limit_has_its_state(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    found = [disk.with_free(gigabytes) for gigabytes in (50, 1.9, 0.9, 0.29)]
    assert found == [Room.PLENTY, Room.LOW, Room.TIGHT, Room.CRITICAL]
    assert disk.guard.must_narrow()


def test_each_step_for_the_worse_is_told_once(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    for gigabytes in (1.9, 1.8, 0.9, 0.8, 0.2, 0.1, 40.0, 1.5):
        disk.with_free(gigabytes)
    texts = [str(event.error) for event in disk.told if isinstance(event, TroubleMet)]
    assert [text.partition("，")[0] for text in texts] == [
        "磁盘只剩 1900 MB",
        "磁盘只剩 900 MB",
        "磁盘只剩 200 MB",
        "磁盘只剩 1500 MB",
    ]
    kinds = {type(event.error) for event in disk.told if isinstance(event, TroubleMet)}
    assert kinds == {DiskLow}


def test_a_state_does_not_flicker_at_its_limit(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    found = [disk.with_free(gigabytes) for gigabytes in (0.29, 0.31, 0.29, 0.31, 0.34)]
    assert found == [Room.CRITICAL] * 4 + [Room.TIGHT]
    assert len(disk.told) == 1


def test_a_disk_that_does_not_answer_counts_as_it_was(tmp_path: Path) -> None:
    def refuse(_folder: Path) -> int:
        raise OSError

    guard = DiskGuard(tmp_path, print, free_bytes=refuse)
    assert guard.look() is Room.PLENTY

"""The recordings' housekeeping: the disk watched, frames noted, files cleared that others hold."""

import logging
from typing import Final

from app.disk_guard import Room
from app.recording_shelf import RecordingShelf
from app.recovery import recover_left_calls
from app.store import recordings
from app.store.clock import now_ms
from app.store.database import Store
from domain.errors import WorkstationError
from domain.events import Publish

log = logging.getLogger(__name__)

STEP_S: Final = 1.0
NOTE_MS: Final = 10_000
CLEAR_MS: Final = 600_000


class RecordingKeeper:
    """The step of a worker of its own."""

    def __init__(self, store: Store, shelf: RecordingShelf, publish: Publish) -> None:
        self._store, self._shelf, self._publish = store, shelf, publish
        self._note_at_ms = self._clear_at_ms = 0

    def step(self) -> float:
        """Look at the disk, and at the files when it is time or room is short."""
        try:
            self._look(now_ms())
        except WorkstationError as error:  # the disk or the database: the next look tries again
            log.warning("recordings not kept in order: %s", type(error).__name__)
            return NOTE_MS / 1000
        return STEP_S

    def _look(self, now: int) -> None:
        is_tight = self._shelf.guard.look() >= Room.TIGHT
        if now >= self._note_at_ms:
            self._note()
            self._note_at_ms = now + NOTE_MS
        if now >= self._clear_at_ms or (is_tight and now >= self._clear_at_ms - CLEAR_MS + NOTE_MS):
            if is_tight:  # what no start could seal for want of room
                for ended in recover_left_calls(self._store, self._shelf):
                    self._publish(ended)
            self._clear(self._due(now, is_tight=is_tight))
            self._clear_at_ms = now + CLEAR_MS

    def _note(self) -> None:
        for call_id, frames in self._shelf.running().items():
            with self._store.begin() as session:
                recordings.note_frames(session, call_id, frames)

    def _due(self, now: int, *, is_tight: bool) -> tuple[str, ...]:
        """Return whose frames may go: what central has long had; all that is sealed when tight."""
        with self._store.read() as session:
            if is_tight or not self._shelf.keeps_segments:
                return recordings.sealed_with_segments(session)
            return recordings.segments_to_drop(session, acked_before_ms=now - self._shelf.kept_ms)

    def _clear(self, due: tuple[str, ...]) -> None:
        for call_id in due:
            try:
                self._shelf.drop_segments(call_id)
            except WorkstationError as error:  # one that stays must not keep all the others
                log.warning("frames of call %s stay: %s", call_id, type(error).__name__)
                continue
            with self._store.begin() as session:
                recordings.note_segments(session, call_id, are_there=False)
        if due:
            log.info("frames of %s recordings cleared", len(due))

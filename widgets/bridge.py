"""The door from worker threads to the windows: events in, typed Qt signals out."""

import time
from collections import deque
from typing import Final, assert_never

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from domain.events import (
    AlertRaised,
    BacklogChanged,
    CallEnded,
    CallScored,
    CallStarted,
    CardsFound,
    ChecklistChanged,
    CoverageChanged,
    DeviceChanged,
    DraftChanged,
    EngineChanged,
    Event,
    FileProgressed,
    LevelHeard,
    PartialHeard,
    PictureChanged,
    SegmentHeard,
    SyncChanged,
    TicketSaved,
    TroubleMet,
    WorkerDied,
)

FLUSH_EVERY_MS: Final = 33  # 30 a second: more than the eye needs, few enough to batch
SLICE_S: Final = 0.008  # longest stretch of sorting before the event loop has its turn


class Bridge(QObject):
    """Made in the GUI thread and never moved.

    Events wait in a queue and are sorted 30 times a second, so that a call
    that is replayed as fast as it goes cannot flood the event loop. Levels and
    partials that a newer one has replaced are left out; nothing else is.
    """

    call_started = Signal(object)  # CallStarted
    level_heard = Signal(object)  # LevelHeard
    partial_heard = Signal(object)  # PartialHeard
    segment_heard = Signal(object)  # SegmentHeard
    picture_changed = Signal(object)  # PictureChanged
    alert_raised = Signal(object)  # AlertRaised
    checklist_changed = Signal(object)  # ChecklistChanged
    cards_found = Signal(object)  # CardsFound
    draft_changed = Signal(object)  # DraftChanged
    ticket_saved = Signal(object)  # TicketSaved
    call_ended = Signal(object)  # CallEnded
    call_scored = Signal(object)  # CallScored
    file_progressed = Signal(object)  # FileProgressed
    backlog_changed = Signal(object)  # BacklogChanged
    engine_changed = Signal(object)  # EngineChanged
    sync_changed = Signal(object)  # SyncChanged
    coverage_changed = Signal(object)  # CoverageChanged
    trouble_met = Signal(object)  # TroubleMet
    device_changed = Signal(object)  # DeviceChanged
    worker_died = Signal(object)  # WorkerDied
    _arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.last_sync: SyncChanged | None = None  # for pages that are made later
        self.last_coverage: CoverageChanged | None = None
        self._waiting: deque[Event] = deque()  # append and popleft are atomic
        self._is_called = False
        self._flush = QTimer(self, singleShot=True, interval=FLUSH_EVERY_MS)
        self._flush.timeout.connect(self._sort_waiting)
        self._arrived.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def publish(self, event: Event) -> None:
        """Hand over an event; safe from any thread, returns at once."""
        self._waiting.append(event)
        if not self._is_called:
            self._is_called = True
            self._arrived.emit()

    @property
    def is_quiet(self) -> bool:
        """Whether every event that was handed over has been sorted."""
        return not self._waiting and not self._flush.isActive() and not self._is_called

    @Slot()
    def _wake(self) -> None:
        self._is_called = False
        if not self._flush.isActive():
            self._flush.start(FLUSH_EVERY_MS)

    @Slot()
    def _sort_waiting(self) -> None:
        self._drop_replaced()
        until = time.monotonic() + SLICE_S
        while self._waiting:
            self._sort(self._waiting.popleft())
            if time.monotonic() > until:
                self._flush.start(1)
                return

    def _drop_replaced(self) -> None:
        """Leave out levels and partials that a newer event of their kind follows."""
        count = len(self._waiting)
        taken = [self._waiting.popleft() for _ in range(count)]
        newer: set[tuple[type[Event], str]] = set()
        kept: list[Event] = []
        for event in reversed(taken):
            if isinstance(event, LevelHeard | PartialHeard):
                key = (type(event), f"{event.call_id}/{event.role}")
                if key in newer:
                    continue
                newer.add(key)
            kept.append(event)
        self._waiting.extendleft(kept)  # kept is newest first, so this restores the order

    def _sort(self, event: Event) -> None:
        match event:
            case CallStarted():
                self.call_started.emit(event)
            case LevelHeard():
                self.level_heard.emit(event)
            case PartialHeard():
                self.partial_heard.emit(event)
            case SegmentHeard():
                self.segment_heard.emit(event)
            case PictureChanged():
                self.picture_changed.emit(event)
            case AlertRaised():
                self.alert_raised.emit(event)
            case ChecklistChanged():
                self.checklist_changed.emit(event)
            case CardsFound():
                self.cards_found.emit(event)
            case DraftChanged():
                self.draft_changed.emit(event)
            case TicketSaved():
                self.ticket_saved.emit(event)
            case CallEnded():
                self.call_ended.emit(event)
            case CallScored():
                self.call_scored.emit(event)
            case FileProgressed():
                self.file_progressed.emit(event)
            case BacklogChanged():
                self.backlog_changed.emit(event)
            case EngineChanged():
                self.engine_changed.emit(event)
            case SyncChanged():
                self.last_sync = event
                self.sync_changed.emit(event)
            case CoverageChanged():
                self.last_coverage = event
                self.coverage_changed.emit(event)
            case TroubleMet():
                self.trouble_met.emit(event)
            case DeviceChanged():
                self.device_changed.emit(event)
            case WorkerDied():
                self.worker_died.emit(event)
            case _:
                assert_never(event)

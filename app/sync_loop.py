"""The sync thread: steps the engine when woken or when the clock says so, and tells how it goes."""

import logging
import random
import threading
import time
from typing import Final, Protocol

from app.worker import Worker
from domain.errors import UserError, WorkstationError
from domain.events import Publish, SyncChanged, TroubleMet
from sync.engine import Step, SyncEngine, SyncSettings, Trouble
from sync.ledger import Ledger, Transport

log = logging.getLogger(__name__)

LOOK_S: Final = 1.0  # a new outbox row is found this soon even when nobody calls wake()


class DeskLedger(Ledger, Protocol):
    """app.store.ledger.DeskLedger, as far as this module needs it."""

    def last_ok_ms(self) -> int | None: ...


class SyncLoop:
    """Owns the engine and its thread. start, stop and wake may be called from any thread."""

    def __init__(
        self,
        ledger: DeskLedger,
        transport: Transport,
        client_id: str,
        publish: Publish,
        *,
        settings: SyncSettings = SyncSettings(),
    ) -> None:
        self._ledger = ledger
        self._publish = publish
        self._engine = SyncEngine(
            ledger,
            transport,
            client_id,
            monotonic_s=time.monotonic,
            rng=random.Random(),
            settings=settings,
        )
        self._woken = threading.Event()
        self._try_now = threading.Event()
        self._told: SyncChanged | None = None
        self._trouble_told = ""
        self._worker = Worker("sync", self.step, publish)

    def start(self) -> None:
        self._worker.start()

    def stop(self, *, wait_s: float = 5.0) -> bool:
        """Return whether the thread ended in time; a hanging request may take 35 s."""
        self._woken.set()
        return self._worker.stop(wait_s=wait_s)

    def wake(self) -> None:
        """There is something new to send. Back-off is kept."""
        self._woken.set()

    def try_now(self) -> None:
        """A person signed in or asked for it: forget the back-off."""
        self._try_now.set()
        self._woken.set()

    def step(self) -> None:
        """One exchange at most, then wait up to a second when there is no more to do."""
        if self._try_now.is_set():
            self._try_now.clear()
            self._engine.wake()
        self._woken.clear()
        wait_s = LOOK_S
        try:
            done = self._engine.step()
            self._tell(done)
            wait_s = min(done.wait_s, LOOK_S)
        except WorkstationError as error:  # the desk's own disk or database: nothing is lost
            self._tell_trouble(error)
        self._woken.wait(wait_s)

    def _tell(self, done: Step) -> None:
        self._trouble_told = ""
        waiting = self._ledger.waiting()
        now = SyncChanged(
            is_online=done.trouble is Trouble.NONE,
            waiting=waiting.ops,
            uploads_waiting=waiting.uploads,
            last_ok_ms=self._ledger.last_ok_ms(),
            parked=waiting.parked,
        )
        if now != self._told:
            self._told = now
            self._publish(now)

    def _tell_trouble(self, error: WorkstationError) -> None:
        """Say each trouble once, not every second."""
        if str(error) == self._trouble_told:
            return
        self._trouble_told = str(error)
        log.warning("sync waits: %s", type(error).__name__)
        if isinstance(error, UserError):
            self._publish(TroubleMet(error))

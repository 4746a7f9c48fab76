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
    """What app.store.ledger.DeskLedger offers beyond the engine's needs."""

    def last_ok_ms(self) -> int | None: ...


class SyncLoop:
    """Owns the engine and its thread. All methods may be called from any thread."""

    def __init__(
        self,
        ledger: DeskLedger,
        transport: Transport,
        client_id: str,
        publish: Publish,
        *,
        settings: SyncSettings | None = None,
    ) -> None:
        self._ledger = ledger
        self._publish = publish
        self._engine = SyncEngine(
            ledger,
            transport,
            client_id,
            monotonic_s=time.monotonic,
            rng=random.Random(),
            settings=settings or SyncSettings(),
        )
        self._must_try = threading.Event()
        self._told: SyncChanged | None = None
        self._trouble_told = ""
        self._worker = Worker("sync", self._step, publish)

    def start(self) -> None:
        self._worker.start()

    def stop(self, *, wait_s: float = 5.0) -> bool:
        """Return whether the thread ended in time; a request that hangs may take 35 s."""
        return self._worker.stop(wait_s=wait_s)

    def wake(self) -> None:
        """There is something new to send. Back-off is kept."""
        self._worker.wake()

    def try_now(self) -> None:
        """A person signed in, or asked for it: forget the back-off."""
        self._must_try.set()
        self._worker.wake()

    def _step(self) -> float:
        """One exchange at most; return how long to rest."""
        if self._must_try.is_set():
            self._must_try.clear()
            self._engine.wake()
        try:
            done = self._engine.step()
            self._tell(done)
        except WorkstationError as error:  # the desk's own disk or database: nothing is lost
            self._tell_trouble(error)
            return LOOK_S
        return min(done.wait_s, LOOK_S)

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

"""The sync thread on the desk's real store: sends what is new, says how it goes, stops at once."""

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store import calls, segments
from app.store.database import Store, open_store
from app.store.ledger import DeskLedger
from app.sync_loop import SyncLoop
from domain.errors import CentralUnreachable, DiskFull
from domain.events import Event, SyncChanged, TroubleMet
from sync.engine import SyncSettings
from tests.app.store.made import made_call, made_segment, made_understanding
from tests.sync.simulation import BadLine, SimCentral

LONG_S = 20.0


class Heard:
    """Waits for an event without sleeping."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._arrived = threading.Condition()

    def publish(self, event: Event) -> None:
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()

    def wait_for(self, fits: Callable[[SyncChanged], bool]) -> SyncChanged:
        """Return the first such event from now on or before."""

        def found() -> list[SyncChanged]:
            return [e for e in self.events if isinstance(e, SyncChanged) and fits(e)]

        with self._arrived:
            assert self._arrived.wait_for(lambda: bool(found()), LONG_S), self.events
            return found()[0]


class Desk:
    def __init__(self, store: Store) -> None:
        self.store, self.ledger = store, DeskLedger(store)
        self.central = SimCentral()
        self.line = BadLine(self.central, random.Random(1), 0.0)
        self.heard = Heard()
        self.loop = SyncLoop(
            self.ledger,
            self.line,
            self.ledger.client_id(),
            self.heard.publish,
            settings=SyncSettings(back_off_first_s=0.01, back_off_most_s=0.02),
        )

    def talk(self) -> None:
        call = made_call()
        segment = made_segment(call)
        with self.store.begin() as session:
            calls.save_call(session, call)
            segments.save_segment(session, segment, made_understanding(segment))
        self.loop.wake()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(tmp_path)
    made = Desk(store)
    yield made
    assert made.loop.stop()
    store.close()


def test_what_the_desk_stored_is_sent_and_said(desk: Desk) -> None:
    desk.loop.start()
    desk.talk()
    said = desk.heard.wait_for(lambda e: e.waiting == 0 and len(desk.central.applied) == 2)
    assert said.is_online
    assert {entity for entity, _ in desk.central.rows} == {"call", "segment"}


def test_central_away_is_said_and_the_queue_kept(desk: Desk) -> None:
    desk.line.badness = 1.0
    desk.loop.start()
    desk.talk()
    said = desk.heard.wait_for(lambda e: not e.is_online and e.waiting == 2)
    assert said.last_ok_ms is None
    desk.line.badness, desk.line.is_signed_in = 0.0, True
    desk.loop.try_now()
    said = desk.heard.wait_for(lambda e: e.is_online and e.waiting == 0)
    assert said.last_ok_ms is not None


def test_what_central_refused_is_counted_as_parked(desk: Desk) -> None:
    desk.talk()
    desk.central.poison = {op.op_id for op in desk.ledger.unsent(1)}
    desk.loop.start()
    said = desk.heard.wait_for(lambda e: e.waiting == 0 and e.parked == 1)
    assert said.is_online


@pytest.mark.expects_warning_log
def test_a_full_disk_is_told_once_and_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place of the loop that a real full disk reaches: the ledger's own transaction."""
    tried = threading.Semaphore(0)

    def settle(_results: object) -> None:
        tried.release()
        raise DiskFull("磁盘已满 / disk full")

    monkeypatch.setattr(desk.ledger, "settle", settle)
    desk.loop.start()
    desk.talk()
    for _ in range(3):
        assert tried.acquire(timeout=LONG_S)
        desk.loop.wake()
    monkeypatch.undo()
    desk.heard.wait_for(lambda e: e.is_online and e.waiting == 0 and e.last_ok_ms is not None)
    assert [type(e.error) for e in desk.heard.events if isinstance(e, TroubleMet)] == [DiskFull]
    assert len(set(desk.central.applied)) == len(desk.central.applied) == 2


def test_nothing_new_is_not_said_again(desk: Desk) -> None:
    desk.loop.start()
    desk.heard.wait_for(lambda e: e.is_online)
    for _ in range(20):
        desk.loop.wake()
    desk.talk()
    desk.heard.wait_for(lambda e: e.waiting == 0 and len(desk.central.applied) == 2)
    said = [event for event in desk.heard.events if isinstance(event, SyncChanged)]
    assert all(one != other for one, other in itertools.pairwise(said))


def test_it_stops_while_central_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    met = threading.Event()

    def pull(_cursor: object, _limit: int) -> None:
        met.set()
        raise CentralUnreachable("")

    monkeypatch.setattr(desk.line, "pull", pull)
    desk.loop.start()
    assert met.wait(LONG_S)
    assert desk.loop.stop(wait_s=LONG_S)

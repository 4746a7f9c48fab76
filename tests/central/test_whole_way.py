"""From the desk's file to central's tables: the real store, thread, line, service and database."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.store import agents, calls, scores, segments, tickets
from app.store.database import Store, open_store
from app.store.ledger import DeskLedger
from app.sync_loop import SyncLoop
from central.service import create_app
from central.settings import Settings
from domain.board import AgentStatus
from domain.calls import Call, Recording
from domain.events import Event, SyncChanged
from domain.review import CriterionVerdict
from sync.credentials import Credentials
from sync.transport import HttpTransport
from tests.app.store.made import (
    START_MS,
    made_alert,
    made_call,
    made_picture,
    made_scorecard,
    made_segment,
    made_ticket,
    made_understanding,
)
from tests.central.live import serving
from tests.central.postgres import PASSWORD, SettableClock

LONG_S = 60.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "desk")
    yield opened
    opened.close()


def a_whole_call(store: Store, folder: Path) -> Call:
    """All that a desk can tell of one call."""
    call = made_call()
    segment = made_segment(call)
    sound = b"fLaC" + call.call_id.encode() * 100
    file = folder / "call.flac"
    file.write_bytes(sound)
    recording = Recording(call.call_id, str(file), 42.0, hashlib.sha256(sound).hexdigest())
    ticket = made_ticket(call)
    with store.begin() as session:
        agents.save_agent_state(session, "a-1", "李华", AgentStatus.TALKING, START_MS)
        calls.save_call(session, call)
        segments.save_segment(session, segment, made_understanding(segment))
        calls.save_picture(session, made_picture(call))
        calls.save_alert(session, made_alert(call))
        tickets.save_ticket(session, ticket)
        calls.end_call(session, call.call_id, duration_s=42.0, recording=recording)
        scores.save_scorecard(session, made_scorecard(call))
        verdict = CriterionVerdict(call.call_id, "greeting", True, "", "陈主管", START_MS)
        scores.save_verdict(session, verdict)
        scores.override_score(session, call.call_id, 95.0, "客户致谢", by="陈主管")
        scores.sign(session, call.call_id, by="陈主管")
        edited = replace(ticket, fields=(replace(ticket.fields[0], value="另一台"),))
        tickets.update_ticket(session, edited, by="李华")
    return call


def synced(store: Store, url: str, folder: Path) -> SyncChanged:
    """Run the sync thread until the outbox and the uploads are empty; return what it said last."""
    ledger, done, said = DeskLedger(store), threading.Event(), []

    def publish(event: Event) -> None:
        if isinstance(event, SyncChanged):
            said.append(event)
            if event.is_online and not event.waiting and not event.uploads_waiting:
                done.set()

    line = HttpTransport(
        url, Credentials(folder, url, name="lena", password=PASSWORD), ledger.client_id()
    )
    loop = SyncLoop(ledger, line, ledger.client_id(), publish)
    loop.start()
    assert done.wait(LONG_S), said
    assert loop.stop()
    line.close()
    return said[-1]


def test_all_that_a_desk_tells_of_a_call_is_taken(
    store: Store, settings: Settings, clock: SettableClock, engine: Engine, tmp_path: Path
) -> None:
    clock.at = datetime.fromtimestamp(START_MS / 1000 + 60, UTC)
    call = a_whole_call(store, tmp_path)
    with serving(create_app(settings)) as url:
        said = synced(store, url, tmp_path)
        assert said.parked == 0
        lena = HttpTransport(
            url, Credentials(tmp_path, url, name="lena", password=PASSWORD), "board"
        )
        board = lena.board()
        lena.close()
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT c.customer_name, c.duration_s, p.level, k.final_score, t.number, b.media"
                " FROM calls c JOIN pictures p USING (call_id) JOIN scorecards k USING (call_id)"
                " JOIN tickets t USING (call_id) JOIN recordings r USING (call_id)"
                " JOIN blobs b ON b.sha256 = r.sha256"
            )
        ).one()
        entities = set(connection.scalars(text("SELECT entity FROM records")))
    assert tuple(row) == ("王女士", 42.0, "P2", 92.0, "G20261122-0001", "audio/flac")
    assert entities == set(
        "call call_end segment picture alert ticket recording scorecard verdict override"
        " signature agent_state".split()
    )
    assert (board.scored, board.recorded, len(board.due)) == (1, 1, 1)
    with store.read() as session:
        mine = tickets.ticket_of_call(session, call.call_id)
    assert mine is not None
    assert mine.rev == 2
    assert mine.fields[0].value == "另一台"

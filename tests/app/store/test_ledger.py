"""The desk's side of sync: sent once, never overwritten, started over."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.store import calls, knowledge, outbox, recordings, segments, sync_state, tickets
from app.store.database import Store
from app.store.facts import of_ticket
from app.store.ledger import DeskLedger
from app.store.values import to_plain
from domain.meaning import Level
from domain.tickets import Article, Ticket
from service.knowledge import query, tokens
from sync import wire
from sync.ledger import Cursor, Ledger, Waiting
from tests.app.store.made import (
    made_call,
    made_recording,
    made_segment,
    made_ticket,
    made_understanding,
)


@pytest.fixture
def ledger(store: Store) -> DeskLedger:
    return DeskLedger(store)


@pytest.fixture
def ticket(store: Store) -> Ticket:
    made = made_ticket(made_call())
    with store.begin() as session:
        tickets.save_ticket(session, made)
    return made


@pytest.fixture
def shown(store: Store, ticket: Ticket) -> Callable[[], Ticket | None]:
    def load() -> Ticket | None:
        with store.read() as session:
            return tickets.load_ticket(session, ticket.ticket_id)

    return load


def change_of(ticket: Ticket, rev: int, **fields: object) -> wire.Change:
    payload = of_ticket(ticket) | fields
    return wire.Change(pos=rev, entity=wire.TICKET, id=ticket.ticket_id, rev=rev, payload=payload)


def answer(op: wire.Op, status: wire.Status = "applied", **more: Any) -> wire.OpResult:
    return wire.OpResult(op_id=op.op_id, status=status, **more)


def settle_all(ledger: DeskLedger, *, rev: int) -> None:
    ledger.settle([answer(op, rev=rev) for op in ledger.unsent(100)])


def edit(store: Store, ticket: Ticket, **changes: Any) -> None:
    with store.begin() as session:
        now = tickets.load_ticket(session, ticket.ticket_id)
        assert now is not None
        tickets.update_ticket(session, replace(now, **changes), by="李华")


def test_the_desk_keeps_the_promises_of_a_ledger(ledger: DeskLedger) -> None:
    as_sync_sees_it: Ledger = ledger
    assert as_sync_sees_it.cursor() == Cursor("", 0)
    assert as_sync_sees_it.waiting() == Waiting(0, 0, 0)
    assert as_sync_sees_it.next_upload() is None


def test_an_installation_keeps_its_name(ledger: DeskLedger, store: Store) -> None:
    assert ledger.client_id() == DeskLedger(store).client_id()


def test_ops_come_in_the_order_of_the_facts_also_within_one_transaction(
    ledger: DeskLedger, store: Store
) -> None:
    call = made_call()
    made = [made_segment(call, float(n)) for n in range(20)]
    with store.begin() as session:
        calls.save_call(session, call)
        for segment in made:
            segments.save_segment(session, segment, made_understanding(segment))
    ops = ledger.unsent(100)
    assert [op.id for op in ops] == [call.call_id, *(segment.segment_id for segment in made)]
    assert ledger.unsent(3) == ops[:3]


def test_a_settled_op_is_not_offered_again(ledger: DeskLedger, ticket: Ticket) -> None:
    del ticket
    settle_all(ledger, rev=1)
    assert ledger.unsent(10) == ()
    assert ledger.last_ok_ms() is not None


def test_an_unanswered_op_is_offered_again_under_the_same_name(
    ledger: DeskLedger, ticket: Ticket
) -> None:
    del ticket
    assert ledger.unsent(10) == ledger.unsent(10)


@pytest.mark.parametrize("status", ["conflict", "rejected"])
def test_a_refused_op_is_parked_with_its_code_and_lets_others_pass(
    ledger: DeskLedger, store: Store, ticket: Ticket, status: wire.Status
) -> None:
    edit(store, ticket, level=Level.P1)
    first, second = ledger.unsent(10)
    ledger.settle([answer(first, status, code="illegal_move")])
    assert ledger.unsent(10) == (second,)
    assert ledger.waiting() == Waiting(ops=1, uploads=0, parked=1)
    with store.begin() as session:
        (parked,) = outbox.parked(session)
        assert (parked.op_id, parked.code) == (first.op_id, "illegal_move")
        outbox.retry_parked(session, [parked.op_id])
    assert ledger.unsent(10) == (first, second)


def test_a_pulled_ticket_is_shown_and_an_older_one_is_ignored(
    ledger: DeskLedger, ticket: Ticket, shown: Callable[[], Ticket | None]
) -> None:
    settle_all(ledger, rev=1)
    ledger.apply_page([change_of(ticket, 3, level="P1")], Cursor("e", 3))
    ledger.apply_page([change_of(ticket, 2, level="P4")], Cursor("e", 3))
    assert shown() == replace(ticket, level=Level.P1, rev=3)
    assert ledger.cursor() == Cursor("e", 3)


def test_a_ticket_with_changes_of_ours_under_way_is_not_overwritten(
    ledger: DeskLedger, store: Store, ticket: Ticket, shown: Callable[[], Ticket | None]
) -> None:
    settle_all(ledger, rev=1)
    edit(store, ticket, level=Level.P1)
    ledger.apply_page([change_of(ticket, 2, created_by="别人")], Cursor("e", 2))
    assert shown() == replace(ticket, level=Level.P1, rev=1)


def test_after_a_merge_the_ticket_is_as_central_has_it(
    ledger: DeskLedger, store: Store, ticket: Ticket, shown: Callable[[], Ticket | None]
) -> None:
    settle_all(ledger, rev=1)
    edit(store, ticket, level=Level.P1)
    (op,) = ledger.unsent(10)
    row = of_ticket(ticket) | {"level": "P1", "created_by": "别人"}
    ledger.settle([answer(op, "merged", rev=3, row=row)])
    assert shown() == replace(ticket, level=Level.P1, created_by="别人", rev=3)


def test_what_others_changed_while_our_answer_was_lost_is_shown_in_the_end(
    ledger: DeskLedger, store: Store, ticket: Ticket, shown: Callable[[], Ticket | None]
) -> None:
    settle_all(ledger, rev=1)
    edit(store, ticket, level=Level.P1)
    merged = change_of(ticket, 3, level="P1", created_by="别人")
    ledger.apply_page([change_of(ticket, 2, created_by="别人"), merged], Cursor("e", 3))
    (op,) = ledger.unsent(10)
    ledger.settle([answer(op, "duplicate", rev=3)])
    assert shown() == replace(ticket, level=Level.P1, created_by="别人", rev=3)


def test_our_own_earlier_change_coming_back_does_not_undo_the_later_one(
    ledger: DeskLedger, store: Store, ticket: Ticket, shown: Callable[[], Ticket | None]
) -> None:
    settle_all(ledger, rev=1)
    edit(store, ticket, level=Level.P1)
    edit(store, ticket, due_at_ms=5)
    first, second = ledger.unsent(10)
    ledger.settle([answer(first, rev=2), answer(second, rev=3)])
    ledger.apply_page([change_of(ticket, 2, level="P1")], Cursor("e", 2))
    assert shown() == replace(ticket, level=Level.P1, due_at_ms=5, rev=3)
    ledger.apply_page([change_of(ticket, 3, level="P1", due_at_ms=5)], Cursor("e", 3))
    assert shown() == replace(ticket, level=Level.P1, due_at_ms=5, rev=3)


def test_a_ticket_that_is_no_longer_ours_to_see_goes(
    ledger: DeskLedger, ticket: Ticket, shown: Callable[[], Ticket | None]
) -> None:
    settle_all(ledger, rev=1)
    gone = wire.Change(
        pos=2, entity=wire.TICKET, id=ticket.ticket_id, rev=2, payload={}, kind="remove"
    )
    ledger.apply_page([gone], Cursor("e", 2))
    assert shown() is None


def test_a_ticket_of_another_desk_appears(ledger: DeskLedger, store: Store) -> None:
    theirs = made_ticket(made_call())
    ledger.apply_page([change_of(theirs, 1)], Cursor("e", 1))
    with store.read() as session:
        assert tickets.load_ticket(session, theirs.ticket_id) == replace(theirs, rev=1)
    assert ledger.unsent(10) == ()


@pytest.mark.expects_warning_log
def test_a_ticket_that_we_cannot_read_stops_nothing(ledger: DeskLedger, store: Store) -> None:
    theirs = made_ticket(made_call())
    ledger.apply_page([change_of(theirs, 1, state="未来的状态")], Cursor("e", 1))
    assert ledger.cursor() == Cursor("e", 1)
    with store.read() as session:
        kept = sync_state.central_row(session, wire.TICKET, theirs.ticket_id)
    assert kept is not None
    assert kept.body is not None
    assert kept.body["state"] == "未来的状态"


def test_a_pulled_article_is_found_once_it_is_indexed(ledger: DeskLedger, store: Store) -> None:
    article = Article("k-9", "滤网清洗", "空调", "每月一次。")
    change = wire.Change(pos=1, entity="article", id="k-9", rev=1, payload=to_plain(article))
    ledger.apply_page([change], Cursor("e", 1))
    with store.begin() as session:
        assert knowledge.index_new(session, tokens) == 1
        assert [found for found, _ in knowledge.search(session, query("滤网清洗"))] == [article]


def test_rows_of_unknown_kinds_are_kept_and_the_cursor_moves_on(
    ledger: DeskLedger, store: Store
) -> None:
    change = wire.Change(pos=4, entity="parts_order", id="x", rev=2, payload={"a": 1})
    ledger.apply_page([change], Cursor("e", 4))
    with store.read() as session:
        kept = sync_state.central_row(session, "parts_order", "x")
    assert kept == sync_state.CentralRow(2, {"a": 1})


def test_an_older_row_never_replaces_a_newer_one(ledger: DeskLedger, store: Store) -> None:
    for rev in (2, 1):
        change = wire.Change(pos=rev, entity="parts_order", id="x", rev=rev, payload={"a": rev})
        ledger.apply_page([change], Cursor("e", 4))
    with store.read() as session:
        kept = sync_state.central_row(session, "parts_order", "x")
    assert kept == sync_state.CentralRow(2, {"a": 2})


def test_our_own_facts_coming_back_are_not_stored_twice(ledger: DeskLedger, store: Store) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
    settle_all(ledger, rev=1)
    change = wire.Change(pos=1, entity=wire.CALL, id=call.call_id, rev=1, payload=to_plain(call))
    ledger.apply_page([change], Cursor("e", 1))
    with store.read() as session:
        assert sync_state.central_row(session, wire.CALL, call.call_id) is None


def test_a_central_out_of_a_backup_is_offered_everything_again(
    ledger: DeskLedger, store: Store, ticket: Ticket, tmp_path: Path
) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
        recordings.seal(session, made_recording(tmp_path, call))
    before = ledger.unsent(100)
    settle_all(ledger, rev=1)
    ledger.uploaded("ab" * 32)
    ledger.apply_page([change_of(ticket, 5)], Cursor("old", 9))
    ledger.restart("new")
    assert ledger.unsent(100) == before
    assert ledger.cursor() == Cursor("new", 0)
    assert ledger.waiting() == Waiting(ops=len(before), uploads=1, parked=0)
    settle_all(ledger, rev=1)
    ledger.apply_page([change_of(ticket, 2, level="P1")], Cursor("new", 2))
    with store.read() as session:
        assert tickets.load_ticket(session, ticket.ticket_id) == replace(
            ticket, level=Level.P1, rev=2
        )


def test_a_rewind_reads_from_the_beginning_and_keeps_the_outbox(
    ledger: DeskLedger, ticket: Ticket
) -> None:
    del ticket
    ledger.apply_page([], Cursor("e", 9))
    ledger.rewind()
    assert ledger.cursor() == Cursor("e", 0)
    assert len(ledger.unsent(10)) == 1


def test_ops_that_central_has_had_for_35_days_are_dropped(
    ledger: DeskLedger, store: Store, ticket: Ticket
) -> None:
    edit(store, ticket, level=Level.P1)
    first, second = ledger.unsent(10)
    ledger.settle([answer(first, rev=1)])
    with store.begin() as session:
        outbox.forget_acked(session, second.at_ms + outbox.KEEP_ACKED_MS + 60_000)
    ledger.restart("new")
    assert ledger.unsent(10) == (second,)


def test_uploads_wait_in_order_and_a_refused_one_is_kept(
    ledger: DeskLedger, store: Store, tmp_path: Path
) -> None:
    made = []
    for n in range(2):
        call = made_call()
        recording = replace(made_recording(tmp_path, call), sha256=f"{n}" * 64)
        made.append(recording)
        with store.begin() as session:
            calls.save_call(session, call)
            recordings.seal(session, recording)
    first = ledger.next_upload()
    assert first is not None
    assert (first.sha256, str(first.path)) == ("0" * 64, made[0].path)
    assert first.size_bytes == Path(made[0].path).stat().st_size
    ledger.park_upload(first.sha256, "file_changed")
    second = ledger.next_upload()
    assert second is not None
    assert second.sha256 == "1" * 64
    ledger.uploaded(second.sha256)
    assert ledger.next_upload() is None
    assert ledger.waiting().parked == 1

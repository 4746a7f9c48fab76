"""Tickets: kept, edited by fields, moved, numbered."""

from dataclasses import replace

from app.store import calls, outbox, tickets
from app.store.database import Store
from domain.tickets import DraftField, Ticket, TicketState
from sync import wire
from tests.app.store.made import CUSTOMER, made_call, made_ticket


def saved(store: Store) -> Ticket:
    ticket = made_ticket(made_call())
    with store.begin() as session:
        tickets.save_ticket(session, ticket)
    return ticket


def ops(store: Store) -> tuple[wire.Op, ...]:
    with store.read() as session:
        return outbox.pending(session, 100)


def test_a_ticket_comes_back_as_it_was_saved_also_by_its_call(store: Store) -> None:
    ticket = saved(store)
    with store.read() as session:
        assert tickets.load_ticket(session, ticket.ticket_id) == ticket
        assert tickets.ticket_of_call(session, ticket.call_id) == ticket
        assert tickets.load_ticket(session, "none") is None
        assert tickets.ticket_of_call(session, "none") is None


def test_central_gets_a_new_ticket_whole_and_without_our_revision(store: Store) -> None:
    ticket = saved(store)
    (op,) = ops(store)
    assert (op.entity, op.id, op.kind, op.actor) == ("ticket", ticket.ticket_id, "put", "李华")
    assert op.payload["state"] == "待受理"
    assert "rev" not in op.payload


def test_central_gets_only_the_fields_that_an_edit_changed(store: Store) -> None:
    ticket = saved(store)
    address = DraftField("地址", "中山路1号")
    edited = replace(ticket, fields=(ticket.fields[0], address), due_at_ms=ticket.due_at_ms + 1)
    with store.begin() as session:
        tickets.update_ticket(session, edited, by="李华")
    op = ops(store)[-1]
    assert (op.kind, op.base_rev) == ("patch", 0)
    assert op.payload.keys() == {"due_at_ms", "fields/地址"}
    assert op.payload["due_at_ms"] == [ticket.due_at_ms, ticket.due_at_ms + 1]
    assert op.payload["fields/地址"] == ["", "中山路1号"]


def test_an_edit_that_changes_nothing_is_not_sent(store: Store) -> None:
    ticket = saved(store)
    with store.begin() as session:
        tickets.update_ticket(session, ticket, by="李华")
    assert len(ops(store)) == 1


def test_a_change_of_state_is_kept_as_a_move(store: Store) -> None:
    ticket = saved(store)
    with store.begin() as session:
        accepted = replace(ticket, state=TicketState.ACCEPTED)
        tickets.update_ticket(session, accepted, by="李华", reason="客户确认")
    with store.read() as session:
        (move,) = tickets.load_moves(session, ticket.ticket_id)
    assert (move.before, move.after) == (TicketState.NEW, TicketState.ACCEPTED)
    assert (move.by, move.reason) == ("李华", "客户确认")
    assert [op.entity for op in ops(store)] == ["ticket", "ticket", "ticket_move"]


def test_numbers_count_up_within_a_day(store: Store) -> None:
    with store.begin() as session:
        assert tickets.next_number(session, "20261122") == "G20261122-0001"
        tickets.save_ticket(session, made_ticket(made_call(), number="G20261122-0009"))
        tickets.save_ticket(session, made_ticket(made_call(), number="G20261121-0031"))
        assert tickets.next_number(session, "20261122") == "G20261122-0010"


def test_a_customers_open_tickets_leave_out_what_is_done(store: Store) -> None:
    call = made_call()
    first, done = made_ticket(call), replace(made_ticket(call), state=TicketState.CLOSED)
    with store.begin() as session:
        calls.save_call(session, call)
        for ticket in (first, done):
            tickets.save_ticket(session, ticket)
    with store.read() as session:
        assert tickets.open_tickets(session, CUSTOMER.customer_id) == (first,)

"""Ticket moves, numbers and due times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.meaning import Fine, Level
from domain.tickets import DraftField, Ticket, TicketDraft, TicketState
from service.tickets import (
    MOVES,
    IllegalMove,
    UnknownField,
    due_at_ms,
    move,
    needs_reason,
    open_ticket,
    ticket_number,
)
from tests.service.made import STARTED_MS

DRAFT = TicketDraft(
    "c1",
    Fine.REPAIR,
    (
        DraftField("设备", "空调", "s1", 6.0, "原话"),
        DraftField("地址", ""),
        DraftField("电话", "13800001111", source="来电"),
    ),
)


def _ticket(state: TicketState = TicketState.NEW) -> Ticket:
    made = open_ticket(
        DRAFT, {}, "G20261122-0001", Level.P3, STARTED_MS,
        ticket_id="t1", customer_id="u1", created_by="a1",
    )  # fmt: skip
    for step in _way_to(state):
        made = move(made, step, "a1", STARTED_MS, "原因").ticket
    return made


def _way_to(state: TicketState) -> list[TicketState]:
    ways: dict[TicketState, list[TicketState]] = {TicketState.NEW: []}
    while state not in ways:
        for known, way in list(ways.items()):
            for after in MOVES[known]:
                ways.setdefault(after, [*way, after])
    return ways[state]


@pytest.mark.parametrize("before", TicketState)
@pytest.mark.parametrize("after", TicketState)
def test_a_move_is_legal_exactly_when_the_table_has_it(
    before: TicketState, after: TicketState
) -> None:
    ticket = _ticket(before)
    if after in MOVES[before]:
        moved = move(ticket, after, "a1", STARTED_MS + 1, "原因")
        assert (moved.ticket.state, moved.step.before, moved.step.after) == (after, before, after)
    else:
        with pytest.raises(IllegalMove, match=before.name):
            move(ticket, after, "a1", STARTED_MS + 1, "原因")


def test_a_ticket_goes_from_new_to_the_archive() -> None:
    way = [TicketState.ACCEPTED, TicketState.DISPATCHED, TicketState.ON_SITE, TicketState.DONE,
           TicketState.CLOSED]  # fmt: skip
    ticket = _ticket()
    for at, state in enumerate(way):
        ticket = move(ticket, state, "a1", STARTED_MS + at).ticket
    assert ticket.state is TicketState.CLOSED


def test_what_is_archived_or_cancelled_stays() -> None:
    assert MOVES[TicketState.CLOSED] == MOVES[TicketState.CANCELLED] == frozenset()


def test_a_pause_needs_a_reason() -> None:
    ticket = _ticket(TicketState.ACCEPTED)
    assert needs_reason(TicketState.ACCEPTED, TicketState.WAITING)
    with pytest.raises(IllegalMove, match="原因"):
        move(ticket, TicketState.WAITING, "a1", STARTED_MS, "  ")


def test_a_step_keeps_who_when_and_why() -> None:
    step = move(_ticket(TicketState.ACCEPTED), TicketState.WAITING, "a7", 123, "等配件").step
    assert (step.by, step.at_ms, step.reason) == ("a7", 123, "等配件")


@pytest.mark.parametrize(
    ("level", "minutes"),
    [(Level.P1, 15), (Level.P2, 120), (Level.P3, 1440), (Level.P4, 2880)],
)
def test_the_level_says_when_contact_is_due(level: Level, minutes: int) -> None:
    assert due_at_ms(level, STARTED_MS) == STARTED_MS + minutes * 60_000


@given(st.dates(), st.integers(1, 9999))
def test_a_number_reads_as_day_and_count(day, counter) -> None:  # type: ignore[no-untyped-def]
    number = ticket_number(day, counter)
    assert number.startswith("G")
    assert int(number[-4:]) == counter


def test_what_the_agent_changed_loses_its_words() -> None:
    ticket = open_ticket(
        DRAFT, {"设备": "冰箱", "地址": "三号楼", "电话": "13800001111"}, "G20261122-0001",
        Level.P1,
        STARTED_MS, ticket_id="t1", customer_id="u1", created_by="a1",
    )  # fmt: skip
    device, address, phone = ticket.fields
    assert (device.value, device.source, device.segment_id) == ("冰箱", "座席", "")
    assert (address.value, address.source) == ("三号楼", "座席")
    assert phone == DRAFT.fields[2]
    assert ticket.state is TicketState.NEW


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(UnknownField, match="颜色"):
        open_ticket(
            DRAFT, {"颜色": "白"}, "G20261122-0001", Level.P1, STARTED_MS,
            ticket_id="t1", customer_id="u1", created_by="a1",
        )  # fmt: skip

"""This desk's own board, number by number."""

from dataclasses import replace

from app.store import agents, board, calls, scores, tickets
from app.store.database import Store
from domain.board import AgentOnBoard, AgentStatus, DueOnBoard, HalfHour, QueueOnBoard
from domain.calls import Call
from domain.meaning import Coarse, Fine, Intent, Level, Span
from domain.tickets import TicketState
from tests.app.store.made import (
    DAY_MS,
    START_MS,
    made_alert,
    made_call,
    made_picture,
    made_scorecard,
    made_ticket,
    not_scorable,
)

HALF_MS = board.HALF_HOUR_MS
MIDNIGHT_MS = START_MS - 16 * 2 * HALF_MS
NOW_MS = START_MS + HALF_MS + 1


def save(store: Store, call: Call, *, ended: bool = True) -> Call:
    with store.begin() as session:
        calls.save_call(session, call)
        if ended:
            calls.end_call(session, call.call_id, duration_s=5.0, recording=None)
    return call


def complain(store: Store, call: Call, level: Level, title: str) -> None:
    spans = (Span("s", 0, len(title), title),) if title else ()
    picture = made_picture(call, level=level)
    intents = (
        Intent(Fine.REPAIR, Coarse.REQUEST, 0.9, spans),
        Intent(Fine.COMPLAINT, Coarse.COMPLAINT, 0.8),
    )
    with store.begin() as session:
        calls.save_picture(session, replace(picture, intents=intents))


def test_an_empty_desk_has_an_empty_board(store: Store) -> None:
    with store.read() as session:
        seen = board.snapshot(session, NOW_MS, MIDNIGHT_MS)
    assert (seen.source, seen.recorded, seen.agents, seen.half_hours) == ("desk", 0, (), ())
    assert seen.service_level_today is None


def test_coverage_counts_today_only(store: Store) -> None:
    save(store, made_call(at_ms=MIDNIGHT_MS - 1))
    scored, mute, _missing = (save(store, made_call()) for _ in range(3))
    with store.begin() as session:
        scores.save_scorecard(session, made_scorecard(scored))
        scores.save_scorecard(session, not_scorable(made_scorecard(mute)))
    with store.read() as session:
        seen = board.snapshot(session, NOW_MS, MIDNIGHT_MS)
    assert (seen.scored, seen.recorded, seen.not_scorable) == (1, 3, 1)


def test_agents_show_their_state_and_the_topic_of_the_running_call(store: Store) -> None:
    call = save(store, made_call(), ended=False)
    with store.begin() as session:
        calls.save_picture(session, made_picture(call))
        agents.save_agent_state(session, "a-1", "李华", AgentStatus.BUSY, START_MS)
        agents.save_agent_state(session, "a-1", "李华", AgentStatus.TALKING, START_MS + 1)
        agents.save_agent_state(session, "a-0", "张三", AgentStatus.READY, START_MS)
    with store.read() as session:
        seen = board.snapshot(session, NOW_MS, MIDNIGHT_MS)
    assert seen.agents == (
        AgentOnBoard("a-0", "张三", AgentStatus.READY, START_MS),
        AgentOnBoard("a-1", "李华", AgentStatus.TALKING, START_MS + 1, "维修"),
    )
    assert seen.queues == (QueueOnBoard("空调", 0, None, None, on_duty=1, ready=0),)


def test_who_is_on_the_line_without_a_state_is_talking(store: Store) -> None:
    save(store, made_call(), ended=False)
    save(
        store,
        replace(made_call(at_ms=NOW_MS - board.LONGEST_CALL_MS - 1), agent_id="a-2"),
        ended=False,
    )
    with store.read() as session:
        seen = board.snapshot(session, NOW_MS, MIDNIGHT_MS)
    assert [agent.agent_id for agent in seen.agents] == ["a-1"]
    assert seen.agents[0].status is AgentStatus.TALKING


def test_complaints_stand_by_level_with_the_customers_words(store: Store) -> None:
    mild, grave, calm, yesterday = (
        save(store, made_call(at_ms=at_ms))
        for at_ms in (START_MS, START_MS + 1, START_MS + 2, MIDNIGHT_MS - 1)
    )
    complain(store, mild, Level.P3, "")
    complain(store, grave, Level.P1, "又漏水了")
    complain(store, yesterday, Level.P1, "漏")
    with store.begin() as session:
        calls.save_picture(session, made_picture(calm))
    with store.read() as session:
        seen = board.snapshot(session, NOW_MS, MIDNIGHT_MS)
    assert [(one.level, one.title, one.category) for one in seen.complaints] == [
        (Level.P1, "又漏水了", "空调"),
        (Level.P3, "维修", "空调"),
    ]


def test_alerts_are_told_in_the_boards_words(store: Store) -> None:
    call = save(store, made_call())
    with store.begin() as session:
        calls.save_alert(session, made_alert(call))
    with store.read() as session:
        (alert,) = board.snapshot(session, NOW_MS, MIDNIGHT_MS).alerts
    assert (alert.kind, alert.text, alert.call_id) == ("安全", "请客户断电", call.call_id)


def test_tickets_due_within_a_day_are_listed_earliest_first(store: Store) -> None:
    call = save(store, made_call())
    ticket = made_ticket(call, number="G1")
    with store.begin() as session:
        for made in (
            replace(ticket, due_at_ms=NOW_MS + 2),
            replace(made_ticket(call, number="G2"), due_at_ms=NOW_MS - 1),
            replace(made_ticket(call, number="G3"), due_at_ms=NOW_MS + DAY_MS + 1),
            replace(made_ticket(call, number="G4"), due_at_ms=NOW_MS, state=TicketState.DONE),
        ):
            tickets.save_ticket(session, made)
    with store.read() as session:
        due = board.snapshot(session, NOW_MS, MIDNIGHT_MS).due
    assert [line.number for line in due] == ["G2", "G1"]
    assert due[1] == DueOnBoard("G1", "维修 王女士", NOW_MS + 2, ticket.ticket_id)


def test_half_hours_run_without_gap_from_the_first_call_to_now(store: Store) -> None:
    for at_ms in (START_MS - HALF_MS, START_MS - HALF_MS + 1, START_MS + HALF_MS):
        save(store, made_call(at_ms=at_ms))
    save(store, replace(made_call(), direction="out"))
    with store.read() as session:
        halves = board.snapshot(session, NOW_MS, MIDNIGHT_MS).half_hours
    assert halves == tuple(
        HalfHour(START_MS + n * HALF_MS, offered, None, None, None)
        for n, offered in ((-1, 2), (0, 0), (1, 1))
    )

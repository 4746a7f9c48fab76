"""The board says what the tables say, counted a second way."""

from collections.abc import Callable

from sqlalchemy import Engine, text

from domain.board import AgentStatus, BoardSnapshot
from domain.meaning import Level
from sync import wire
from tests.central.people import (
    NOW_MS,
    Person,
    call,
    call_end,
    picture,
    put,
    scorecard,
    ticket,
)
from tests.central.postgres import SettableClock

SignedIn = Callable[[str], Person]
HOUR_MS = 3_600_000


def board(person: Person) -> BoardSnapshot:
    reply = person.ask("GET", "/v1/board")
    assert reply.status_code == 200, reply.text
    return wire.decode(reply.content, BoardSnapshot)


def alert(key: str, call_id: str, kind: str = "safety") -> wire.Op:
    payload = {
        "alert_id": key,
        "call_id": call_id,
        "kind": kind,
        "text": "关阀门, 开窗",
        "at_ms": NOW_MS,
    }
    return put(wire.ALERT, key, payload)


def state(agent_id: str, status: AgentStatus) -> wire.Op:
    payload = {"agent_id": agent_id, "name": "安娜", "status": status, "since_ms": NOW_MS}
    return put(wire.AGENT_STATE, agent_id, payload)


def recording(call_id: str) -> wire.Op:
    return put(wire.RECORDING, call_id, {"call_id": call_id, "sha256": "0" * 64})


def a_day(anna: Person) -> None:
    """Five calls: yesterday's, a scored one, one not scorable, one not yet scored, one running."""
    for number, hours in (("0", -24), ("1", -3), ("2", -2), ("3", -1), ("4", 0)):
        key = f"c{number}"
        anna.send(call(key, "1001", started_at_ms=NOW_MS + hours * HOUR_MS))
        if number != "4":
            anna.send(call_end(key, NOW_MS + hours * HOUR_MS + 60_000), recording(key))
    anna.send(
        scorecard("k0", "c0"),
        scorecard("k1", "c1"),
        scorecard("k1b", "c1", rubric_version="2"),
        scorecard("k2", "c2", None, not_scorable_reason="没有声音"),
        picture("c1", level="P3"),
        picture("c2", coarse="服务请求"),
        picture("c4", level="P1"),
        alert("a1", "c4"),
        alert("a2", "c1", "forbidden"),
        ticket("t1", "c1", due_at_ms=NOW_MS + HOUR_MS),
        ticket("t2", "c2", due_at_ms=NOW_MS - HOUR_MS, number="G2"),
        ticket("t3", "c3", due_at_ms=NOW_MS + 48 * HOUR_MS),
        ticket("t4", "c4", state="已归档", due_at_ms=NOW_MS - HOUR_MS),
        state("1001", AgentStatus.TALKING),
        state("1001", AgentStatus.HOLDING),
    )


def test_an_empty_team_has_an_empty_board(person: SignedIn) -> None:
    seen = board(person("lena"))
    assert seen == BoardSnapshot(NOW_MS, "central", 0, None, None, None, None, 0, 0, 0)


def test_coverage_is_what_sql_counts(person: SignedIn, engine: Engine) -> None:
    a_day(person("anna"))
    seen = board(person("lena"))
    with engine.connect() as connection:
        counted = connection.execute(
            text(
                "WITH today AS (SELECT call_id FROM calls WHERE started_at >= '2026-11-21 16:00Z'),"
                " good AS (SELECT DISTINCT call_id FROM scorecards JOIN today USING (call_id)"
                "          WHERE final_score IS NOT NULL)"
                " SELECT (SELECT count(*) FROM good),"
                " (SELECT count(*) FROM recordings JOIN today USING (call_id)),"
                " (SELECT count(DISTINCT call_id) FROM scorecards JOIN today USING (call_id)"
                "  WHERE call_id NOT IN (SELECT call_id FROM good))"
            )
        ).one()
    assert (seen.scored, seen.recorded, seen.not_scorable) == tuple(counted) == (1, 3, 1)


def test_agents_show_their_latest_state_and_topic(person: SignedIn) -> None:
    a_day(person("anna"))
    (line,) = board(person("lena")).agents
    assert (line.agent_id, line.status, line.topic) == ("1001", AgentStatus.HOLDING, "投诉")


def test_an_agent_who_told_no_state_is_seen_by_the_call(person: SignedIn) -> None:
    bert, lena = person("bert"), person("lena")
    bert.send(call("c9", "1002"))
    (line,) = board(lena).agents
    assert (line.agent_id, line.status, line.since_ms) == ("1002", AgentStatus.TALKING, NOW_MS)
    bert.send(call_end("c9"))
    assert board(lena).agents == ()


def test_a_call_that_never_ended_is_not_running_for_ever(
    person: SignedIn, clock: SettableClock
) -> None:
    person("bert").send(call("c9", "1002"))
    clock.pass_by(hours=5)
    assert board(person("lena")).agents == ()


def test_complaints_come_gravest_first(person: SignedIn) -> None:
    a_day(person("anna"))
    seen = board(person("lena")).complaints
    assert [(line.level, line.call_id) for line in seen] == [
        (Level.P1, "c4"),
        (Level.P3, "c1"),
    ]
    assert (seen[0].title, seen[0].customer_name, seen[0].category) == (
        "要投诉",
        "王女士",
        "空调",
    )


def test_open_tickets_that_are_due_come_earliest_first(person: SignedIn) -> None:
    a_day(person("anna"))
    assert [line.ticket_id for line in board(person("lena")).due] == ["t2", "t1"]


def test_alerts_are_named_as_people_name_them(person: SignedIn) -> None:
    a_day(person("anna"))
    assert [(line.kind, line.call_id) for line in board(person("lena")).alerts] == [
        ("安全", "c4"),
        ("禁语", "c1"),
    ]


def test_half_hours_have_no_gaps_and_add_up(person: SignedIn) -> None:
    a_day(person("anna"))
    lines = board(person("lena")).half_hours
    assert [line.offered for line in lines] == [1, 0, 1, 0, 1, 0, 1]
    assert lines[-1].start_ms == NOW_MS


def test_another_team_sees_nothing_of_it(person: SignedIn) -> None:
    a_day(person("anna"))
    seen = board(person("omar"))
    assert seen == BoardSnapshot(NOW_MS, "central", 0, None, None, None, None, 0, 0, 0)

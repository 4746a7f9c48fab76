"""The feed: every change once, in the order of commits, and only to those who may see it."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from central import feed, records
from central.database import transaction
from central.policy import Account, Role
from central.settings import Settings
from domain.ids import new_id
from sync import wire
from tests.central.people import Person, call, segment, ticket, verdict

SignedIn = Callable[[str], Person]
AUDITOR = Account("adam", "9001", "red", frozenset({Role.ADMIN}))
ANNA = Account("anna", "1001", "red", frozenset({Role.AGENT}))


def test_pages_follow_each_other_without_gap_or_overlap(person: SignedIn) -> None:
    anna = person("anna")
    anna.send(call("c1", "1001"), *(segment(f"s{n}", "c1") for n in range(25)))
    seen: list[str] = []
    cursor, has_more = 0, True
    while has_more:
        reply = anna.pull(cursor, limit=10)
        seen += [change.id for change in reply.changes]
        cursor, has_more = reply.next, reply.has_more
    assert seen == ["c1"] + [f"s{n}" for n in range(25)]
    assert anna.pull(cursor).changes == []


def test_what_may_not_be_seen_is_passed_over(person: SignedIn) -> None:
    anna, olga = person("anna"), person("olga")
    anna.send(call("c1", "1001"), segment("s1", "c1"))
    reply = olga.pull()
    assert reply.changes == []
    assert reply.next == anna.pull().next


def test_an_agent_sees_own_calls_and_the_tickets_of_the_team(person: SignedIn) -> None:
    anna, bert = person("anna"), person("bert")
    anna.send(call("c1", "1001"), ticket("t1", "c1"))
    assert [change.id for change in bert.pull().changes] == ["t1"]


def test_an_agent_sees_what_a_reviewer_said_of_an_own_call(person: SignedIn) -> None:
    anna, bert, quin = person("anna"), person("bert"), person("quin")
    anna.send(call("c1", "1001"))
    quin.send(verdict("v1", "c1"))
    assert [change.id for change in anna.pull().changes] == ["c1", "v1"]
    assert bert.pull().changes == []


def test_a_cursor_beyond_the_feed_means_that_central_is_older(person: SignedIn) -> None:
    reply = person("anna").ask("GET", "/v1/sync/pull?cursor=99")
    assert reply.status_code == 409
    assert wire.decode(reply.content, wire.Problem).code == "epoch_behind"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO change_log (entity, id, rev, data, team, owner, client_id, actor, at)"
        " VALUES ('x', 'x', 1, '{}', '', '', '', '', now())",
        "UPDATE change_log SET rev = 2",
        "DELETE FROM change_log",
    ],
)
def test_only_append_changes_writes_the_feed(engine: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append_changes"), engine.begin() as connection:
        connection.execute(text(statement))


def test_the_guard_falls_again_after_append_changes(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SELECT append_changes('[]')"))
        with pytest.raises(DBAPIError, match="append_changes"):
            connection.execute(text("DELETE FROM change_log"))


def test_a_reader_misses_nothing_while_many_write(engine: Engine, settings: Settings) -> None:
    """Eight writers, one reader: with a bare sequence it would miss rows (58 % when measured)."""
    from central.database import connect

    busy = connect(settings.dsn, pool_size=9)
    writers = [threading.Thread(target=_write, args=(busy, settings)) for _ in range(8)]
    for writer in writers:
        writer.start()
    seen: list[str] = []
    cursor = 0
    while any(writer.is_alive() for writer in writers):
        cursor = _read(busy, cursor, seen)
    _read(busy, cursor, seen)
    busy.dispose()
    with engine.connect() as connection:
        there = connection.scalars(text("SELECT id FROM change_log ORDER BY pos")).all()
    assert len(there) == 8 * 12 * 2
    assert seen == list(there)


def _write(engine: Engine, settings: Settings) -> None:
    for _ in range(12):
        ops = [segment(new_id(), "c1"), segment(new_id(), "c1")]
        request = wire.PushRequest(client_id=new_id(), epoch="", ops=ops)
        with transaction(engine) as session:
            records.push(session, ANNA, request, settings)


def _read(engine: Engine, cursor: int, seen: list[str]) -> int:
    with transaction(engine) as session:
        reply = feed.pull(session, AUDITOR, cursor, 500)
    seen += [change.id for change in reply.changes]
    return reply.next

"""Ops come in: each once, by rule, merged, and one bad op harms no other."""

from collections.abc import Callable

import msgspec
import pytest
from sqlalchemy import Engine, text

from domain.ids import new_id
from sync import wire
from tests.central.people import (
    Person,
    call,
    call_end,
    patch,
    put,
    scorecard,
    segment,
    ticket,
    verdict,
)

SignedIn = Callable[[str], Person]


def scalar(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.scalar(text(query))


def test_facts_become_rows_that_people_can_read(person: SignedIn, engine: Engine) -> None:
    anna = person("anna")
    results = anna.send(call("c1", "1001"), segment("s1", "c1"), ticket("t1", "c1"), call_end("c1"))
    assert [result.status for result in results] == ["applied"] * 4
    with engine.connect() as connection:
        heard = connection.execute(
            text(
                "SELECT c.agent_id, c.customer_name, c.category, c.duration_s, s.text, t.number"
                " FROM calls c JOIN segments s USING (call_id) JOIN tickets t USING (call_id)"
            )
        ).one()
    assert tuple(heard) == ("1001", "王女士", "空调", 60.0, "空调不制冷", "G20261122-0001")


def test_the_same_push_again_changes_nothing(person: SignedIn, engine: Engine) -> None:
    anna = person("anna")
    ops = [call("c1", "1001"), segment("s1", "c1"), ticket("t1", "c1")]
    first = anna.send(*ops)
    again = anna.send(*ops)
    assert {result.status for result in again} == {"duplicate"}
    assert [result.rev for result in again] == [result.rev for result in first]
    assert scalar(engine, "SELECT count(*) FROM change_log") == 3


def test_an_op_id_with_other_content_is_refused(person: SignedIn) -> None:
    anna = person("anna")
    op = call("c1", "1001")
    anna.send(op)
    other = wire.Op(op_id=op.op_id, entity="call", id="c2", kind="put", payload=op.payload)
    assert anna.send_one(other).code == "op_id_reused"


@pytest.mark.expects_warning_log
def test_a_poisoned_op_leaves_the_others_alone(person: SignedIn, engine: Engine) -> None:
    anna = person("anna")
    nul = segment("s1", "c1", text="\0")  # PostgreSQL holds no NUL in text
    results = anna.send(call("c1", "1001"), nul, segment("s2", "c1"))
    assert [result.status for result in results] == ["applied", "rejected", "applied"]
    assert scalar(engine, "SELECT string_agg(segment_id, ',') FROM segments") == "s2"
    assert scalar(engine, "SELECT count(*) FROM change_log") == 2


@pytest.mark.expects_warning_log
@pytest.mark.parametrize(
    "broken",
    [
        put(wire.CALL, "c1", {"call_id": "c1", "started_at_ms": "soon", "agent_id": "1001"}),
        put(wire.CALL, "c1", {"agent_id": "1001"}),
        put(wire.CALL, "c1", {"call_id": "c2", "started_at_ms": 1, "agent_id": "1001"}),
        put(wire.CALL, "c1", {"call_id": "c1", "started_at_ms": 10**17, "agent_id": "1001"}),
        put(wire.CALL_END, "c1", {"call_id": "c1"}),
    ],
    ids=["wrong type", "missing field", "another id", "no such year", "end without time"],
)
def test_a_payload_that_cannot_be_read_is_refused(
    person: SignedIn, engine: Engine, broken: wire.Op
) -> None:
    result = person("anna").send_one(broken)
    assert (result.status, result.code) == ("rejected", "payload_invalid")
    assert scalar(engine, "SELECT count(*) FROM records") == 0


def test_a_refused_op_may_come_again_and_pass(person: SignedIn) -> None:
    """Verdicts are for reviewers; the same op passes once its sender is one."""
    op = verdict("v1", "c1")
    anna, quin = person("anna"), person("quin")
    assert anna.send_one(op).status == "rejected"
    assert quin.send_one(op).status == "applied"


def test_unknown_fields_are_kept(person: SignedIn) -> None:
    anna = person("anna")
    anna.send(call("c1", "1001", colour="blue"))
    assert anna.pull().changes[0].payload["colour"] == "blue"


def test_an_unknown_entity_is_refused_and_nothing_else(person: SignedIn) -> None:
    results = person("anna").send(put("horoscope", "h1", {}), call("c1", "1001"))
    assert [(r.status, r.code) for r in results] == [
        ("rejected", "unknown_entity"),
        ("applied", ""),
    ]


def test_a_stated_fact_cannot_be_changed(person: SignedIn) -> None:
    anna = person("anna")
    anna.send(call("c1", "1001"), segment("s1", "c1"))
    changed = anna.send_one(segment("s1", "c1", text="别的话"))
    assert (changed.status, changed.code) == ("conflict", "immutable")
    assert anna.send_one(segment("s1", "c1")).status == "applied"  # the same again is no change


# tickets


def two_desks(person: SignedIn) -> tuple[Person, Person]:
    anna, bert = person("anna"), person("bert")
    anna.send(call("c1", "1001"), ticket("t1", "c1"))
    return anna, bert


def fields(person: Person) -> dict[str, str]:
    row = [change for change in person.pull().changes if change.id == "t1"][-1].payload
    return {item["name"]: item["value"] for item in row["fields"]}


def test_edits_of_different_fields_meet(person: SignedIn) -> None:
    anna, bert = two_desks(person)
    bert.send(patch("t1", {"fields/地址": ["朝阳路 1 号", "朝阳路 2 号"]}, base_rev=1))
    late = anna.send_one(patch("t1", {"fields/电话": ["13800000000", "13911111111"]}, base_rev=1))
    assert late.status == "applied"
    assert fields(anna) == {"地址": "朝阳路 2 号", "电话": "13911111111"}


def test_of_two_edits_of_one_field_the_later_wins_and_the_other_is_kept(
    person: SignedIn, engine: Engine
) -> None:
    anna, bert = two_desks(person)
    bert.send(patch("t1", {"fields/地址": ["朝阳路 1 号", "二号"]}, base_rev=1))
    late = anna.send_one(patch("t1", {"fields/地址": ["朝阳路 1 号", "三号"]}, base_rev=1))
    assert (late.status, late.rev) == ("merged", 3)
    assert late.row is not None
    assert fields(anna)["地址"] == "三号"
    assert scalar(engine, "SELECT value->>'value' FROM field_history") == "二号"


def test_a_whole_row_from_a_desk_that_was_away_does_not_undo_others(person: SignedIn) -> None:
    anna, bert = two_desks(person)
    bert.send(patch("t1", {"fields/地址": ["朝阳路 1 号", "二号"]}, base_rev=1))
    whole = ticket("t1", "c1", level="P1", rev=1)
    anna.send(msgspec.structs.replace(whole, base_rev=1))
    assert fields(anna)["地址"] == "二号"


def test_two_whole_rows_of_one_offline_desk_follow_each_other(
    person: SignedIn, engine: Engine
) -> None:
    anna = person("anna")
    results = anna.send(ticket("t1", "c1"), ticket("t1", "c1", level="P1"))
    assert [result.status for result in results] == ["applied", "applied"]
    assert scalar(engine, "SELECT level FROM tickets") == "P1"
    assert scalar(engine, "SELECT count(*) FROM field_history") == 0


def test_an_illegal_move_is_a_conflict_and_shows_what_is_there(person: SignedIn) -> None:
    anna, _ = two_desks(person)
    result = anna.send_one(patch("t1", {"state": ["待受理", "已归档"]}, base_rev=1))
    assert (result.status, result.code) == ("conflict", "illegal_move")
    assert result.row is not None
    assert result.row["state"] == "待受理"


def test_a_legal_move_is_taken(person: SignedIn, engine: Engine) -> None:
    anna, _ = two_desks(person)
    assert anna.send_one(patch("t1", {"state": ["待受理", "已受理"]})).status == "applied"
    assert scalar(engine, "SELECT state || rev FROM tickets") == "已受理2"


def test_a_patch_of_nothing_is_refused(person: SignedIn) -> None:
    assert person("anna").send_one(patch("t9", {"level": ["P2", "P1"]})).code == "not_found"


def test_a_patch_must_name_before_and_after(person: SignedIn) -> None:
    anna, _ = two_desks(person)
    assert anna.send_one(patch("t1", {"level": "P1"})).code == "payload_invalid"


# limits and versions


def test_more_ops_than_allowed_are_refused_as_a_whole(person: SignedIn) -> None:
    anna = person("anna")
    ops = [segment(new_id(), "c1") for _ in range(wire.MAX_OPS + 1)]
    request = wire.PushRequest(client_id="x", epoch="", ops=ops)
    reply = anna.ask("POST", "/v1/sync/push", content=wire.encode(request))
    assert reply.status_code == 422


def test_a_body_beyond_the_limit_is_refused(person: SignedIn) -> None:
    reply = person("anna").ask("POST", "/v1/sync/push", content=b" " * (wire.MAX_REQUEST_BYTES + 1))
    assert reply.status_code == 413


def test_a_gzip_bomb_is_refused(person: SignedIn) -> None:
    import gzip

    bomb = gzip.compress(b" " * (wire.MAX_PLAIN_BYTES + 1))
    reply = person("anna").ask(
        "POST", "/v1/sync/push", content=bomb, headers={"Content-Encoding": "gzip"}
    )
    assert reply.status_code == 422


def test_a_desk_of_another_epoch_is_told_ours(person: SignedIn) -> None:
    anna = person("anna")
    request = wire.PushRequest(client_id="x", epoch="yesterday", ops=[])
    reply = anna.ask("POST", "/v1/sync/push", content=wire.encode(request))
    assert reply.status_code == 409
    assert wire.decode(reply.content, wire.Problem).epoch == anna.pull().epoch


def test_a_desk_that_is_too_old_is_told_to_update(person: SignedIn) -> None:
    anna = person("anna")
    request = wire.PushRequest(client_id="x", epoch="", ops=[], schema=0)
    assert anna.ask("POST", "/v1/sync/push", content=wire.encode(request)).status_code == 426
    assert anna.ask("GET", "/v1/sync/pull?schema=0").status_code == 426


def test_a_scorecard_counts_its_red_lines(person: SignedIn, engine: Engine) -> None:
    anna = person("anna")
    anna.send(call("c1", "1001"), scorecard("k1", "c1", 0.0, red_lines=[{"name": "辱骂"}]))
    assert scalar(engine, "SELECT red_lines FROM scorecards") == 1

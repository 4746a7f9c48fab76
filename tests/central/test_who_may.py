"""Role × address × whose: every cell is said, and an address without a row fails the test."""

from collections.abc import Callable
from typing import Final

import pytest
from fastapi.testclient import TestClient

from central.policy import Account, Role, may_listen, may_read, refusal
from sync import wire
from tests.central.people import (
    Person,
    call,
    picture,
    put,
    scorecard,
    segment,
    ticket,
    verdict,
)

SignedIn = Callable[[str], Person]

ALL: Final = ("anna", "bert", "quin", "lena", "adam", "olga", "omar")
BLOB: Final = "0" * 64
# address: who gets past the door (others hear 401 without a token, 403 with one)
DOORS: Final = {
    ("GET", "/healthz"): None,  # open to all
    ("POST", "/v1/sign-in"): None,
    ("POST", "/v1/renew"): None,
    ("POST", "/v1/sign-out"): set(ALL),
    ("GET", "/v1/me"): set(ALL),
    ("POST", "/v1/sync/push"): set(ALL),  # judged op by op
    ("GET", "/v1/sync/pull"): set(ALL),  # judged row by row
    ("GET", "/v1/board"): {"quin", "lena", "adam", "omar"},
    ("PUT", "/v1/blob/{sha256}"): {"anna", "bert", "lena", "olga", "omar"},
    ("GET", "/v1/blob/{sha256}"): set(ALL),  # judged by the recording
}


def test_every_address_has_a_row_in_this_matrix(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()["paths"]
    found = {(method.upper(), path) for path, methods in described.items() for method in methods}
    assert found == set(DOORS)


@pytest.mark.parametrize(("method", "path"), [door for door, who in DOORS.items() if who])
def test_without_a_token_no_door_opens(client: TestClient, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
        reply = client.request(method, path.format(sha256=BLOB), headers=headers)
        assert reply.status_code == 401


def test_doors_open_by_role(person: SignedIn) -> None:
    people = {name: person(name) for name in ALL}
    for (method, path), who in DOORS.items():
        if who is None or path == "/v1/sign-out":
            continue
        for name, somebody in people.items():
            status = somebody.ask(method, path.format(sha256=BLOB)).status_code
            assert (status != 403) == (name in who), (method, path, name, status)


# Who may write a row about call c1, which is Anna's, of team red.
WRITERS: Final = {
    "segment": (segment("s1", "c1"), {"anna", "lena"}),
    "picture": (picture("c1"), {"anna", "lena"}),
    "ticket": (ticket("t1", "c1"), {"anna", "bert", "lena"}),
    "machine's score": (scorecard("k1", "c1"), {"anna", "lena"}),
    "verdict": (verdict("v1", "c1"), {"quin", "lena", "adam"}),
    "override": (
        put(wire.OVERRIDE, "o1", {"call_id": "c1", "score": 100.0}),
        {"quin", "lena", "adam"},
    ),
    "signature": (put(wire.SIGNATURE, "g1", {"call_id": "c1"}), {"quin", "lena", "adam"}),
    "state": (
        put(wire.AGENT_STATE, "1001", {"agent_id": "1001", "status": "示闲", "since_ms": 1}),
        {"anna", "lena", "omar"},
    ),
}


@pytest.mark.parametrize("what", WRITERS)
@pytest.mark.parametrize("name", ALL)
def test_rows_of_a_call_are_written_by_those_who_may(
    person: SignedIn, name: str, what: str
) -> None:
    op, writers = WRITERS[what]
    person("anna").send(call("c1", "1001"))
    result = person(name).send_one(op)
    assert (result.status == "applied") == (name in writers), result


def test_a_person_cannot_pass_for_the_machine_on_foreign_calls(person: SignedIn) -> None:
    anna, bert = person("anna"), person("bert")
    anna.send(call("c1", "1001"))
    assert bert.send_one(scorecard("k1", "c1")).code == "not_yours"
    by_hand = put(wire.SCORECARD, "k2", dict(scorecard("k2", "c1").payload), actor="anna")
    assert anna.send_one(by_hand).code == "role"


def test_nobody_takes_over_a_row_by_using_its_id(person: SignedIn) -> None:
    anna, bert, olga = person("anna"), person("bert"), person("olga")
    anna.send(call("c1", "1001"), segment("s1", "c1"), ticket("t1", "c1"))
    for thief in (bert, olga):
        assert thief.send_one(call("c1", thief.agent_id)).code == "not_yours"
        assert thief.send_one(segment("s1", "c9")).code == "not_yours"
    assert olga.send_one(ticket("t1", "c9")).code == "not_yours"


def test_nobody_starts_a_call_in_another_name(person: SignedIn) -> None:
    assert person("bert").send_one(call("c1", "1001")).code == "not_yours"


def test_an_unknown_entity_is_refused_whoever_asks() -> None:
    for role in Role:
        account = Account("x", "1", "red", frozenset({role}))
        assert refusal(account, "horoscope", actor="", owner="1", team="red") == "unknown_entity"


@pytest.mark.parametrize(
    ("role", "owner", "team", "reads", "listens"),
    [
        (Role.AGENT, "me", "red", True, True),
        (Role.AGENT, "other", "red", False, False),
        (Role.AGENT, "me", "blue", False, False),
        (Role.QA, "other", "red", True, True),
        (Role.QA, "other", "blue", False, False),
        (Role.LEAD, "other", "red", True, True),
        (Role.LEAD, "other", "blue", False, False),
        (Role.ADMIN, "other", "red", True, False),  # keeps accounts, does not listen
        (Role.ADMIN, "other", "blue", True, False),
    ],
)
def test_reading_and_listening(
    role: Role, owner: str, team: str, reads: bool, listens: bool
) -> None:
    account = Account("x", "me", "red", frozenset({role}))
    assert may_read(account, wire.SEGMENT, owner=owner, team=team) is reads
    assert may_listen(account, owner=owner, team=team) is listens


@pytest.mark.parametrize("name", ALL)
def test_the_feed_shows_what_the_policy_allows(person: SignedIn, name: str) -> None:
    """feed._visible says in SQL what policy.may_read says in Python."""
    from tests.central.postgres import PEOPLE

    anna, omar = person("anna"), person("omar")
    anna.send(call("c1", "1001"), segment("s1", "c1"), ticket("t1", "c1"))
    omar.send(call("c2", "4001"), segment("s2", "c2"), ticket("t2", "c2"))
    rows = [
        (entity, key, owner, team)
        for call_key, owner, team in (("1", "1001", "red"), ("2", "4001", "blue"))
        for entity, key in (("call", "c"), ("segment", "s"), ("ticket", "t"))
        for key in (key + call_key,)
    ]
    agent_id, team, role = PEOPLE[name]
    account = Account(name, agent_id, team, frozenset({role}))
    allowed = {
        key for entity, key, owner, of in rows if may_read(account, entity, owner=owner, team=of)
    }
    assert {change.id for change in person(name).pull().changes} == allowed

"""Signing in, renewing, being shut out."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from central import accounts
from central.database import transaction
from central.gate import SignInGate
from central.policy import Role
from central.service import create_app
from domain.errors import ConfigInvalid
from sync import wire
from tests.central.people import Person, body
from tests.central.postgres import NOON, PASSWORD, Databases, SettableClock, settings_for

SignedIn = Callable[[str], Person]


def sign_in(client: TestClient, name: str, password: str) -> int:
    asked = wire.SignIn(name=name, password=password, client_id="x")
    return client.post("/v1/sign-in", content=wire.encode(asked)).status_code


def renewed(person: Person, refresh: str) -> wire.Token | None:
    reply = person.client.post("/v1/renew", content=wire.encode(wire.Renew(refresh=refresh)))
    return wire.decode(reply.content, wire.Token) if reply.status_code == 200 else None


def test_a_token_says_who_asks(person: SignedIn) -> None:
    reply = person("lena").ask("GET", "/v1/me")
    assert wire.decode(reply.content, wire.Me) == wire.Me(
        account="lena", agent_id="3001", team="red", roles=["lead"]
    )


@pytest.mark.parametrize(("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_an_unknown_name_sound_the_same(
    client: TestClient, engine: Engine, name: str, password: str
) -> None:
    asked = wire.SignIn(name=name, password=password, client_id="x")
    reply = client.post("/v1/sign-in", content=wire.encode(asked))
    assert (reply.status_code, body(reply).code) == (401, "wrong_password")
    with engine.connect() as connection:
        logged = connection.execute(text("SELECT name, outcome FROM sign_in_log")).one()
    assert tuple(logged) == (name, "wrong")


def test_who_guesses_has_to_wait(client: TestClient) -> None:
    answers = [sign_in(client, "anna", "wrong") for _ in range(4)]
    assert answers == [401, 401, 401, 429]
    assert sign_in(client, "bert", PASSWORD) == 200


def test_the_wait_doubles_ends_and_is_forgotten() -> None:
    now = [0.0]
    gate = SignInGate(lambda: now[0], free_tries=2)
    gate.failed("anna")
    assert gate.wait_s("anna") == 0.0
    gate.failed("anna")
    assert gate.wait_s("anna") == 1.0
    gate.failed("anna")
    assert gate.wait_s("anna") == 2.0
    now[0] = 2.0
    assert gate.wait_s("anna") == 0.0
    for _ in range(30):
        gate.failed("anna")
    assert gate.wait_s("anna") == 60.0
    gate.passed("anna")
    assert gate.wait_s("anna") == 0.0


def test_an_access_token_ends_after_its_time(person: SignedIn, clock: SettableClock) -> None:
    anna = person("anna")
    clock.pass_by(minutes=14)
    assert anna.ask("GET", "/v1/me").status_code == 200
    clock.pass_by(minutes=2)
    assert anna.ask("GET", "/v1/me").status_code == 401


def test_a_renewal_brings_new_tokens(person: SignedIn, clock: SettableClock) -> None:
    anna = person("anna")
    clock.pass_by(days=29)
    token = renewed(anna, anna.refresh)
    assert token is not None
    anna.access = token.access
    assert anna.ask("GET", "/v1/me").status_code == 200
    clock.pass_by(days=31)
    assert renewed(anna, token.refresh) is None


def test_a_renewal_whose_answer_was_lost_can_be_asked_again(
    person: SignedIn, clock: SettableClock
) -> None:
    anna = person("anna")
    assert renewed(anna, anna.refresh) is not None
    clock.pass_by(seconds=30)
    assert renewed(anna, anna.refresh) is not None


def test_an_old_refresh_token_ends_the_whole_family(person: SignedIn, clock: SettableClock) -> None:
    anna = person("anna")
    token = renewed(anna, anna.refresh)
    assert token is not None
    clock.pass_by(minutes=2)
    assert renewed(anna, anna.refresh) is None  # somebody has a copy
    assert renewed(anna, token.refresh) is None
    assert anna.ask("GET", "/v1/me").status_code == 401


def test_an_access_token_cannot_renew(person: SignedIn) -> None:
    anna = person("anna")
    assert renewed(anna, anna.access) is None


def test_signing_out_ends_the_tokens(person: SignedIn) -> None:
    anna = person("anna")
    assert anna.ask("POST", "/v1/sign-out").status_code == 204
    assert anna.ask("GET", "/v1/me").status_code == 401
    assert renewed(anna, anna.refresh) is None


def test_who_is_shut_out_is_out_at_once(client: TestClient, engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(text("DELETE FROM accounts WHERE name = 'temp'"))
        accounts.add_account(
            session, "temp", PASSWORD, {Role.AGENT}, agent_id="", team="red", now=NOON
        )
    temp = Person(client, "temp")
    with transaction(engine) as session:
        accounts.set_active(session, "temp", False)
    assert temp.ask("GET", "/v1/me").status_code == 401
    assert sign_in(client, "temp", PASSWORD) == 401


def test_no_token_and_no_password_is_kept_in_clear(person: SignedIn, engine: Engine) -> None:
    anna = person("anna")
    with transaction(engine) as session:
        session.execute(text("DELETE FROM accounts WHERE name = 'temp'"))
        accounts.add_account(
            session, "temp", PASSWORD, {Role.AGENT}, agent_id="", team="red", now=NOON
        )
    with engine.connect() as connection:
        kept = connection.scalars(text("SELECT token_sha256 FROM tokens")).all()
        password_hash = connection.scalar(
            text("SELECT password_hash FROM accounts WHERE name = 'temp'")
        )
    assert anna.access not in kept
    assert anna.refresh not in kept
    assert str(password_hash).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("name", "password", "roles"),
    [("anna", PASSWORD, {Role.AGENT}), ("new", "short", {Role.AGENT}), ("new", PASSWORD, set())],
    ids=["name in use", "short password", "no role"],
)
def test_an_account_that_makes_no_sense_is_refused(
    engine: Engine, name: str, password: str, roles: set[Role]
) -> None:
    with pytest.raises(ConfigInvalid), transaction(engine) as session:
        accounts.add_account(session, name, password, roles, agent_id="", team="red", now=NOON)


def test_the_log_of_sign_ins_cannot_be_changed(person: SignedIn, engine: Engine) -> None:
    from sqlalchemy.exc import DBAPIError

    person("anna")
    with pytest.raises(DBAPIError, match="only added to"), engine.begin() as connection:
        connection.execute(text("DELETE FROM sign_in_log"))


def test_every_answer_carries_the_safe_headers(client: TestClient) -> None:
    for reply in (client.get("/healthz"), client.get("/nowhere"), client.get("/v1/me")):
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-store"


def test_health_says_which_central_this_is(client: TestClient) -> None:
    health = wire.decode(client.get("/healthz").content, wire.Health)
    assert (health.status, health.wire) == ("ok", wire.WIRE_VERSION)
    assert health.epoch


@pytest.mark.expects_warning_log
def test_a_bug_shows_a_number_and_nothing_else(
    databases: Databases, tmp_path: Path, clock: SettableClock
) -> None:
    settings = settings_for(databases.migrated(), tmp_path, clock)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        with psycopg.connect(settings.dsn, autocommit=True) as connection:
            connection.execute("DROP TABLE server_meta")
        reply = client.get("/healthz")
    problem = body(reply)
    assert (reply.status_code, problem.code, problem.message) == (500, "internal", "")
    assert problem.error_id
    assert "server_meta" not in reply.text

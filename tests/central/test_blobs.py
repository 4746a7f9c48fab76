"""Recordings by their hash: whole, in pieces, again, broken, and only for who may listen."""

import hashlib
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from central.settings import Settings
from sync import wire
from tests.central.people import Person, body, call, put

SignedIn = Callable[[str], Person]
SOUND = b"fLaC" + bytes(range(256)) * 40


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def store(
    person: Person, data: bytes, name: str = "", *, offset: int = 0, length: int | None = None
) -> wire.BlobStored:
    headers = {"Upload-Offset": str(offset)}
    if length is not None:
        headers["Upload-Length"] = str(length)
    reply = person.ask("PUT", f"/v1/blob/{name or sha256(data)}", content=data, headers=headers)
    assert reply.status_code == 200, reply.text
    return wire.decode(reply.content, wire.BlobStored)


def recording(person: Person, call_id: str, data: bytes) -> None:
    payload = {"call_id": call_id, "sha256": sha256(data), "duration_s": 2.0, "has_gap": False}
    person.send(call(call_id, person.agent_id), put(wire.RECORDING, call_id, payload))


def test_what_was_stored_comes_back_and_is_verified(
    person: SignedIn, engine: Engine, settings: Settings
) -> None:
    anna = person("anna")
    assert store(anna, SOUND).verified
    recording(anna, "c1", SOUND)
    reply = anna.ask("GET", f"/v1/blob/{sha256(SOUND)}")
    assert reply.content == SOUND
    assert reply.headers["Content-Type"] == "audio/flac"
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT verified_at FROM blobs")) == settings.now()


def test_storing_twice_is_storing_once(person: SignedIn, engine: Engine) -> None:
    anna, bert = person("anna"), person("bert")
    assert store(anna, SOUND).verified
    assert store(bert, SOUND).verified
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM blobs")) == 1


def test_pieces_make_a_whole_and_a_lost_answer_does_not_matter(person: SignedIn) -> None:
    anna, name, length = person("anna"), sha256(SOUND), len(SOUND)
    assert store(anna, SOUND[:4000], name, length=length).offset == 4000
    again = store(anna, SOUND[:4000], name, length=length)  # the answer got lost: sent again
    assert (again.offset, again.verified) == (4000, False)
    asked = store(anna, b"", name, length=length)
    assert asked.offset == 4000
    assert store(anna, SOUND[4000:], name, offset=4000, length=length).verified


def test_bytes_that_are_not_what_they_say_are_dropped(person: SignedIn, settings: Settings) -> None:
    anna = person("anna")
    reply = anna.ask("PUT", f"/v1/blob/{sha256(b'other')}", content=SOUND)
    assert (reply.status_code, body(reply).code) == (422, "hash_differs")
    assert [path for path in settings.blobs.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00", b"<html>", b"RIF"], ids=["exe", "web page", "short"]
)
def test_what_is_no_sound_is_refused(person: SignedIn, data: bytes) -> None:
    reply = person("anna").ask("PUT", f"/v1/blob/{sha256(data)}", content=data)
    assert (reply.status_code, body(reply).code) == (422, "not_audio")


def test_a_name_that_is_no_hash_is_refused(person: SignedIn) -> None:
    for name in ("..%2f..%2fetc%2fpasswd", "A" * 64, "short"):
        assert person("anna").ask("PUT", f"/v1/blob/{name}", content=SOUND).status_code in (
            404,
            422,
        )


def test_too_much_at_once_is_refused(person: SignedIn) -> None:
    big = b"fLaC" + bytes(wire.MAX_BLOB_PUT_BYTES)
    assert person("anna").ask("PUT", f"/v1/blob/{sha256(big)}", content=big).status_code == 413


def test_too_much_in_all_is_refused(person: SignedIn) -> None:
    reply = person("anna").ask(
        "PUT",
        f"/v1/blob/{sha256(SOUND)}",
        content=SOUND,
        headers={"Upload-Length": str(wire.MAX_BLOB_BYTES + 1)},
    )
    assert reply.status_code == 413


@pytest.mark.parametrize(
    ("name", "hears"),
    [
        ("anna", True),
        ("bert", False),
        ("quin", True),
        ("lena", True),
        ("adam", False),
        ("olga", False),
        ("omar", False),
    ],
)
def test_knowing_a_hash_gives_no_right_to_the_sound(
    person: SignedIn, name: str, hears: bool
) -> None:
    anna = person("anna")
    store(anna, SOUND)
    recording(anna, "c1", SOUND)
    status = person(name).ask("GET", f"/v1/blob/{sha256(SOUND)}").status_code
    assert status == (200 if hears else 404)

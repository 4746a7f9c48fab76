"""Messages: additive, bounded, and nothing but what they say."""

import gzip

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import wire

OP = wire.Op(op_id="o", entity="call", id="c", kind="put", payload={"a": 1})


def test_a_message_survives_the_wire() -> None:
    request = wire.PushRequest(client_id="d", epoch="e", ops=[OP])
    assert wire.decode(wire.unpack(wire.pack(request)), wire.PushRequest) == request


def test_fields_of_a_later_version_are_ignored() -> None:
    body = msgspec.json.encode(msgspec.to_builtins(OP) | {"mood": "new"})
    assert wire.decode(body, wire.Op) == OP


def test_fields_of_a_later_version_may_be_missing() -> None:
    """What an older desk leaves out has a default."""
    bare = b'{"op_id":"o","entity":"call","id":"c","kind":"put","payload":{"a":1}}'
    assert wire.decode(bare, wire.Op) == OP


@pytest.mark.parametrize(
    "change",
    [
        {"op_id": ""},
        {"op_id": "x" * 201},
        {"kind": "delete"},
        {"payload": []},
        {"payload": None},
        {"base_rev": -1},
        {"at_ms": "now"},
    ],
)
def test_a_malformed_op_is_refused(change: dict[str, object]) -> None:
    body = msgspec.json.encode(msgspec.to_builtins(OP) | change)
    with pytest.raises(wire.WireInvalid):
        wire.decode(body, wire.Op)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    for read in (lambda: wire.decode(body, wire.PushRequest), lambda: wire.unpack(body)):
        try:
            read()
        except wire.WireInvalid:
            continue


def test_deep_nesting_is_refused_not_followed() -> None:
    body = b'{"op_id":"o","entity":"e","id":"i","kind":"put","payload":{"a":' + b"[" * 10**5
    with pytest.raises(wire.WireInvalid):
        wire.decode(body, wire.Op)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(wire.WireInvalid, match="too long"):
        wire.unpack(gzip.compress(bytes(wire.MAX_PLAIN_BYTES + 1)))


def test_a_torn_message_is_refused() -> None:
    with pytest.raises(wire.WireInvalid, match="cut short"):
        wire.unpack(wire.pack(OP)[:-9])

"""What desk and central say to each other: one structure per message, and its limits.

Additive only: a reader ignores fields that it does not know, so a version may add some.
What changes the meaning of a field raises WIRE_VERSION; central keeps the one before.
"""

import gzip
import zlib
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct, field

WIRE_VERSION: Final = 1
MIN_WIRE_VERSION: Final = 1  # the oldest desk that central still understands

MAX_OPS: Final = 200
MAX_REQUEST_BYTES: Final = 1 << 20  # as sent, that is, after gzip
MAX_PLAIN_BYTES: Final = 16 << 20  # after unpacking: a bomb stops here
MAX_PULL: Final = 500
MAX_BLOB_PUT_BYTES: Final = 8 << 20  # one PUT; larger files go in pieces
BLOB_PIECE_BYTES: Final = 4 << 20
MAX_BLOB_BYTES: Final = 1 << 30

CALL: Final = "call"
CALL_END: Final = "call_end"
SEGMENT: Final = "segment"
PICTURE: Final = "picture"
ALERT: Final = "alert"
TICKET: Final = "ticket"
TICKET_MOVE: Final = "ticket_move"
SCORECARD: Final = "scorecard"
VERDICT: Final = "verdict"
OVERRIDE: Final = "override"
SIGNATURE: Final = "signature"
CORRECTION: Final = "correction"
RECORDING: Final = "recording"
AGENT_STATE: Final = "agent_state"
CHANNEL_SWAP: Final = "channel_swap"

MACHINE: Final = "machine"  # the actor of a fact that no person stated

Key: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Name: TypeAlias = Annotated[str, Meta(max_length=64)]
Sha256: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Payload: TypeAlias = dict[str, Any]  # one JSON object
Status: TypeAlias = Literal["applied", "duplicate", "merged", "conflict", "rejected"]

T = TypeVar("T")


class Op(Struct, frozen=True, kw_only=True):
    """One change that a desk made.

    put: payload is the whole row. patch: payload is {field: [value before, value after]}.
    base_rev is the revision of central that the desk saw when it made the change, 0 for none.
    at_ms is the desk's clock: for people to read, never to order by.
    """

    op_id: Key
    entity: Name
    id: Key
    kind: Literal["put", "patch"]
    payload: Payload
    base_rev: Annotated[int, Meta(ge=0)] = 0
    at_ms: int = 0
    actor: Name = ""


class PushRequest(Struct, frozen=True, kw_only=True):
    client_id: Key
    epoch: Name  # "" before the first contact
    ops: Annotated[list[Op], Meta(max_length=MAX_OPS)]
    schema: int = WIRE_VERSION


class OpResult(Struct, frozen=True, kw_only=True):
    """applied, merged and duplicate are settled; conflict and rejected stay with the desk."""

    op_id: str
    status: Status
    rev: int = 0
    code: str = ""  # why, for conflict and rejected
    row: Payload | None = None  # what central holds now, for merged and conflict


class PushReply(Struct, frozen=True, kw_only=True):
    epoch: str
    results: list[OpResult]


class Change(Struct, frozen=True, kw_only=True):
    """A row as it became at pos. remove: the desk may no longer see it."""

    pos: int
    entity: str
    id: str
    rev: int
    payload: Payload
    kind: Literal["put", "remove"] = "put"
    actor: str = ""


class PullReply(Struct, frozen=True, kw_only=True):
    epoch: str
    changes: list[Change]
    next: int
    has_more: bool


class SignIn(Struct, frozen=True, kw_only=True):
    name: Name
    password: Annotated[str, Meta(max_length=256)]
    client_id: Key


class Renew(Struct, frozen=True, kw_only=True):
    refresh: Annotated[str, Meta(max_length=128)]


class Token(Struct, frozen=True, kw_only=True):
    """access lives minutes and goes with each request; refresh is used once."""

    access: str
    refresh: str
    expires_in_s: int
    account: str
    roles: list[str]
    epoch: str


class Me(Struct, frozen=True, kw_only=True):
    account: str
    agent_id: str
    team: str
    roles: list[str]


class BlobStored(Struct, frozen=True, kw_only=True):
    """offset < bytes while pieces are missing; verified once central has re-hashed the whole."""

    sha256: str
    offset: int
    verified: bool


class Health(Struct, frozen=True, kw_only=True):
    status: str
    wire: int
    epoch: str


class Problem(Struct, frozen=True, kw_only=True):
    """The body of every answer that is not 2xx. error_id finds it in central's log."""

    code: str
    message: str = ""
    error_id: str = ""
    epoch: str = field(default="")


class WireInvalid(ValueError):
    """Bytes that are not such a message, or too many."""


def encode(message: Struct) -> bytes:
    return msgspec.json.encode(message)


def decode(body: bytes, kind: type[T]) -> T:
    """Raises WireInvalid."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireInvalid(str(error)) from error


def pack(message: Struct) -> bytes:
    return gzip.compress(encode(message), compresslevel=5, mtime=0)


def unpack(body: bytes) -> bytes:
    """Undo gzip, up to MAX_PLAIN_BYTES.

    Raises WireInvalid.
    """
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unzip.decompress(body, MAX_PLAIN_BYTES)
    except zlib.error as error:
        raise WireInvalid(str(error)) from error
    if unzip.unconsumed_tail or not unzip.eof:
        raise WireInvalid("gzip: too long or cut short")
    return plain

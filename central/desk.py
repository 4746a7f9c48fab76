"""What every address of the service needs: the parts, the caller, the message, the answer."""

from dataclasses import dataclass
from typing import Annotated, TypeVar, cast

import msgspec
from fastapi import Depends, Request, Response
from sqlalchemy import Engine

from central import accounts
from central.blobs import BlobStore
from central.database import transaction
from central.gate import SignInGate
from central.policy import Account
from central.problems import Problem
from central.settings import Settings
from sync import wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Central:
    settings: Settings
    engine: Engine
    blobs: BlobStore
    by_name: SignInGate
    by_address: SignInGate


def central_of(request: Request) -> Central:
    return cast(Central, request.app.state.central)


async def body_of(request: Request) -> bytes:
    """Return the body, unzipped; reads no more than a request may have.

    Raises Problem 413 or 422.
    """
    body = await read_body(request, wire.MAX_REQUEST_BYTES)
    if request.headers.get("content-encoding") != "gzip":
        return body
    try:
        return wire.unpack(body)
    except wire.WireInvalid as error:
        raise Problem(422, "not_gzip") from error


async def read_body(request: Request, most: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise Problem(413, "too_large")
    pieces, total = [], 0
    async for piece in request.stream():
        total += len(piece)
        if total > most:
            raise Problem(413, "too_large")
        pieces.append(piece)
    return b"".join(pieces)


def token_of(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(401, "token_missing")
    return token


def caller(request: Request, token: Annotated[str, Depends(token_of)]) -> Account:
    """Return who asks. Raises Problem 401."""
    central = central_of(request)
    with transaction(central.engine) as session:
        account = accounts.account_of(session, token, central.settings.now())
    if account is None:
        raise Problem(401, "token_unknown")
    return account


def message(body: bytes, kind: type[T]) -> T:
    """Raises Problem 422."""
    try:
        return wire.decode(body, kind)
    except wire.WireInvalid as error:
        raise Problem(422, "message_invalid", str(error)) from error


def answer(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


Body = Annotated[bytes, Depends(body_of)]
Caller = Annotated[Account, Depends(caller)]
Parts = Annotated[Central, Depends(central_of)]

"""Signing in, pushing, pulling, the board. Each runs in a thread of its own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import text

from central import accounts, board, feed, records
from central.database import transaction
from central.desk import Body, Caller, Parts, answer, message, token_of
from central.policy import may_see_board
from central.problems import Problem
from sync import wire

router = APIRouter()


@router.get("/healthz")
def healthz(central: Parts) -> Response:
    """Says whether the database answers; needs no sign-in."""
    with transaction(central.engine) as session:
        session.execute(text("SELECT 1"))
        epoch = accounts.epoch_of(session)
    return answer(wire.Health(status="ok", wire=wire.WIRE_VERSION, epoch=epoch))


@router.post("/v1/sign-in")
def sign_in(request: Request, body: Body, central: Parts) -> Response:
    asked = message(body, wire.SignIn)
    address = request.client.host if request.client else ""
    wait_s = max(central.by_name.wait_s(asked.name), central.by_address.wait_s(address))
    if wait_s > 0:
        raise Problem(429, "too_many_tries", retry_after_s=wait_s)
    with transaction(central.engine) as session:
        token = accounts.sign_in(session, asked, address, central.settings)
    if token is None:
        central.by_name.failed(asked.name)
        central.by_address.failed(address)
        raise Problem(401, "wrong_password")
    central.by_name.passed(asked.name)
    return answer(token)


@router.post("/v1/renew")
def renew(body: Body, central: Parts) -> Response:
    asked = message(body, wire.Renew)
    with transaction(central.engine) as session:
        token = accounts.renew(session, asked.refresh, central.settings)
    if token is None:
        raise Problem(401, "token_unknown")
    return answer(token)


@router.post("/v1/sign-out")
def sign_out(token: Annotated[str, Depends(token_of)], _me: Caller, central: Parts) -> Response:
    with transaction(central.engine) as session:
        accounts.sign_out(session, token)
    return Response(status_code=204)


@router.get("/v1/me")
def me(account: Caller) -> Response:
    return answer(
        wire.Me(
            account=account.name,
            agent_id=account.agent_id,
            team=account.team,
            roles=sorted(account.roles),
        )
    )


@router.post("/v1/sync/push")
def push(account: Caller, body: Body, central: Parts) -> Response:
    """Answers 200 only after the commit."""
    request = message(body, wire.PushRequest)
    if request.schema < wire.MIN_WIRE_VERSION:
        raise Problem(426, "update_needed")
    with transaction(central.engine) as session:
        epoch = accounts.epoch_of(session)
        if request.epoch not in ("", epoch):
            raise Problem(409, "other_epoch", epoch=epoch)
        results = records.push(session, account, request, central.settings)
    return answer(wire.PushReply(epoch=epoch, results=results))


@router.get("/v1/sync/pull")
def pull(
    account: Caller,
    central: Parts,
    cursor: Annotated[int, Query(ge=0)] = 0,
    epoch: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=wire.MAX_PULL)] = wire.MAX_PULL,
    schema: int = wire.WIRE_VERSION,
) -> Response:
    if schema < wire.MIN_WIRE_VERSION:
        raise Problem(426, "update_needed")
    with transaction(central.engine) as session:
        ours = accounts.epoch_of(session)
        if epoch not in ("", ours):
            raise Problem(409, "other_epoch", epoch=ours)
        try:
            reply = feed.pull(session, account, cursor, limit)
        except feed.CursorAhead as error:
            raise Problem(409, "epoch_behind", epoch=ours) from error
    return answer(reply)


@router.get("/v1/board")
def get_board(account: Caller, central: Parts) -> Response:
    if not may_see_board(account):
        raise Problem(403, "role")
    with transaction(central.engine) as session:
        seen = board.snapshot(session, account, central.settings)
    return answer(seen)

"""What a caller hears when it goes wrong: a code, a number to find in the log, and no more."""

import logging
import math
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from domain.errors import DiskFull, Unavailable
from domain.ids import new_id
from sync import wire

log = logging.getLogger(__name__)

RETRY_AFTER_S: Final = 2
DISK_RETRY_AFTER_S: Final = 60


class Problem(Exception):
    """An answer that is not 2xx."""

    def __init__(
        self,
        status: int,
        code: str,
        text: str = "",
        *,
        epoch: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text
        self.epoch = epoch
        self.retry_after_s = retry_after_s


def add_problems(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(DiskFull, _disk_full)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _bug)


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return respond(error)


async def _unavailable(_request: Request, error: Exception) -> Response:
    log.warning("unavailable: %s", error)
    return respond(Problem(503, "busy", retry_after_s=RETRY_AFTER_S))


async def _disk_full(_request: Request, _error: Exception) -> Response:
    log.error("the disk of the blob folder is full")
    return respond(Problem(503, "disk_full", retry_after_s=DISK_RETRY_AFTER_S))


async def _invalid(_request: Request, _error: Exception) -> Response:
    return respond(Problem(422, "message_invalid"))


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return respond(Problem(error.status_code, "http"))


async def _bug(request: Request, error: Exception) -> Response:
    """Starlette logs the traceback itself, after this answer."""
    error_id = new_id()
    log.error("bug error_id=%s path=%s %s", error_id, request.url.path, type(error).__name__)
    return respond(Problem(500, "internal"), error_id)


def respond(problem: Problem, error_id: str = "") -> Response:
    body = wire.Problem(
        code=problem.code, message=problem.text, error_id=error_id, epoch=problem.epoch
    )
    headers = {}
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(math.ceil(problem.retry_after_s))
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(wire.encode(body), problem.status, headers, media_type="application/json")

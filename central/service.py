"""The central service: its addresses, who may come in, and how its errors look."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Request, Response

from central import blob_routes, sync_routes
from central.blobs import BlobStore
from central.database import connect
from central.desk import Central
from central.gate import SignInGate
from central.problems import add_problems
from central.schema import upgrade
from central.settings import Settings

log = logging.getLogger(__name__)

SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def create_app(settings: Settings) -> FastAPI:
    """Return the service over the PostgreSQL of settings.dsn, brought up to date first.

    Raises Damaged when a newer service wrote the database.
    """
    engine = connect(settings.dsn, pool_size=settings.pool_size)
    upgrade(engine)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    app = FastAPI(
        title="Lingtai central",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        lifespan=life,
    )
    app.state.central = Central(
        settings=settings,
        engine=engine,
        blobs=BlobStore(settings.blobs, settings.max_blob_bytes),
        by_name=SignInGate(time.monotonic, free_tries=3),
        by_address=SignInGate(time.monotonic, free_tries=30),
    )
    app.middleware("http")(_add_headers)
    add_problems(app)
    app.include_router(sync_routes.router)
    app.include_router(blob_routes.router)
    return app


async def _add_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    response.headers.update(SAFE_HEADERS)
    return response

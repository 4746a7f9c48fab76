"""Runs the service from its socket to its last breath, with or without a PostgreSQL of its own."""

import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from typing_extensions import override

from central import accounts
from central.database import connect, transaction
from central.embedded import EmbeddedPostgres
from central.passwords import new_password
from central.policy import Role
from central.schema import upgrade
from central.service import create_app
from central.settings import Settings, utc_now
from central.single_pc import keep_accounts
from domain.errors import ConfigInvalid, DataFolderReadOnly, PortInUse

log = logging.getLogger(__name__)

LAST_REQUESTS_S: Final = 3  # how long running requests may still take at the end


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service keeps things. dsn "" = PostgreSQL in data/pg, for one PC."""

    dsn: str
    data: Path


def serve(place: Place, *, host: str, port: int, is_child: bool) -> None:
    """Run until SIGTERM, SIGINT or, for a child, the end of standard input.

    Prints "ready http://HOST:PORT" once requests are answered.

    Raises PortInUse, DataFolderReadOnly, Unavailable, Damaged.
    """
    _make_folder(place.data)
    with _bound(host, port) as listener, _leaving_at_sigterm(), _database(place) as dsn:
        settings = Settings(dsn=dsn, blobs=place.data / "blobs")
        app = create_app(settings)
        if is_child or not place.dsn:  # one PC's own service: its desk signs in by itself
            keep_accounts(settings, place.data)
        server = _Announcing(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=LAST_REQUESTS_S,
                h11_max_incomplete_event_size=64 << 10,
            )
        )
        if is_child:
            _end_with_parent(server)
        server.run(sockets=[listener])


def add_user(
    place: Place,
    name: str,
    password: str,
    roles: frozenset[Role],
    *,
    agent_id: str = "",
    team: str = "default",
) -> str:
    """Make an account and return its password, which is made when "" is given."""
    password = password or new_password()
    _make_folder(place.data)
    with _database(place) as dsn:
        engine = connect(dsn, pool_size=1)
        try:
            upgrade(engine)
            with transaction(engine) as session:
                accounts.add_account(
                    session, name, password, roles, agent_id=agent_id, team=team, now=utc_now()
                )
        finally:
            engine.dispose()
    return password


class _Announcing(uvicorn.Server):
    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            print(f"ready http://{host}:{port}", flush=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderReadOnly(
            f"中心数据目录不可写: {folder} / central's data folder cannot be written: {folder}"
        ) from error


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything slow begins."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if sys.platform != "win32":  # there it would let two services share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise ConfigInvalid(f"地址无效 / bad address: {host}:{port}") from error
            raise PortInUse(
                f"端口 {port} 已被其他程序占用: 请用 --port 另选一个 / "
                f"port {port} is in use by another program: choose another with --port"
            ) from error
        listener.listen(128)
        yield listener


@contextmanager
def _database(place: Place) -> Iterator[str]:
    if place.dsn:
        yield place.dsn
        return
    postgres = EmbeddedPostgres(place.data / "pg")
    try:
        yield postgres.start()
    finally:
        postgres.stop()


@contextmanager
def _leaving_at_sigterm() -> Iterator[None]:
    """Leave through every finally; uvicorn raises its signal again when it is done."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end_with_parent(server: uvicorn.Server) -> None:
    """Stop when the parent closes our standard input, as the system does when it dies."""

    stdin = sys.stdin.fileno()

    def wait() -> None:
        while os.read(stdin, 4096):  # not sys.stdin.read(): its lock aborts Python at the exit
            pass
        server.should_exit = True

    threading.Thread(target=wait, name="parent", daemon=True).start()

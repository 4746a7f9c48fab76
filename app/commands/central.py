"""Verbs about the central service: serve, sync."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from app.central_line import PROJECT, CentralLine
from app.config import Config
from app.store.database import open_store
from app.store.ledger import DeskLedger
from domain.errors import CentralUnreachable, ConfigInvalid, UserError
from domain.events import Event, SyncChanged, TroubleMet
from sync.credentials import Credentials
from sync.transport import HttpTransport

GIVE_UP_S = 120.0


def serve(config: Config, *, host: str, port: int | None, dsn: str, data: Path | None) -> int:
    """Run central in the foreground, as a process of its own, until it is stopped.

    SIGTERM is handed on. With its own PostgreSQL it also ends when this process is killed,
    for then its standard input closes; with a foreign one there is nothing to leave behind.
    """
    dsn = dsn or config.central.dsn
    command = [sys.executable, "-m", "central", "--host", host]
    command += ["--port", str(config.central.port if port is None else port)]
    command += ["--data", str((data or config.data_folder / "central").resolve())]
    command += ["--dsn", dsn] if dsn else ["--exit-with-parent"]
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=os.environ | {"PYTHONUTF8": "1"},
        stdin=None if dsn else subprocess.PIPE,
    )
    with _handing_on_sigterm(process):
        try:
            code = process.wait()
        except KeyboardInterrupt:
            code = process.wait()  # it got the interrupt too and closes its database
    if process.stdin is not None:
        process.stdin.close()
    return code if code >= 0 else 128 - code


@contextmanager
def _handing_on_sigterm(process: subprocess.Popen[bytes]) -> Iterator[None]:
    def leave(_signal: int, _frame: FrameType | None) -> None:
        process.terminate()

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def sign_in(config: Config, name: str, password: str) -> None:
    """Sign this desk in at the configured central; the desk keeps the right to renew, no password.

    Raises SignInFailed, CentralUnreachable; ConfigInvalid when no address is configured.
    """
    url = config.central.url
    if not url:
        raise ConfigInvalid(
            "没有配置中心地址：单机使用不用登录；要连接中心，请设置 central.url"
            " / no central.url is configured: a stand-alone desk needs no sign-in"
        )
    store = open_store(config.data_folder)
    try:
        credentials = Credentials(config.data_folder / "central", url)
        transport = HttpTransport(
            url, credentials, DeskLedger(store).client_id(), ca_file=config.central.ca_file
        )
        try:
            transport.sign_in(name, password)
        finally:
            transport.close()
    finally:
        store.close()


def sync(config: Config) -> SyncChanged:
    """Send and fetch until nothing waits.

    Raises CentralUnreachable when that does not come about, UserError when it is turned off.
    """
    if not config.central.is_enabled:
        raise UserError(
            "同步已关闭（central.is_enabled = false），没有发送任何记录"
            " / synchronising is turned off (central.is_enabled = false): nothing was sent"
        )
    store = open_store(config.data_folder)
    done = threading.Event()
    last: list[SyncChanged] = []
    troubles: list[Exception] = []

    def hear(event: Event) -> None:
        if isinstance(event, TroubleMet):
            troubles.append(event.error)
            done.set()
        if isinstance(event, SyncChanged):
            last.append(event)
            if event.is_online and not event.waiting and not event.uploads_waiting:
                done.set()

    line = CentralLine(store, config.central, config.data_folder / "central", hear)
    line.start()
    try:
        in_time = done.wait(GIVE_UP_S)
    finally:
        line.stop()
        store.close()
    if troubles:
        raise troubles[0]
    if not in_time:
        raise CentralUnreachable(
            "中心没有应答，未同步的记录都留在本机 / central does not answer; nothing is lost"
        )
    return last[-1]

"""Verbs about the central service: serve, sync."""

import subprocess
import sys
import threading
from pathlib import Path

from app.central_line import PROJECT, CentralLine
from app.config import Config
from app.store.database import open_store
from app.store.ledger import DeskLedger
from domain.errors import CentralUnreachable, ConfigInvalid
from domain.events import Event, SyncChanged, TroubleMet
from sync.credentials import Credentials
from sync.transport import HttpTransport

GIVE_UP_S = 120.0


def serve(config: Config, *, host: str, port: int | None, dsn: str, data: Path | None) -> int:
    """Run central in the foreground, as a process of its own, until it is stopped."""
    command = [sys.executable, "-m", "central", "--host", host]
    command += ["--port", str(config.central.port if port is None else port)]
    command += ["--data", str((data or config.data_folder / "central").resolve())]
    if dsn or config.central.dsn:
        command += ["--dsn", dsn or config.central.dsn]
    process = subprocess.Popen(command, cwd=PROJECT)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()  # it got the interrupt too and closes its database


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

    Raises CentralUnreachable when that does not come about.
    """
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

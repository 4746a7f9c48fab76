"""The desk's line to central: its own service on this PC when no address is given, then sync."""

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from app.config import CentralConfig
from app.store.database import Store
from app.store.faults import of_system
from app.store.ledger import DeskLedger
from app.sync_loop import SyncLoop
from app.worker import Worker
from domain.board import BoardSnapshot
from domain.errors import CentralUnreachable, PortInUse, WorkstationError
from domain.events import Publish, SyncChanged, TroubleMet
from sync import wire
from sync.credentials import Credentials, read_local_account
from sync.ledger import Cursor, OpenFile, Upload, opened
from sync.transport import HttpTransport

log = logging.getLogger(__name__)

PROJECT: Final = Path(__file__).resolve().parent.parent
START_S: Final = 90.0  # a first start makes a database: 5 s here, far more on a slow disk
STOP_S: Final = 5.0  # more than central gives its last requests
REQUEST_S: Final = 2.0  # how long a request may still run when the desk closes
LOOK_S: Final = 0.5
WATCH_S: Final = 2.0  # how soon the end of our own central is noticed
AGAIN_S: Final = 30.0
FOREVER_S: Final = 3600.0


class LocalCentral:
    """`python -m central` as a child; it stops when we close its standard input, or die."""

    def __init__(self, folder: Path, *, dsn: str, port: int) -> None:
        self._folder, self._dsn, self._port = folder, dsn, port
        self._process: subprocess.Popen[str] | None = None
        self._is_ready = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def has_ended(self) -> bool:
        """Return whether it ran and ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def start(self, is_stopping: Callable[[], bool]) -> str:
        """Return its address once it answers, "" when we stop before that.

        Raises PortInUse, CentralUnreachable, DataFolderReadOnly, DiskFull.
        """
        command = [sys.executable, "-m", "central", "--port", str(self._port)]
        command += ["--data", str(self._folder), "--exit-with-parent"]
        with self._complaints() as complaints:
            self._process = subprocess.Popen(
                command + (["--dsn", self._dsn] if self._dsn else []),
                cwd=PROJECT,
                env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                encoding="utf-8",
            )
        return self._ready(self._process, is_stopping)

    def _complaints(self) -> IO[str]:
        file = self._folder / "service.log"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return file.open("a", encoding="utf-8")
        except OSError as error:
            raise of_system(error, file) from error

    def _ready(self, process: subprocess.Popen[str], is_stopping: Callable[[], bool]) -> str:
        assert process.stdout is not None
        said = _Line(process.stdout)
        for _ in range(int(START_S / LOOK_S)):
            if said.wait(LOOK_S) or is_stopping():
                break
        if said.text.startswith("ready "):
            self._is_ready = True
            return said.text.removeprefix("ready ")
        if is_stopping():
            return ""
        code = process.poll()
        if code == PortInUse.exit_code and self._port and not _is_free(self._port):
            raise PortInUse(
                f"端口 {self._port} 已被其他程序占用，中心服务没有启动：请在设置里另选端口"
                f" / port {self._port} is in use, central did not start: choose another port"
            )
        raise CentralUnreachable(
            f"本机中心服务没有启动（退出码 {code}），座席照常工作，记录留待同步；原因见"
            f" {self._folder / 'service.log'} / the local central service did not start"
        )

    def stop(self) -> None:
        """Takes 5 s at most. One that is still starting ends by itself when it is up.

        To kill that one could leave half a database, which no later start would open.
        """
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            if not self._is_ready:
                log.info("central is left to end by itself, pid=%d", process.pid)
                return
            log.warning("central did not stop within %.0f s", STOP_S)
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _is_free(port: int) -> bool:
    """Central ends with the same code for a taken port and for other things to be done."""
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class _Line:
    """The first line of a pipe, waited for with a limit, which pipes do not have everywhere."""

    def __init__(self, pipe: IO[str]) -> None:
        self.text = ""
        self._thread = threading.Thread(target=self._read, args=(pipe,), name="central-ready")
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _read(self, pipe: IO[str]) -> None:
        self.text = pipe.readline().strip()


class OneAtATime:
    """The transport for the sync thread and the board's readers together."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport
        self._lock = threading.Lock()

    def push(self, request: wire.PushRequest) -> wire.PushReply:
        with self._lock:
            return self._transport.push(request)

    def pull(self, cursor: Cursor, limit: int) -> wire.PullReply:
        with self._lock:
            return self._transport.pull(cursor, limit)

    def put_blob(self, upload: Upload) -> wire.BlobStored:
        with self._lock:
            return self._transport.put_blob(upload)

    def renew(self) -> None:
        with self._lock:
            self._transport.renew()

    def board(self) -> BoardSnapshot:
        with self._lock:
            return self._transport.board()

    def close(self) -> None:
        """Does not wait for a request that hangs; the sync thread was told to stop before."""
        self._transport.close()


class CentralLine:
    """Starts and stops with the desk; until it is up, the desk works alone and says so."""

    def __init__(
        self,
        store: Store,
        config: CentralConfig,
        folder: Path,
        publish: Publish,
        *,
        open_file: OpenFile = opened,
    ) -> None:
        self._store, self._config, self._folder = store, config, folder
        self._publish = publish
        self._ledger = DeskLedger(store, open_file)
        self._local: LocalCentral | None = None
        self._stopping = threading.Event()
        self._transport: OneAtATime | None = None
        self._sync: SyncLoop | None = None
        self._opener = Worker("central", self._step, publish)
        self._told = ""  # the last trouble
        self.url = ""  # "" until central answered

    @property
    def service_pid(self) -> int | None:
        """The process of our own central service; None when it is somebody else's."""
        return self._local.pid if self._local is not None else None

    def start(self) -> None:
        self._tell_offline()
        if self._config.is_enabled:
            self._opener.start()

    def wake(self) -> None:
        """There is something new to send; returns at once."""
        sync = self._sync
        if sync is not None:
            sync.wake()

    def board(self) -> BoardSnapshot:
        """Return the team's board.

        Raises CentralUnreachable and what else a transport raises.
        """
        transport = self._transport
        if transport is None:
            raise CentralUnreachable("中心尚未连接 / central is not connected yet")
        return transport.board()

    def stop(self) -> None:
        """Leave what is unsent in the outbox; it goes with the next start."""
        self._stopping.set()
        self._opener.stop()
        self._take_down()

    def _step(self) -> float:
        """Connect; start our own central again when it ended. Return how long to rest."""
        try:
            if self.url and not self._is_lost():
                return WATCH_S if self._local is not None else FOREVER_S
            self._take_down()
            self._connect()
        except WorkstationError as error:
            self._take_down()
            self._tell(error)
            # Nothing frees the port but a person; a disk may be cleared at any time.
            return FOREVER_S if isinstance(error, PortInUse) else AGAIN_S
        return WATCH_S

    def _is_lost(self) -> bool:
        if self._local is None or not self._local.has_ended():
            return False
        log.warning("our central ended by itself and is started again")
        self._tell_offline()
        return True

    def _tell(self, error: WorkstationError) -> None:
        """Say each trouble once, not at every try."""
        if str(error) != self._told:
            self._told = str(error)
            log.warning("central: %s", type(error).__name__)
            self._publish(TroubleMet(error))

    def _tell_offline(self) -> None:
        waiting = self._ledger.waiting()
        last_ok_ms = self._ledger.last_ok_ms()
        self._publish(
            SyncChanged(False, waiting.ops, waiting.uploads, last_ok_ms, parked=waiting.parked)
        )

    def _connect(self) -> None:
        url, account = self._config.url, ("", "")
        if not url:
            self._local = LocalCentral(self._folder, dsn=self._config.dsn, port=self._config.port)
            url = self._local.start(self._stopping.is_set)
            account = read_local_account(self._folder)
        if self._stopping.is_set():
            return
        client_id = self._ledger.client_id()
        credentials = Credentials(self._folder, url, name=account[0], password=account[1])
        transport = OneAtATime(
            HttpTransport(url, credentials, client_id, ca_file=self._config.ca_file)
        )
        self._sync = SyncLoop(self._ledger, transport, client_id, self._publish)
        self._transport, self.url, self._told = transport, url, ""
        self._sync.start()
        log.info("central at %s", url)

    def _take_down(self) -> None:
        """End sync, transport and our own service, as far as there are any."""
        self.url = ""
        sync, self._sync = self._sync, None
        transport, self._transport = self._transport, None
        local, self._local = self._local, None
        if sync is not None:
            sync.stop(wait_s=REQUEST_S)
        if transport is not None:
            transport.close()
        if local is not None:
            local.stop()

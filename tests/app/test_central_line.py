"""A desk and the central service that it starts for itself: everything arrives, nothing is left."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app import central_line
from app.assembly import assemble
from app.central_line import CentralLine
from app.config import CentralConfig
from app.store.database import open_store
from domain.errors import DataFolderReadOnly, PortInUse
from domain.events import CallEnded, CallScored, SyncChanged, TroubleMet, WorkerDied
from sync.credentials import Credentials
from tests.app.script_recognizer import ScriptRecognizer
from tests.app.station import Heard, config_in

THANKS = "06_thanks"


@pytest.mark.enable_socket
def test_a_call_reaches_the_central_service(tmp_path: Path) -> None:
    heard = Heard()
    config = replace(config_in(tmp_path), central=CentralConfig(port=0))
    workstation = assemble(config, heard.publish, make=partial(ScriptRecognizer, THANKS))
    try:
        workstation.desk.play_demo(THANKS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        workstation.desk.create_ticket(heard.of(CallEnded)[0].call_id, {})
        heard.wait_for(lambda: bool(heard.of(CallScored)))
        snapshot = workstation.board.snapshot  # its scorecard may follow the sync told last
        heard.wait_for(lambda: _is_done(heard.of(SyncChanged)) and snapshot().scored == 1)
        board = snapshot()
        service = workstation.line.service_pid
    finally:
        workstation.close()
    heard.assert_no_trouble()
    assert board.source == "central"
    assert (board.scored, board.recorded) == (1, 1)
    blobs = [file for file in (tmp_path / "central" / "blobs").rglob("*") if file.is_file()]
    assert [file.stat().st_size for file in blobs] == [
        Path(heard.of(CallEnded)[0].recording.path).stat().st_size
    ]
    assert service is not None
    with pytest.raises(ProcessLookupError):
        os.kill(service, 0)


@pytest.mark.expects_warning_log
def test_a_desk_without_its_service_works_and_says_so(tmp_path: Path) -> None:
    heard = Heard()
    away = CentralConfig(url="http://127.0.0.1:9")  # the discard port: nobody answers
    config = replace(config_in(tmp_path), central=away)
    workstation = assemble(config, heard.publish, make=partial(ScriptRecognizer, THANKS))
    try:
        workstation.desk.play_demo(THANKS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        board = workstation.board.snapshot()
    finally:
        workstation.close()
    assert board.source == "desk"
    assert not heard.of(TroubleMet)
    last = heard.of(SyncChanged)[-1]
    assert not last.is_online
    assert last.waiting > 0


@pytest.mark.enable_socket
@pytest.mark.expects_warning_log
def test_our_own_central_is_started_again_when_it_dies(tmp_path: Path) -> None:
    with _line(tmp_path, CentralConfig(port=0)) as (line, heard):
        heard.wait_for(lambda: heard.of(SyncChanged)[-1].is_online)
        first_url, first = line.url, line.service_pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        heard.wait_for(lambda: not heard.of(SyncChanged)[-1].is_online)
        heard.wait_for(lambda: heard.of(SyncChanged)[-1].is_online)
        second = line.service_pid
        assert line.url != first_url
        assert line.board().source == "central"
    heard.assert_no_trouble()
    assert second not in (None, first)
    assert not (tmp_path / "central" / "pg" / "postmaster.pid").exists()


@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
def test_stopping_while_central_starts_is_no_trouble(tmp_path: Path) -> None:
    with _line(tmp_path, CentralConfig(port=0)) as (line, heard):
        while line.service_pid is None:
            os.sched_yield()
    assert not heard.of(TroubleMet)


@pytest.mark.enable_socket
@pytest.mark.expects_warning_log
def test_a_folder_that_cannot_be_made_is_said_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central_line, "AGAIN_S", 0.1)
    (tmp_path / "central").write_text("a file where a folder should be")
    with _line(tmp_path, CentralConfig(port=0)) as (_, heard):
        heard.wait_for(lambda: bool(heard.of(TroubleMet)))
        (tmp_path / "central").unlink()
        heard.wait_for(lambda: heard.of(SyncChanged)[-1].is_online)
    assert [type(one.error) for one in heard.of(TroubleMet)] == [DataFolderReadOnly]
    assert not heard.of(WorkerDied)


@pytest.mark.enable_socket
@pytest.mark.expects_warning_log
def test_a_request_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        away = CentralConfig(url=f"http://127.0.0.1:{deaf.getsockname()[1]}")
        with ExitStack() as connections, _line(tmp_path, away, refresh="r") as (line, _):
            connection = connections.enter_context(deaf.accept()[0])  # the sync thread asks
            connection.recv(1)
            connections.callback(connection.shutdown, socket.SHUT_RDWR)
            begun = time.monotonic()
            line.stop()
            took_s = time.monotonic() - begun
    assert took_s < 5.0


@pytest.mark.enable_socket
@pytest.mark.expects_warning_log
def test_a_taken_port_is_told_once_and_by_its_number(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with _line(tmp_path, CentralConfig(port=port)) as (_, heard):
            heard.wait_for(lambda: bool(heard.of(TroubleMet)))
    (trouble,) = heard.of(TroubleMet)
    assert isinstance(trouble.error, PortInUse)
    assert str(port) in str(trouble.error)


@contextmanager
def _line(
    folder: Path, config: CentralConfig, *, refresh: str = ""
) -> Iterator[tuple[CentralLine, Heard]]:
    heard, store = Heard(), open_store(folder)
    if refresh:  # a desk that signed in before asks at once
        Credentials(folder / "central", config.url).keep_refresh(refresh)
    line = CentralLine(store, config, folder / "central", heard.publish)
    line.start()
    try:
        yield line, heard
    finally:
        line.stop()
        store.close()


def _is_done(told: list[SyncChanged]) -> bool:
    last = told[-1]
    return last.is_online and last.waiting == 0 and last.uploads_waiting == 0

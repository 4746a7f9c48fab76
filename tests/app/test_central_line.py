"""A desk and the central service that it starts for itself: everything arrives, nothing is left."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.assembly import assemble
from app.config import CentralConfig
from domain.events import CallEnded, CallScored, SyncChanged, TroubleMet
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
        heard.wait_for(lambda: _is_done(heard.of(SyncChanged)))
        board = workstation.board.snapshot()
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


def _is_done(told: list[SyncChanged]) -> bool:
    last = told[-1]
    return last.is_online and last.waiting == 0 and last.uploads_waiting == 0

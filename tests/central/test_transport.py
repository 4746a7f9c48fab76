"""The desk's transport against the real service on a real port."""

import hashlib
import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from central.service import create_app
from central.settings import Settings
from domain.errors import SignInFailed
from sync import wire
from sync.answers import CentralBusy, CentralRefused, SignInNeeded
from sync.credentials import Credentials
from sync.engine import SyncEngine, Trouble
from sync.ledger import Cursor, Upload, UploadGone
from sync.transport import HttpTransport
from tests.central.live import Forgetter, serving
from tests.central.people import call, segment
from tests.central.postgres import PASSWORD, SettableClock
from tests.sync.simulation import MemoryLedger, SimClock


@pytest.fixture
def url(settings: Settings) -> Iterator[str]:
    with serving(create_app(settings)) as address:
        yield address


class Desk:
    """A signed-in desk with an engine."""

    def __init__(self, url: str, folder: Path, name: str = "anna") -> None:
        self.credentials = Credentials(folder, url, name=name, password=PASSWORD)
        self.line = HttpTransport(url, self.credentials, "desk-1")
        self.ledger = MemoryLedger()
        self.clock = SimClock()
        self.engine = SyncEngine(
            self.ledger, self.line, "desk-1", monotonic_s=self.clock, rng=random.Random(1)
        )

    def work(self) -> Trouble:
        while (step := self.engine.step()).wait_s == 0:
            pass
        return step.trouble

    def close(self) -> None:
        self.line.close()


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(url, tmp_path)
    yield made
    made.close()


def test_facts_and_sound_reach_the_tables(desk: Desk, engine: Engine, tmp_path: Path) -> None:
    sound = b"fLaC" + random.Random(1).randbytes(wire.MAX_BLOB_PUT_BYTES)  # two pieces and a bit
    (tmp_path / "c1.flac").write_bytes(sound)
    upload = Upload(hashlib.sha256(sound).hexdigest(), tmp_path / "c1.flac", len(sound))
    desk.ledger.uploads[upload.sha256] = "new"
    desk.ledger.next_upload = lambda: (  # type: ignore[method-assign]
        upload if desk.ledger.uploads[upload.sha256] == "new" else None
    )
    for op in (call("c1", "1001"), segment("s1", "c1")):
        desk.ledger.make(op)
    assert desk.work() is Trouble.NONE
    assert set(desk.ledger.state.values()) == {"acked"}
    assert desk.ledger.uploads[upload.sha256] == "acked"
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT bytes FROM blobs")) == len(sound)
        assert connection.scalar(text("SELECT count(*) FROM segments")) == 1


def test_an_answer_lost_after_the_commit_counts_once(
    url: str, engine: Engine, tmp_path: Path
) -> None:
    line = Forgetter(url)
    desk = Desk(line.url, tmp_path)
    try:
        desk.work()
        desk.ledger.make(call("c1", "1001"))
        line.loses = True
        assert desk.work() is Trouble.UNREACHABLE
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM calls")) == 1
        assert desk.ledger.waiting().ops == 1
        line.loses = False
        desk.clock.now_s += 400
        assert desk.work() is Trouble.NONE
        assert desk.ledger.waiting().ops == 0
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM change_log")) == 1
        assert line.lost >= 1
    finally:
        desk.close()
        line.close()


def test_central_away_keeps_the_outbox(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    desk = Desk(f"http://127.0.0.1:{port}", tmp_path)
    desk.ledger.make(call("c1", "1001"))
    assert desk.work() is Trouble.UNREACHABLE
    assert desk.ledger.waiting().ops == 1
    desk.close()


def test_something_else_on_that_port_is_not_taken_for_central(tmp_path: Path) -> None:
    from fastapi import FastAPI

    with serving(FastAPI()) as address:
        desk = Desk(address, tmp_path)
        desk.ledger.make(call("c1", "1001"))
        assert desk.work() is Trouble.UNREACHABLE
        assert desk.ledger.waiting().ops == 1
        desk.close()


def test_an_old_token_is_renewed_without_a_person(
    desk: Desk, clock: SettableClock, tmp_path: Path, url: str
) -> None:
    desk.work()
    clock.pass_by(hours=1)
    desk.ledger.make(call("c1", "1001"))
    desk.clock.now_s += 60
    assert desk.work() is Trouble.NONE
    assert desk.ledger.waiting().ops == 0
    again = HttpTransport(url, Credentials(tmp_path, url), "desk-1")  # no password this time
    again.renew()
    assert again.pull(Cursor("", 0), 10).changes
    again.close()


def test_without_token_or_password_a_person_has_to_sign_in(url: str, tmp_path: Path) -> None:
    line = HttpTransport(url, Credentials(tmp_path / "new", url), "desk-2")
    with pytest.raises(SignInNeeded):
        line.pull(Cursor("", 0), 10)
    with pytest.raises(SignInFailed):
        line.renew()
    with pytest.raises(SignInFailed, match="口令"):
        line.sign_in("anna", "wrong")
    assert line.sign_in("anna", PASSWORD).roles == ["agent"]
    line.close()


def test_who_guesses_is_told_when_to_come_back(desk: Desk) -> None:
    for _ in range(3):
        with pytest.raises(SignInFailed):
            desk.line.sign_in("bert", "wrong")
    with pytest.raises(CentralBusy) as caught:
        desk.line.sign_in("bert", PASSWORD)
    assert caught.value.retry_after_s >= 1


def test_a_refusal_says_its_status_and_code(desk: Desk) -> None:
    desk.line.renew()
    with pytest.raises(CentralRefused) as caught:
        desk.line.pull(Cursor("", 999), 10)
    assert (caught.value.status, caught.value.code) == (409, "epoch_behind")
    assert caught.value.epoch


@pytest.mark.parametrize("change", ["removed", "grown", "other bytes"])
def test_a_file_that_is_not_the_queued_one_is_not_sent(
    desk: Desk, tmp_path: Path, change: str
) -> None:
    desk.line.renew()
    file, sound = tmp_path / "c1.flac", b"fLaC1234"
    if change != "removed":
        file.write_bytes(sound + b"5" if change == "grown" else b"fLaC9876")
    with pytest.raises(UploadGone):
        desk.line.put_blob(Upload(hashlib.sha256(sound).hexdigest(), file, len(sound)))


def test_the_board_comes_as_a_value(url: str, tmp_path: Path) -> None:
    lena = HttpTransport(url, Credentials(tmp_path, url, name="lena", password=PASSWORD), "desk-3")
    assert lena.board().source == "central"
    lena.close()

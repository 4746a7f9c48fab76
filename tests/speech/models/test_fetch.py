"""Fetching a model from a hub that is well, ill, slow, wrong or not there."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import Damaged, DiskFull, ModelMissing, UserError
from speech.models import download
from speech.models.download import Cancelled, sha256_of
from speech.models.fetch import Gathered, fetch
from speech.models.hub import Hub, HubAway
from speech.models.incoming import LOCK, place, read_lock
from speech.recognition.model_folder import check_model
from tests.speech.models.hub_server import COMMIT, HubServer, Illness, serving
from tests.speech.models.made_entry import entry
from tests.speech.recognition.broken_models import copy
from tests.speech.sounds import MODEL

WEIGHTS = (MODEL / "model.bin").stat().st_size


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "LONGEST_PAUSE_S", 0.01)


def fetched(
    server: HubServer,
    models: Path,
    *,
    moved: Callable[[int, int], None] = lambda _done, _total: None,
    stopping: threading.Event | None = None,
    sha256: str = "",
) -> Gathered:
    hub = Hub(server.url)
    try:
        return fetch(hub, entry(sha256=sha256), models, moved=moved, stopping=stopping)
    finally:
        hub.close()


def test_a_model_arrives_whole_and_says_where_it_came_from(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    with serving(MODEL) as server:
        gathered = fetched(server, tmp_path, moved=lambda *step: steps.append(step))
    home = place(gathered.folder, tmp_path, gathered.lock)
    assert home == tmp_path / "made-up"
    assert check_model(home).name == "made-up"
    lock = read_lock(home)
    assert lock is not None
    assert (lock.revision, lock.is_verified) == (COMMIT, True)
    assert lock.sha256["model.bin"] == sha256_of(MODEL / "model.bin")
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1] > WEIGHTS
    assert not list((tmp_path / ".incoming").iterdir())


def test_a_line_that_breaks_again_and_again_costs_no_byte_twice(tmp_path: Path) -> None:
    with serving(MODEL, Illness(drops=4)) as server:
        gathered = fetched(server, tmp_path)
        assert server.sent < WEIGHTS * 1.2
        assert len(server.ranges) == 4
    assert (gathered.folder / "model.bin").read_bytes() == (MODEL / "model.bin").read_bytes()


def test_a_hub_without_ranges_is_fetched_from_anew(tmp_path: Path) -> None:
    with serving(MODEL, Illness(drops=1, knows_ranges=False)) as server:
        gathered = fetched(server, tmp_path)
        assert server.asked["model.bin"] == 2
    assert (gathered.folder / "model.bin").read_bytes() == (MODEL / "model.bin").read_bytes()


def test_a_cancelled_fetch_goes_on_where_it_stopped(tmp_path: Path) -> None:
    stopping = threading.Event()
    illness = Illness()
    illness.is_slow.set()

    def moved(done: int, total: int) -> None:
        if done > total // 5:
            stopping.set()
            server.going_on.set()

    with serving(MODEL, illness) as server:
        with pytest.raises(Cancelled):
            fetched(server, tmp_path, moved=moved, stopping=stopping)
        part = tmp_path / ".incoming" / "made-up" / "model.bin.part"
        kept = part.stat().st_size
        assert 0 < kept < WEIGHTS
        illness.is_slow.clear()
        fetched(server, tmp_path)
        assert server.ranges == [f"bytes={kept}-"]
        assert server.asked["tokenizer.json"] == 1
    assert not (tmp_path / "made-up").exists()


def test_wrong_bytes_are_deleted_and_told(tmp_path: Path) -> None:
    with serving(MODEL, Illness(is_wrong=True)) as server:
        with pytest.raises(Damaged, match=r"model\.bin"):
            fetched(server, tmp_path)
        assert not list((tmp_path / ".incoming" / "made-up").glob("model.bin*"))
        server.illness.is_wrong = False
        fetched(server, tmp_path)


def test_bytes_that_only_we_know_to_be_wrong_are_told(tmp_path: Path) -> None:
    with (
        serving(MODEL, Illness(tells_checksums=False)) as server,
        pytest.raises(Damaged, match="made-up"),
    ):
        fetched(server, tmp_path, sha256="0" * 64)


def test_a_mirror_without_checksums_is_not_called_verified(tmp_path: Path) -> None:
    with serving(MODEL, Illness(tells_checksums=False)) as server:
        assert not fetched(server, tmp_path).lock.is_verified
    with serving(MODEL, Illness(tells_checksums=False)) as server:
        known = sha256_of(MODEL / "model.bin")
        assert fetched(server, tmp_path / "other", sha256=known).lock.is_verified


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_hub_is_asked_again(tmp_path: Path, status: int) -> None:
    with serving(MODEL, Illness(refusals={status: 3})) as server:
        assert fetched(server, tmp_path).lock.is_verified


def test_a_hub_that_stays_busy_is_told_with_its_name(tmp_path: Path) -> None:
    with serving(MODEL, Illness(refusals={503: 10_000})) as server:
        with pytest.raises(HubAway) as caught:
            fetched(server, tmp_path)
        assert server.url.removeprefix("http://") in str(caught.value)
    assert "HTTP 503" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_repository_that_is_not_there_is_told(tmp_path: Path) -> None:
    with serving(MODEL) as server:
        hub = Hub(server.url)
        with pytest.raises(ModelMissing, match=r"nobody/nothing.*config\.json"):
            fetch(hub, entry(repository="nobody/nothing"), tmp_path)
        hub.close()


def test_nobody_at_home_is_told(tmp_path: Path) -> None:
    with serving(MODEL) as server:
        gone = server.url
    hub = Hub(gone)
    with pytest.raises(HubAway, match="ConnectionError"):
        fetch(hub, entry(), tmp_path)
    hub.close()


def test_a_broken_model_never_gets_its_place(tmp_path: Path) -> None:
    broken = copy(tmp_path / "broken")
    config = json.loads((broken / "config.json").read_text())
    del config["lang_ids"]
    (broken / "config.json").write_text(json.dumps(config))
    with serving(broken) as server, pytest.raises(ModelMissing, match="lang_ids"):
        fetched(server, tmp_path / "models")
    assert not (tmp_path / "models" / "made-up").exists()


def test_a_full_disk_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage)
    with serving(MODEL) as server:
        with pytest.raises(DiskFull):
            fetched(server, tmp_path)
        assert server.sent == 0


def test_a_name_that_is_taken_is_not_fetched_over(tmp_path: Path) -> None:
    copy(tmp_path / "made-up")
    with serving(MODEL) as server:
        with pytest.raises(UserError, match="made-up"):
            fetched(server, tmp_path)
        assert server.sent == 0


def test_a_proxy_gets_the_requests(tmp_path: Path) -> None:
    with serving(MODEL) as proxy:  # a proxy is asked for whole addresses, which this one has not
        hub = Hub("http://127.0.0.1:9", proxy=proxy.url)
        with pytest.raises(ModelMissing):
            fetch(hub, entry(), tmp_path)
        hub.close()
        assert [seen["Host"] for seen in proxy.headers_seen] == ["127.0.0.1:9"]


def test_no_credentials_of_the_user_leave_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with serving(MODEL) as server:
        fetched(server, tmp_path / "models")
        assert server.headers_seen
        assert not [seen for seen in server.headers_seen if "Authorization" in seen]


def test_a_placed_model_has_its_lock_beside_it(tmp_path: Path) -> None:
    with serving(MODEL) as server:
        gathered = fetched(server, tmp_path)
    home = place(gathered.folder, tmp_path, gathered.lock)
    assert json.loads((home / LOCK).read_text())["source"] == "people/whisper-made-up"
    with pytest.raises(UserError):
        place(copy(tmp_path / "second"), tmp_path, gathered.lock)

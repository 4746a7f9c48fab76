"""Facts reach the log file, words of callers never do."""

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import logs
from domain.errors import DataFolderReadOnly, DiskFull
from domain.ids import new_id

log = logging.getLogger("app.example")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "logs" / "lingtai.log"
    stop = logs.start(path)
    yield path
    stop()


def test_a_fact_is_one_line_with_its_time_and_name(file: Path) -> None:
    log.info("segment stored id=%s words=%d", "s-1", 7)
    line = file.read_text(encoding="utf-8")
    assert line.endswith("INFO app.example MainThread segment stored id=s-1 words=7\n")
    assert line[:4].isdigit()
    assert line.count("\n") == 1


def test_what_a_caller_said_does_not_reach_the_file(file: Path) -> None:
    log.info("heard %s at %s", "您好，我家的空调漏水", "13800138000")
    line = file.read_text(encoding="utf-8")
    assert "heard <zh 10> at <number>" in line


@pytest.mark.expects_warning_log
def test_a_traceback_stays_on_its_line_and_loses_its_words(file: Path) -> None:
    def fail() -> None:
        raise ValueError("cannot parse 我的电话是 138 0013 8000")

    try:
        fail()
    except ValueError:
        log.exception("step failed")
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") == 1
    assert "ValueError: cannot parse <zh 5> <number>" in text


def test_ids_and_hashes_stay_readable(file: Path) -> None:
    call_id, sha256 = new_id(), "0123456789" * 6 + "abcd"
    log.info("sealed call=%s sha256=%s", call_id, sha256)
    assert f"call={call_id} sha256={sha256}" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["Authorization: Bearer abc.def", "token=abc.def", '{"password": "abc.def"}']
)
def test_secrets_are_masked(text: str) -> None:
    assert "abc.def" not in logs.mask(text)


@given(st.text(alphabet="0123456789 -+", min_size=7, max_size=30))
def test_no_seven_digits_in_a_row_survive(text: str) -> None:
    left = logs.mask(text).replace("+", " ").replace("<", " ")
    assert not any(len(run) >= 7 for run in left.split() if run.isdigit())


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_no_chinese_character_survives(text: str) -> None:
    assert logs.mask(f"a {text} b") == f"a <zh {len(text)}> b"


def test_a_log_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(DataFolderReadOnly, match="LINGTAI_DATA"):
        logs.start(tmp_path / "taken" / "lingtai.log")


def test_a_full_disk_is_not_taken_for_missing_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(DiskFull):
        logs.start(tmp_path / "logs" / "lingtai.log")


def test_a_line_that_cannot_be_written_shows_no_words_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = logs.MaskedRotatingFile(tmp_path / "gone" / "lingtai.log", delay=True)
    handler.handle(logging.makeLogRecord({"name": "app.example", "msg": "heard 13800138000"}))
    handler.close()
    assert capsys.readouterr().err == "log: app.example: FileNotFoundError\n"


def test_stop_leaves_logging_as_it_was(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    logs.start(tmp_path / "lingtai.log")()
    assert (root.level, list(root.handlers)) == before

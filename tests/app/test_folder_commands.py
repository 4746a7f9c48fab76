"""transcribe and score over a folder: every recording, one bad file, what is done, Ctrl+C."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import main
from app.demo import DEMO_FOLDER
from speech.audio.decode import read_call
from tests.speech.audio.test_decode import write_sound

ROOT = Path(__file__).resolve().parents[2]
CALL = DEMO_FOLDER / "06_thanks.flac"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINGTAI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LINGTAI_CONFIG", str(tmp_path / "lingtai.toml"))
    monkeypatch.delenv("LINGTAI_MODEL", raising=False)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Two recordings in two formats, one that is broken, one file that is none."""
    folder = tmp_path / "calls"
    (folder / "june").mkdir(parents=True)
    shutil.copy(CALL, folder / "a.flac")
    customer = read_call(CALL).customer.samples
    write_sound(folder / "june" / "b.mp3", "libmp3lame", "s16p", [customer[: 16_000 * 12]])
    (folder / "broken.wav").write_bytes(b"not a sound")
    (folder / "notes.txt").write_text("not a recording", "utf-8")
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lingtai", *arguments])
    return main.main()


def test_a_folder_is_written_down_file_by_file_and_a_bad_one_stops_nobody(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "texts"
    assert run(monkeypatch, "transcribe", str(calls), "--csv", "--out", str(out)) == 2
    told = capsys.readouterr()
    assert [line[0] for line in told.out.splitlines()] == ["✓", "✓"]
    assert "单声道" in told.out
    assert "broken.wav" in told.err
    with (out / "a.flac.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["speaker"] for row in rows} == {"agent", "customer"}
    assert (out / "june" / "b.mp3.csv").exists()
    (calls / "broken.wav").unlink()
    shutil.move(calls / "a.flac", calls / "june" / "renamed.flac")
    assert run(monkeypatch, "transcribe", str(calls), "--json", "--out", str(out)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == ["=", "="], "known by content, not by name"
    found = json.loads((out / "june" / "renamed.flac.json").read_text("utf-8"))
    assert len(found["segments"]) == len(rows)


def test_a_folder_is_scored_into_one_table(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "scores"
    assert run(monkeypatch, "score", str(calls), "--out", str(out)) == 2
    assert "分 / points" in capsys.readouterr().out
    with (out / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {Path(row["file"]).name: row for row in csv.DictReader(file)}
    assert float(rows["a.flac"]["final_score"]) > 0
    assert rows.keys() == {"a.flac", "b.mp3"}


def test_an_empty_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert run(monkeypatch, "transcribe", str(tmp_path / "empty")) == 2
    assert "no recordings" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent as SIGINT")
def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(tmp_path: Path) -> None:
    audio = read_call(CALL)
    sides = [np.tile(one.samples, 8) for one in (audio.agent, audio.customer)]
    write_sound(tmp_path / "long.flac", "flac", "s16", sides)
    # A shell in the background makes its children deaf to SIGINT; a person's is not.
    hears = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{hears}; import main; sys.exit(main.main())"
    command = [sys.executable, "-c", code, "transcribe", str(tmp_path / "long.flac"), "--json"]
    first = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    _wait_for_portions(tmp_path / "data")
    os.kill(first.pid, signal.SIGINT)
    out, err = first.communicate()
    assert first.returncode == 130, err
    assert out == ""
    assert "run it again" in err
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    segments = json.loads(done.stdout)["segments"]
    starts = [one["start_s"] for one in segments]
    assert starts == sorted(starts)
    assert starts[-1] > audio.duration_s * 7
    assert len({(one["role"], one["start_s"]) for one in segments}) == len(segments)


def _wait_for_portions(folder: Path) -> None:
    """Return as soon as something was heard and kept."""
    clock = threading.Event()
    while not _portions(folder / "desk.db"):
        clock.wait(0.1)


def _portions(file: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as raw:
            count: int = raw.execute("SELECT count(*) FROM heard_portions").fetchone()[0]
            return count
    except sqlite3.OperationalError:  # not yet there, or being made
        return 0

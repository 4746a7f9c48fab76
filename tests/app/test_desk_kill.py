"""SIGKILL in the middle of a call: what was shown is there at the next start, with its sound."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.recording_shelf import RecordingShelf
from app.recovery import recover_left_calls
from app.store import jobs, segments
from app.store.database import open_store
from speech.audio.decode import read_call
from tests.app.station import config_in

ROOT = Path(__file__).resolve().parents[2]
DESK = """
import sys
from pathlib import Path
from domain.events import SegmentHeard, LevelHeard
from tests.app.station import station

def main():
    with station(Path(sys.argv[1]), "03_gas_smell") as (workstation, heard):
        def show(event):
            if isinstance(event, SegmentHeard):
                print("shown", event.segment.segment_id, flush=True)
            if isinstance(event, LevelHeard) and event.role == "agent":
                print("at", event.at_s, flush=True)
        heard.on_event = show
        workstation.desk.play_demo("03_gas_smell", pace=2.0)
        heard.wait_for(lambda: False)

if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a word of POSIX")
def test_a_killed_desk_keeps_what_it_showed_and_its_sound(tmp_path: Path) -> None:
    desk = subprocess.Popen(
        [sys.executable, "-c", DESK, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    shown, heard_until_s = _until_three_are_shown(desk)
    os.kill(desk.pid, signal.SIGKILL)
    desk.wait()
    assert desk.stdout is not None
    for line in desk.stdout:  # what was still in the pipe was shown too
        shown, heard_until_s = _taken(line, shown, heard_until_s)
    desk.stdout.close()
    store = open_store(tmp_path)
    shelf = RecordingShelf(config_in(tmp_path), lambda _event: None)
    ended = recover_left_calls(store, shelf)
    with store.read() as session:
        kept = {one.segment_id for one in segments.load_segments(session, ended[0].call_id)}
        waiting = jobs.counts(session)
    store.close()
    assert len(ended) == 1
    assert set(shown) <= kept
    assert ended[0].recording.is_recovered
    assert 0 <= ended[0].recording.tail_s < 5.0
    played_s = read_call(Path(ended[0].recording.path)).duration_s
    assert played_s == pytest.approx(ended[0].duration_s, abs=0.01)
    assert played_s > heard_until_s - 1.0
    assert waiting["todo"] == 1


def _until_three_are_shown(desk: "subprocess.Popen[str]") -> tuple[list[str], float]:
    shown: list[str] = []
    heard_until_s = 0.0
    deadline = time.monotonic() + 300
    assert desk.stdout is not None
    while len(shown) < 3 and time.monotonic() < deadline:
        shown, heard_until_s = _taken(desk.stdout.readline(), shown, heard_until_s)
    assert len(shown) == 3
    return shown, heard_until_s


def _taken(line: str, shown: list[str], heard_until_s: float) -> tuple[list[str], float]:
    kind, _, value = line.strip().partition(" ")
    if kind == "shown":
        return [*shown, value], heard_until_s
    if kind == "at" and value:
        return shown, float(value)
    return shown, heard_until_s

"""What a killed program left is found and ended."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.store import calls, jobs, outbox, recordings, recovery, segments
from app.store.database import Store
from app.store.processes import ProcessMark, is_alive, mark_of, this_process
from domain.calls import Call, GapCause, SoundGap
from tests.app.store.made import (
    made_call,
    made_recording,
    made_segment,
    made_understanding,
)


@pytest.fixture
def left(store: Store, tmp_path: Path) -> Call:
    """A call with one segment and an open recording, of a process that is gone."""
    call = made_call()
    segment = made_segment(call, 7.0)
    with store.begin() as session:
        calls.save_call(session, call)
        recordings.start_recording(session, call.call_id, tmp_path / "open.wav")
        segments.save_segment(session, segment, made_understanding(segment))
    with closing(sqlite3.connect(store.file, isolation_level=None)) as raw:
        for table in ("calls", "recordings"):
            raw.execute(f"UPDATE {table} SET boot_id = 'another boot'")
    return call


def test_calls_and_recordings_of_this_process_are_not_left(store: Store, tmp_path: Path) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
        recordings.start_recording(session, call.call_id, tmp_path / "open.wav")
    with store.read() as session:
        assert recovery.left_calls(session) == ()


def test_a_call_found_beside_its_sound_is_left(store: Store, tmp_path: Path) -> None:
    call = made_call()
    with store.begin() as session:
        recovery.adopt_left_call(session, call, tmp_path / "open.seg")
    with store.read() as session:
        assert [one.call_id for one in recovery.left_calls(session)] == [call.call_id]
        assert recordings.has_recording(session, call.call_id)


def test_a_left_call_is_ended_with_its_segments_and_its_job(
    store: Store, left: Call, tmp_path: Path
) -> None:
    recording = replace(
        made_recording(tmp_path, left, duration_s=12.0),
        has_gap=True,
        gaps=(SoundGap(3.0, 3.5, GapCause.DISK),),
        is_recovered=True,
        tail_s=0.4,
        size_bytes=1234,
    )
    with store.begin() as session:
        (found,) = recovery.left_calls(session)
        recovery.end_left_call(session, found, recording)
    with store.read() as session:
        finished = calls.load_finished(session, left.call_id)
        assert recovery.left_calls(session) == ()
        assert recordings.load_recording(session, left.call_id) == recording
        assert jobs.counts(session) == {"todo": 1}
        assert outbox.pending(session, 100)[-1].payload["is_recovered"] is True
    assert finished.duration_s == 12.0
    assert len(finished.segments) == 1


def test_a_left_call_without_recording_ends_where_it_was_last_heard(
    store: Store, left: Call
) -> None:
    with store.begin() as session:
        (found,) = recovery.left_calls(session)
        recovery.end_left_call(session, found, None)
    with store.read() as session:
        assert calls.load_finished(session, left.call_id).duration_s == 8.5


def test_a_process_is_known_while_it_lives_and_not_after() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        mark = mark_of(child.pid)
        assert is_alive(mark)
        child.kill()
        child.wait()
        assert not is_alive(mark)


def test_another_process_with_the_same_number_is_not_the_same() -> None:
    assert is_alive(this_process())
    assert not is_alive(ProcessMark(os.getpid(), "another boot+1"))

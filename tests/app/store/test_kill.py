"""SIGKILL at any moment: what was shown is there, and each fact has its outbox row."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from app.store import outbox, recovery, segments
from app.store.database import open_store

ROUNDS = 3


def killed_after(folder: Path, lines: int) -> set[str]:
    """Let a desk write, kill it, and return the segments that it said were saved."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.app.store.writer", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline().strip() for _ in range(lines)]
        child.kill()
        said += [line.strip() for line in child.stdout if line.endswith("\n")]
    return set(said)


def test_a_killed_desk_keeps_what_it_showed_and_what_it_must_send(tmp_path: Path) -> None:
    rng = random.Random()
    said: set[str] = set()
    for _ in range(ROUNDS):
        said |= killed_after(tmp_path, rng.randint(1, 40))
        store = open_store(tmp_path)  # runs quick_check, since the desk was killed
        with store.begin() as session:
            stored = {
                segment.segment_id
                for left in recovery.left_calls(session)
                for segment in segments.load_segments(session, left.call_id)
            }
            to_send = {op.id for op in outbox.pending(session, 10_000) if op.entity == "segment"}
        store.close()
        assert said <= stored
        assert stored == to_send
    with closing(sqlite3.connect(tmp_path / "desk.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        killed = raw.execute("SELECT count(*) FROM runs WHERE was_killed").fetchone()
        assert killed == (ROUNDS,)

"""A file heard in portions: SIGKILL at 90 %, and the next run redoes next to nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.hearing import Ear, Hearing, Meant
from app.store import heard, review
from app.store.database import Store, open_store
from domain.audio import AudioBlock
from domain.calls import Segment
from domain.meaning import Understanding
from speech.audio.decode import CallReader
from speech.detection.loudness import Loudness
from speech.offline import OfflineSettings, OwnEngine
from speech.recognition.recognizer import Heard
from tests.speech.audio.test_decode import write_sound
from tests.speech.sounds import silence, tone
from tests.speech.tone_recognizer import ToneRecognizer

ROOT = Path(__file__).resolve().parents[2]
TURNS = 150  # of each speaker
KEY = "call-1"
CHILD = """
import sys
from pathlib import Path
from app.store.database import Store, open_store
from tests.app.test_hearing import Tally, run
folder, stop_at = Path(sys.argv[1]), int(sys.argv[2])
store = open_store(folder)
run(store, folder, Tally(folder / "tally", stop_at))
"""


@dataclass(frozen=True)
class Tally:
    """Hears tones, notes each block that it was given, and stands still at stop_at blocks."""

    file: Path
    stop_at: int = -1
    window_s: float = 10.0

    def recognize_blocks(
        self, blocks: Sequence[AudioBlock], *, hotwords: str = ""
    ) -> Iterator[Heard]:
        del hotwords
        for block in blocks:
            with self.file.open("ab") as file:
                file.write(b"x")
            if self.file.stat().st_size == self.stop_at:
                print("now", flush=True)
                sys.stdin.readline()
            yield from OwnEngine(ToneRecognizer()).recognize_blocks([block])


def understood(segment: Segment) -> Meant:
    return segment, Understanding(segment.segment_id)


def run(store: Store, folder: Path, tally: Tally) -> tuple[Meant, ...]:
    hearing = Hearing(store, KEY)
    ear = Ear(tally, Loudness, OfflineSettings())
    sound = CallReader(folder / "call.wav")
    for _ in hearing.go_on(sound, ear, call_id="c", understand=understood):
        pass
    return hearing.heard


def record(folder: Path) -> None:
    turns = [part for n in range(TURNS) for part in (tone(1.0, 200 + 10 * (n % 40)), silence(3.0))]
    agent = np.concatenate([silence(1.0), *turns, silence(1.5)])
    customer = np.concatenate([silence(2.5), *turns])
    write_sound(folder / "call.wav", "pcm_s16le", "s16", [agent, customer])


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a word of POSIX")
def test_a_kill_at_ninety_percent_costs_at_most_five(tmp_path: Path) -> None:
    record(tmp_path)
    total = 2 * TURNS
    tally = tmp_path / "tally"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), str(total * 9 // 10)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "now\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    child.stdin.close()
    store = open_store(tmp_path)
    with store.read() as session:
        assert review.rows(session) == ()  # half a call is no call
        assert 0.8 < heard.done_of(session, KEY) < 1
    found = run(store, tmp_path, Tally(tally))
    redone = tally.stat().st_size - total
    assert 0 < redone <= 0.05 * total
    whole = run_afresh(tmp_path)
    store.close()
    assert [(one.role, one.start_s, one.text) for one, _ in found] == whole


def run_afresh(folder: Path) -> list[tuple[str, float, str]]:
    other = open_store(folder / "other")
    found = run(other, folder, Tally(folder / "tally"))
    other.close()
    return [(one.role, one.start_s, one.text) for one, _ in found]


def test_what_was_heard_to_the_end_is_not_heard_again(tmp_path: Path) -> None:
    write_sound(tmp_path / "call.wav", "pcm_s16le", "s16", [tone(1.0), silence(1.0)])
    store = open_store(tmp_path)
    first = run(store, tmp_path, Tally(tmp_path / "tally"))
    size = (tmp_path / "tally").stat().st_size
    assert run(store, tmp_path, Tally(tmp_path / "tally")) == first
    assert (tmp_path / "tally").stat().st_size == size
    with store.begin() as session:
        heard.forget_portions(session, KEY)
    with store.read() as session:
        assert heard.done_of(session, KEY) == 0
    store.close()

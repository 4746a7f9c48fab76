from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.kept_sound import KeptSound
from app.recognition_queue import Importance, Job, Outcome, RecognitionQueue
from domain.audio import AudioBlock, Role, Samples
from speech.audio.recorder import Recorder
from speech.audio.running_sound import RunningSound
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from tests.speech.sounds import block, tone

ROLES = list(Role)


def job(importance: Importance, role: Role = Role.CUSTOMER, seconds: float = 1.0) -> Job:
    return Job(importance, KeptSound(block(tone(seconds), role=role)), lambda _outcome: None)


def test_finals_come_before_pauses_and_these_before_partials() -> None:
    queue = RecognitionQueue()
    partial, pause = job(Importance.PARTIAL, Role.AGENT), job(Importance.PAUSE)
    queue.put(partial)
    queue.put(pause)
    assert queue.take() is pause
    final = job(Importance.FINAL)
    queue.put(final)
    assert [queue.take(), queue.take(), queue.take()] == [final, partial, None]


def test_only_the_newest_partial_of_a_speaker_is_kept() -> None:
    queue = RecognitionQueue()
    for _ in range(5):
        newest = job(Importance.PARTIAL)
        queue.put(newest)
    other = job(Importance.PARTIAL, Role.AGENT)
    queue.put(other)
    assert queue.dropped == 4
    assert {id(queue.take()), id(queue.take())} == {id(newest), id(other)}


def test_a_final_makes_the_partials_before_it_out_of_date() -> None:
    queue = RecognitionQueue()
    final = job(Importance.FINAL)
    queue.put(job(Importance.PARTIAL))
    queue.put(final)
    assert [queue.take(), queue.take()] == [final, None]


def test_what_a_death_interrupted_is_done_first() -> None:
    queue = RecognitionQueue()
    first, second = job(Importance.FINAL), job(Importance.FINAL)
    queue.put(first)
    queue.put(second)
    interrupted = queue.take()
    assert interrupted is first
    queue.put_back(interrupted)
    assert [queue.take(), queue.take()] == [first, second]


def test_an_interrupted_partial_gives_way_to_a_newer_one() -> None:
    queue = RecognitionQueue()
    old, new = job(Importance.PARTIAL), job(Importance.PARTIAL)
    queue.put(old)
    taken = queue.take()
    assert taken is old
    queue.put(new)
    queue.put_back(taken)
    assert [queue.take(), queue.take()] == [new, None]


def test_a_pause_answers_only_for_the_same_sound() -> None:
    pause = job(Importance.PAUSE)
    assert pause.is_ahead_of(block(tone(1.0)))
    assert not pause.is_ahead_of(block(tone(1.1)))
    assert not pause.is_ahead_of(block(tone(1.0, pitch_hz=441)))
    assert not pause.is_ahead_of(block(tone(1.0), role=Role.AGENT))
    assert not pause.is_ahead_of(block(tone(1.0), start_s=0.1))
    assert not job(Importance.PARTIAL).is_ahead_of(block(tone(1.0)))


def test_the_backlog_counts_finals_only() -> None:
    queue = RecognitionQueue()
    queue.put(job(Importance.FINAL, seconds=2.0))
    queue.put(job(Importance.FINAL, seconds=3.0))
    queue.put(job(Importance.PARTIAL, Role.AGENT))
    assert (queue.finals, queue.seconds, len(queue)) == (2, 5.0, 3)
    assert len(queue.take_all()) == 2
    assert len(queue) == 0


@given(st.lists(st.tuples(st.sampled_from(Importance), st.sampled_from(ROLES), st.booleans())))
def test_no_final_is_ever_lost(steps: list[tuple[Importance, Role, bool]]) -> None:
    queue, put, taken = RecognitionQueue(), [], []

    def note(_outcome: Outcome) -> None: ...

    for importance, role, takes in steps:
        new = Job(importance, KeptSound(block(tone(0.01), role=role)), note)
        queue.put(new)
        if new.is_final:
            put.append(new)
        if takes and (job := queue.take()) is not None:
            taken.append(job)
    while (job := queue.take()) is not None:
        taken.append(job)
    assert [one for one in taken if one.is_final] == put


def test_anything_live_overtakes_the_background() -> None:
    queue = RecognitionQueue()
    background, later = job(Importance.BACKGROUND), job(Importance.BACKGROUND)
    partial, final = job(Importance.PARTIAL), job(Importance.FINAL, Role.AGENT)
    for one in (background, later, partial, final):
        queue.put(one)
    assert [queue.take() for _ in range(5)] == [final, partial, background, later, None]


def test_the_background_is_no_backlog_of_the_call() -> None:
    queue = RecognitionQueue()
    queue.put(job(Importance.BACKGROUND))
    assert (queue.finals, queue.seconds, len(queue)) == (0, 0.0, 1)


def test_what_waits_for_an_answer_is_handed_back_whole() -> None:
    queue = RecognitionQueue()
    background, final = job(Importance.BACKGROUND), job(Importance.FINAL)
    for one in (background, job(Importance.PARTIAL), final):
        queue.put(one)
    assert queue.take_all() == [final, background]
    assert len(queue) == 0


def test_partials_wait_when_told_to_and_pauses_do_not() -> None:
    queue = RecognitionQueue()
    partial, pause = job(Importance.PARTIAL), job(Importance.PAUSE, Role.AGENT)
    queue.put(partial)
    queue.put(pause)
    assert [queue.take(has_partials=False) for _ in range(2)] == [pause, None]
    assert queue.take() is partial


def long_backlog(tmp_path: Path, sounds: list[Samples], memory_s: float) -> RecognitionQueue:
    """Return a queue of finals whose sounds follow each other in a recording that still grows."""
    files = SegmentFiles(SegmentPlace(tmp_path, "call"))
    recorder, source = Recorder(files), RunningSound(files)
    queue, at_s = RecognitionQueue(memory_s), 0.0
    for sound in sounds:
        recorder.put(np.zeros_like(sound), sound, at_s)
        recorder.step()
        audio = AudioBlock(Role.CUSTOMER, at_s, sound)
        queue.put(Job(Importance.FINAL, KeptSound(audio, source), lambda _outcome: None))
        at_s = audio.end_s
    recorder.finish()
    return queue


def test_a_long_backlog_is_left_to_the_recording_and_read_back(tmp_path: Path) -> None:
    sounds = [tone(1.0, pitch_hz) for pitch_hz in range(300, 800, 50)]
    queue = long_backlog(tmp_path, sounds, memory_s=3.0)
    assert (queue.seconds, queue.seconds_in_memory) == (10.0, 3.0)
    for place, sound in enumerate(sounds):
        taken = queue.take()
        assert taken is not None
        audio = taken.sound.audio()
        assert audio.start_s == place
        assert np.allclose(audio.samples, sound, atol=1e-4)


def test_what_is_not_in_the_recording_stays_in_memory(tmp_path: Path) -> None:
    queue = RecognitionQueue(memory_s=1.0)
    source = RunningSound(SegmentFiles(SegmentPlace(tmp_path, "none")))
    for _ in range(3):
        queue.put(Job(Importance.FINAL, KeptSound(block(tone(1.0)), source), lambda _outcome: None))
    assert queue.seconds_in_memory == 3.0

from hypothesis import given
from hypothesis import strategies as st

from app.recognition_queue import Importance, Job, Outcome, RecognitionQueue
from domain.audio import Role
from tests.speech.sounds import block, tone

ROLES = list(Role)


def job(importance: Importance, role: Role = Role.CUSTOMER, seconds: float = 1.0) -> Job:
    return Job(importance, block(tone(seconds), role=role), lambda _outcome: None)


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
    assert pause.holds(block(tone(1.0)))
    assert not pause.holds(block(tone(1.1)))
    assert not pause.holds(block(tone(1.0, pitch_hz=441)))
    assert not pause.holds(block(tone(1.0), role=Role.AGENT))
    assert not pause.holds(block(tone(1.0), start_s=0.1))
    assert not job(Importance.PARTIAL).holds(block(tone(1.0)))


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
        new = Job(importance, block(tone(0.01), role=role), note)
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

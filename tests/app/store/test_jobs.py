"""The lease table: every job once, whoever dies."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from app.store import calls, jobs, scores
from app.store.database import Store, open_store
from app.store.jobs import Job, LeaseLost
from tests.app.store.made import made_call, made_scorecard

NOW = 1_000_000


def add(store: Store, *keys: str, priority: int = jobs.TODAY) -> None:
    with store.begin() as session:
        for key in keys:
            jobs.enqueue(session, jobs.SCORE, key, priority=priority)


def take(store: Store, now: int = NOW) -> Job | None:
    with store.begin() as session:
        return jobs.claim(session, jobs.SCORE, now)


def taken(store: Store, now: int = NOW) -> Job:
    job = take(store, now)
    assert job is not None
    return job


def finish(store: Store, job: Job) -> None:
    with store.begin() as session:
        jobs.finish(session, job)


def counts(store: Store) -> dict[str, int]:
    with store.read() as session:
        return jobs.counts(session)


def test_the_same_work_is_queued_once(store: Store) -> None:
    add(store, "a", "a")
    assert counts(store) == {"todo": 1}


def test_the_most_urgent_job_comes_first_then_the_oldest(store: Store) -> None:
    add(store, "again", priority=jobs.AGAIN)
    add(store, "first", "second")
    add(store, "live", priority=jobs.LIVE)
    assert [taken(store).key for _ in range(4)] == ["live", "first", "second", "again"]
    assert take(store) is None


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(store: Store) -> None:
    add(store, "a")
    first = taken(store)
    assert take(store, NOW + jobs.LEASE_MS - 1) is None
    second = taken(store, NOW + jobs.LEASE_MS)
    assert (second.job_id, second.attempts, second.token) == (first.job_id, 2, first.token + 1)


def test_a_heartbeat_keeps_the_lease(store: Store) -> None:
    add(store, "a")
    job = taken(store)
    with store.begin() as session:
        jobs.heartbeat(session, job, NOW + jobs.LEASE_MS - 1)
    assert take(store, NOW + jobs.LEASE_MS) is None


def test_who_lost_the_lease_can_neither_finish_nor_leave_a_result(store: Store) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
    add(store, call.call_id)
    slow = taken(store)
    quick = taken(store, NOW + jobs.LEASE_MS)

    def finish_with_result(job: Job) -> None:
        with store.begin() as session:
            scores.save_scorecard(session, made_scorecard(call, score=float(job.attempts)))
            jobs.finish(session, job)

    with pytest.raises(LeaseLost):
        finish_with_result(slow)
    with store.read() as session:
        assert scores.load_scorecard(session, call.call_id) is None
    finish_with_result(quick)
    with pytest.raises(LeaseLost):
        finish_with_result(slow)
    with store.read() as session:
        card = scores.load_scorecard(session, call.call_id)
    assert card is not None
    assert card.final_score == 2.0


def test_a_failed_job_waits_longer_each_time_and_dies_the_fifth(store: Store) -> None:
    add(store, "a")
    now, waits = NOW, []
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        job = taken(store, now)
        with store.begin() as session:
            jobs.fail(session, job, "RubricInvalid", now, rng=lambda: 0.5)
        wait_ms = jobs.BACK_OFF_MS * 2**attempt
        assert take(store, now + wait_ms - 1) is None
        waits.append(wait_ms)
        now += wait_ms
    assert waits == [60_000, 120_000, 240_000, 480_000, 960_000]
    assert counts(store) == {"dead": 1}
    with store.read() as session:
        (dead,) = jobs.dead(session)
    assert (dead.key, dead.attempts, dead.last_error) == ("a", 5, "RubricInvalid")


def test_a_job_that_kills_its_worker_five_times_is_dead_and_holds_nobody_up(store: Store) -> None:
    add(store, "poison", "good")
    now = NOW
    for _ in range(jobs.MAX_ATTEMPTS):
        assert taken(store, now).key == "poison"
        now += jobs.LEASE_MS
    assert taken(store, now).key == "good"
    assert counts(store) == {"dead": 1, "doing": 1}


def test_a_dead_job_can_be_tried_again_by_a_person(store: Store) -> None:
    add(store, "a")
    for n in range(jobs.MAX_ATTEMPTS):
        taken(store, NOW + n * jobs.LEASE_MS)
    assert take(store, NOW + 10 * jobs.LEASE_MS) is None
    with store.begin() as session:
        jobs.revive(session, jobs.dead(session)[0].job_id)
    assert taken(store).attempts == 1


def test_a_job_given_back_for_a_live_call_costs_no_attempt(store: Store) -> None:
    add(store, "a")
    job = taken(store)
    with store.begin() as session:
        jobs.give_back(session, job)
    assert taken(store).attempts == 1


def test_the_reconciler_finds_every_ended_call_without_a_score(store: Store) -> None:
    running, queued, lost, scored = (made_call() for _ in range(4))
    with store.begin() as session:
        for call in (running, queued, lost, scored):
            calls.save_call(session, call)
        for call in (queued, lost, scored):
            calls.end_call(session, call.call_id, duration_s=5.0, recording=None)
        scores.save_scorecard(session, made_scorecard(scored))
    with closing(sqlite3.connect(store.file, isolation_level=None)) as raw:
        raw.execute("DELETE FROM jobs WHERE key IN (?, ?)", (lost.call_id, scored.call_id))
    with store.begin() as session:
        assert jobs.reconcile(session) == 1
    with store.begin() as session:
        assert jobs.reconcile(session) == 0
    assert {taken(store).key, taken(store).key} == {queued.call_id, lost.call_id}


def test_a_job_said_to_be_done_without_its_score_is_done_again(store: Store) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
        calls.end_call(session, call.call_id, duration_s=5.0, recording=None)
    finish(store, taken(store))
    with store.begin() as session:
        assert jobs.reconcile(session) == 1
    assert taken(store).key == call.call_id


def test_many_workers_never_get_the_same_job(store: Store) -> None:
    add(store, *(f"job {n}" for n in range(30)))
    got: Counter[str] = Counter()
    lock = threading.Lock()

    def work() -> None:
        while (job := take(store)) is not None:
            with lock:
                got[job.key] += 1
            finish(store, job)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(got.values()) == {1}
    assert len(got) == 30


WORKER = """
import sys
from pathlib import Path
from app.store import jobs
from app.store.database import open_store
store = open_store(Path(sys.argv[1]))
while True:
    with store.begin() as session:
        job = jobs.claim(session, jobs.SCORE, 1_000_000)
    if job is None:
        break
    with store.begin() as session:
        jobs.enqueue(session, "result", job.key)
        jobs.finish(session, job)
    print(job.key, flush=True)
    with store.begin() as session:
        job = jobs.claim(session, jobs.SCORE, 1_000_000)
    print("holds one", flush=True)
    sys.stdin.readline()
"""


def test_the_job_of_a_killed_worker_is_free_at_the_next_start(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    add(store, *"abcd")
    store.close()
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=os.getcwd(),
        ) as child:
            assert child.stdout is not None
            while child.stdout.readline() != "holds one\n":
                pass
            child.kill()
        store = open_store(tmp_path)
        with store.begin() as session:
            jobs.release_dead(session)
        store.close()
    store = open_store(tmp_path)
    while (job := take(store)) is not None:
        finish(store, job)
    with store.read() as session:
        assert jobs.counts(session) == {"done": 4, "todo": 2}  # the two results the children left
    store.close()

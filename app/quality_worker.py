"""Background work: recordings are heard, finished calls scored; a live call always comes first."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.call_file import CallFile, CallFiles, HeardCall
from app.store import calls, jobs, review, scores, segments
from app.store.calls import load_finished
from app.store.clock import now_ms
from app.store.database import Store
from app.store.jobs import Job, LeaseLost
from app.store.values import from_plain
from domain.errors import (
    Damaged,
    DataFolderReadOnly,
    DiskFull,
    ModelMissing,
    RecognizerDown,
    SoundFatal,
    UserError,
    WorkstationError,
)
from domain.events import CallScored, CoverageChanged, FileProgressed, Publish, TroubleMet
from domain.ids import new_id
from qa.facts import Facts
from qa.rubric import Rubric
from qa.scorecard import score

log = logging.getLogger(__name__)

RECONCILE_MS: Final = 600_000
PAUSE_MS: Final = 10_000  # while there is no model
IDLE_S: Final = 0.5
_PERCENT: Final = 0.01


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What calls are measured by."""

    rubric: Rubric
    facts: Facts


class QualityWork:
    """The step of the quality worker: one job at a time, at lowest priority.

    is_live says whether a call is running now.
    """

    def __init__(
        self,
        store: Store,
        yardstick: Yardstick,
        files: CallFiles,
        *,
        is_live: Callable[[], bool],
        publish: Publish,
    ) -> None:
        self._store, self._yardstick, self._files = store, yardstick, files
        self._is_live, self._publish = is_live, publish
        self._reconcile_at_ms = self._hear_at_ms = 0
        self._stopping = threading.Event()
        self._told: set[type[WorkstationError]] = set()
        self._progress = 0.0  # last told

    def stop_soon(self) -> None:
        """Let a long job end at its next utterance; it stays queued."""
        self._stopping.set()

    def step(self) -> float | None:
        """Do one job; return how long to rest."""
        if self._is_live() or not self._try_one():
            return IDLE_S
        return None

    def _try_one(self) -> bool:
        """Do a job; return False when there is none, or none can be done now."""
        try:
            self._reconcile()
            job = self._claim()
            if job is not None:
                self._do(job)
            return job is not None
        except LeaseLost:
            return True  # somebody else does it
        except WorkstationError as error:
            self._tell(error)
            return False

    def _reconcile(self) -> None:
        now = now_ms()
        if now < self._reconcile_at_ms:
            return
        with self._store.begin() as session:
            jobs.release_dead(session)
            found = jobs.reconcile(session)
        self._reconcile_at_ms = now + RECONCILE_MS
        if found:
            log.info("reconciler queued %s calls", found)
        self._tell_coverage()

    def _claim(self) -> Job | None:
        now = now_ms()
        to_hear = (jobs.HEAR_AGAIN, jobs.HEAR) if now >= self._hear_at_ms else ()
        with self._store.begin() as session:
            for kind in (*to_hear, jobs.SCORE):
                job = jobs.claim(session, kind, now)
                if job is not None:
                    return job
        return None

    def _do(self, job: Job) -> None:
        try:
            if job.kind == jobs.SCORE:
                self._score(job)
            else:
                self._hear(job)
        except SoundFatal as error:
            self._note_failure(job, error)
        except (ModelMissing, RecognizerDown, DiskFull, DataFolderReadOnly):
            self._hear_at_ms = now_ms() + PAUSE_MS  # not the file's fault: no attempt is counted
            with self._store.begin() as session:
                jobs.give_back(session, job)
            raise
        except LeaseLost:
            raise
        except WorkstationError as error:
            self._note_failure(job, error)

    def _note_failure(self, job: Job, error: WorkstationError) -> None:
        why = type(error).__name__
        log.warning("job %s of %s: %s", job.kind, job.key, why)
        with self._store.begin() as session:
            if isinstance(error, UserError):
                jobs.bury(session, job, why)
            else:
                jobs.fail(session, job, why, now_ms())
        self._publish(TroubleMet(error))

    def _hear(self, job: Job) -> None:
        lease = _Lease(self._store, job, self._is_live, self._stopping)
        if job.kind == jobs.HEAR:
            file = from_plain(job.args, CallFile)
            if file is None:
                raise Damaged(f"任务 {job.job_id} 读不出 / job {job.job_id} cannot be read")
            done = self._files.hear(file, lease, partial(self._tell_progress, job.key))
        else:
            done = self._files.hear_again(job.key, lease, lambda _done: None)
        if done is None:
            with self._store.begin() as session:
                jobs.give_back(session, job)
            return
        self._keep(done, job)
        done.publish(self._publish)
        if job.kind == jobs.HEAR:
            self._tell_progress(job.key, 1.0)

    def _tell_progress(self, call_id: str, done: float) -> None:
        """Tell each percent once."""
        if done in (0.0, 1.0) or abs(done - self._progress) >= _PERCENT:
            self._progress = done
            self._publish(FileProgressed(call_id, done))

    def _keep(self, done: HeardCall, job: Job) -> None:
        """Store all of a call, and that its job is done, in one transaction or not at all."""
        call_id, ended = done.call.call_id, done.recording
        with self._store.begin() as session:
            if done.is_new:
                calls.save_call(session, done.call, is_imported=True, is_mono=done.is_mono)
            for change in done.changes:
                segments.save_segment(session, change.segment, change.understanding)
                for alert in change.alerts:
                    calls.save_alert(session, alert)
            if done.picture is not None:
                calls.save_picture(session, done.picture)
            if done.is_new:
                calls.end_call(
                    session,
                    call_id,
                    duration_s=ended.duration_s,
                    recording=ended,
                    silent_roles=done.silent_roles,
                    sound=done.sound,
                )
            else:
                jobs.enqueue(session, jobs.SCORE, call_id)
            done.forget_portions(session)
            jobs.finish(session, job)

    def _score(self, job: Job) -> None:
        with self._store.read() as session:
            finished = load_finished(session, job.key)
        card = score(finished, self._yardstick.rubric, self._yardstick.facts, scorecard_id=new_id())
        with self._store.begin() as session:
            scores.save_scorecard(session, card)
            jobs.finish(session, job)
        log.info("call %s scored", job.key)
        self._publish(CallScored(card))
        self._tell_coverage()

    def _tell(self, error: WorkstationError) -> None:
        """Say each kind of trouble once, not twice a second."""
        if type(error) not in self._told:
            self._told.add(type(error))
            log.warning("background work: %s", type(error).__name__)
            self._publish(TroubleMet(error))

    def _tell_coverage(self) -> None:
        with self._store.read() as session:
            found = review.coverage(session)
        self._publish(CoverageChanged(found.scored, found.recorded, found.not_scorable))


class _Lease:
    """The turn of one long job, and its heartbeat."""

    def __init__(
        self, store: Store, job: Job, is_live: Callable[[], bool], stopping: threading.Event
    ) -> None:
        self._store, self._job, self._is_live, self._stopping = store, job, is_live, stopping
        self._beat_at_ms = now_ms() + jobs.HEARTBEAT_MS

    def may_begin(self) -> bool:
        while self.may_wait():
            if not self._is_live():
                self._check_held()
                return True
            self._stopping.wait(IDLE_S)
        return False

    def _check_held(self) -> None:
        """Raises LeaseLost when a person paused the job."""
        with self._store.read() as session:
            if not jobs.is_held(session, self._job):
                raise LeaseLost("任务已暂停 / the job was paused")

    def may_wait(self) -> bool:
        if now_ms() >= self._beat_at_ms:
            with self._store.begin() as session:
                jobs.heartbeat(session, self._job, now_ms())
            self._beat_at_ms = now_ms() + jobs.HEARTBEAT_MS
        return not self._stopping.is_set()

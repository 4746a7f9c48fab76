"""Speech recognition in a process of its own, restarted when it dies.

A spawned child owns the model, so that its crash never takes the window down.
What it was working on is done again, read back from the recording.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from app.kept_sound import KeptSound
from app.recognition_child import Died, HangLimits, News, RecognitionChild
from app.recognition_process import Alive, MakeRecognizer, NoModel, Ready, Task, Unheard
from app.recognition_queue import Done, Importance, Job, Outcome, RecognitionQueue
from app.recognition_work import Work, work_on
from app.worker import Worker
from domain.audio import AudioBlock, Role
from domain.errors import MemoryShort, ModelMissing, RecognizerDown, SoundFatal, WorkstationError
from domain.events import BacklogChanged, Publish, TroubleMet
from speech.partial import ShownPartials
from speech.recognition.recognizer import Heard
from speech.utterance import OpenUtterance, Utterance

log = logging.getLogger(__name__)

_STEP_S: Final = 0.5
_PARTIAL_REST: Final = 1.0  # × what a partial took: half of the engine's time is for finals


@dataclass(frozen=True, slots=True)
class TranscriberSettings:
    hotwords: str = ""
    max_deaths: int = 3  # of the process over one utterance, or before it was ready
    longest_restart_pause_s: float = 5.0
    hang: HangLimits = field(default_factory=HangLimits)
    make_lean: MakeRecognizer | None = None  # what to start once memory ran out


class Transcriber:
    """submit_… return at once and may be called from any thread.

    Results come in one thread of this object; `done` must be quick and must
    not call drain() or stop().
    """

    def __init__(
        self, make: MakeRecognizer, settings: TranscriberSettings, publish: Publish
    ) -> None:
        self._make, self._settings = make, settings
        self._publish = publish
        self._child = RecognitionChild(settings.hang)
        self._worker = Worker("transcriber", self._step, publish)
        self._state = threading.Condition()  # guards what follows, down to _no_model
        self._queue = RecognitionQueue()
        self._working: Work | None = None
        self._ahead: dict[Role, tuple[Job, Heard]] = {}  # decoded at a pause, perhaps the final
        self._deliveries: deque[tuple[Done, Outcome]] = deque()
        self._is_ready = False
        self._window_s = 0.0
        self._no_model: ModelMissing | None = None
        self._shown = ShownPartials()
        self._deaths_in_row = 0
        self._start_at_s = self._fed_at_s = self._partials_from_s = 0.0
        self._told = BacklogChanged(0, 0.0, 0)
        self._busy_s = 0.0
        self._next: tuple[MakeRecognizer, MakeRecognizer | None] | None = None

    @property
    def pid(self) -> int | None:
        """The process that decodes now, for the bench and the doctor."""
        return self._child.pid

    @property
    def window_s(self) -> float:
        """The longest sound that the engine takes in one go; 0 until the model was loaded once."""
        return self._window_s

    @property
    def busy_s(self) -> float:
        """Seconds that the process was at work, from task to answer, since the start."""
        return self._busy_s

    def start(self) -> None:
        self._worker.start()

    def reload(self, make: MakeRecognizer, make_lean: MakeRecognizer | None) -> None:
        """Go on with another engine once the current utterance is done; returns at once.

        make_lean: what to start should memory run out.
        """
        with self._state:
            self._next = (make, make_lean)
            self._is_ready, self._no_model = False, None
        self._child.wake()

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait for the model; return whether it is loaded.

        Raises ModelMissing.
        """
        with self._state:
            self._state.wait_for(lambda: self._is_ready or self._no_model is not None, timeout_s)
            if self._no_model is not None:
                raise self._no_model
            return self._is_ready

    def submit_final(
        self, utterance: Utterance, done: Done, sound: KeptSound | None = None
    ) -> None:
        """Have a finished utterance recognised; `done` gets it, or why it cannot be had.

        sound: the same with its recording, from where it is read again after a death, or when
        much waits. Without it the samples stay in memory.
        """
        audio = utterance.audio
        job = Job(Importance.FINAL, sound or KeptSound(audio), done)
        with self._state:
            known = self._ahead.pop(audio.role, None)
            if known is not None and known[0].is_ahead_of(audio):
                self._deliveries.append((done, known[1]))
            elif self._working is not None and self._working.is_ahead_of(audio):
                self._working = Work((job,))
            else:
                self._queue.put(job)
        self._child.wake()

    def submit_partial(self, utterance: OpenUtterance, show: Callable[[str], None]) -> None:
        """Have an open utterance recognised when there is time; `show` gets text worth showing.

        A pausing one is decoded as if final, and its final is then there at once.
        """
        importance = Importance.PAUSE if utterance.is_pausing else Importance.PARTIAL
        done = partial(self._show, utterance, show)
        with self._state:
            self._queue.put(Job(importance, KeptSound(utterance.audio), done))
        self._child.wake()

    def submit_background(self, audio: AudioBlock, done: Done) -> None:
        """Have sound of a recording recognised as if final, when nothing live waits.

        audio: one utterance, or several packed, of at most window_s seconds. One at a time: each
        answer is a chance for what is live. drain() does not wait for it.
        """
        with self._state:
            self._queue.put(Job(Importance.BACKGROUND, KeptSound(audio), done))
        self._child.wake()

    def backlog(self) -> BacklogChanged:
        with self._state:
            now = self._working.finals if self._working else ()
            return BacklogChanged(
                finals=self._queue.finals + len(now) + len(self._deliveries),
                seconds=round(self._queue.seconds + sum(job.sound.seconds for job in now), 1),
                partials_dropped=self._queue.dropped,
            )

    def drain(self, timeout_s: float) -> bool:
        """Wait until every final was handed over; return whether that was in time."""
        with self._state:
            return self._state.wait_for(self._is_drained, timeout_s)

    def leave(self) -> None:
        """Hand back every final that waits as RecognizerDown: its recording is heard later."""
        left = RecognizerDown(
            "挂断时还有话没来得及转写，稍后在后台照录音补上"
            " / Some words were not transcribed before the end: the recording is heard again soon"
        )
        with self._state:
            jobs = self._queue.take_finals()
            if self._working is not None and self._working.finals:
                jobs = [*self._working.finals, *jobs]
                self._working = Work(())
            self._deliveries.extend((job.done, left) for job in jobs)
        self._child.wake()

    def stop(self, *, wait_s: float = 5.0) -> bool:
        """End the thread and the process; return whether both went by themselves.

        Drain first: what still waits is not done any more.
        """
        if self._worker.stop(wait_s=wait_s / 2):
            return self._child.stop(wait_s=wait_s / 2)
        self._child.kill()
        return False

    def _is_drained(self) -> bool:
        works = self._working is not None and self._working.finals
        return not (works or self._deliveries or self._queue.finals)

    def _step(self) -> None:
        self._change_engine()
        self._deliver()
        self._feed()
        rest_s = self._partials_from_s - time.monotonic()
        for item in self._child.news(min(_STEP_S, rest_s) if rest_s > 0 else _STEP_S):
            self._take(item)
        self._deliver()
        self._tell_backlog()

    def _change_engine(self) -> None:
        with self._state:
            if self._next is None or self._working is not None:
                return
            (self._make, lean), self._next = self._next, None
            self._settings = replace(self._settings, make_lean=lean)
            self._is_ready, self._no_model = False, None
        self._child.stop(wait_s=1.0)
        self._deaths_in_row, self._start_at_s = 0, 0.0

    def _feed(self) -> None:
        now_s = time.monotonic()
        if self._no_model is not None:
            return
        if not self._child.is_running and now_s >= self._start_at_s:
            self._child.start(self._make)
        with self._state:
            if not self._is_ready or self._working is not None:
                return
            job = self._queue.take(has_partials=now_s >= self._partials_from_s)
            audio = None if job is None else self._begin(job)
        if job is not None and audio is not None:
            self._fed_at_s = now_s
            is_final = job.importance is not Importance.PARTIAL
            self._child.feed(Task(audio, is_final, self._settings.hotwords))

    def _begin(self, job: Job) -> AudioBlock | None:
        """Make the job the work; return its sound. From here on the recording alone keeps it."""
        try:
            self._working, audio = work_on(job, self._queue, self._window_s)
        except WorkstationError as error:
            log.warning("an utterance cannot be read back: %s", type(error).__name__)
            self._deliveries.append((job.done, RecognizerDown(str(error))))
            return None
        for one in self._working.finals:
            one.sound.let_go()
        return audio

    def _take(self, item: News) -> None:
        match item:
            case Alive():
                return
            case Ready(window_s):
                with self._state:
                    self._is_ready, self._window_s = True, window_s
                    self._state.notify_all()
            case NoModel(text):
                self._give_up(ModelMissing(text))
            case Heard():
                self._finish(item)
            case Unheard(error):
                self._finish(error)
            case Died():
                self._after_death(item)

    def _finish(self, outcome: Outcome) -> None:
        self._deaths_in_row = 0
        took_s = time.monotonic() - self._fed_at_s
        self._busy_s += took_s
        with self._state:
            work, self._working = self._working, None
            if work is None:
                return
            if not isinstance(outcome, Heard):
                self._deliveries.extend((job.done, outcome) for job in work.jobs)
                return
            answers = work.answers(outcome)
            for job, heard in answers:
                if heard is not None:
                    self._keep(job, heard)
                if job.importance is Importance.PARTIAL:
                    self._partials_from_s = self._fed_at_s + (1 + _PARTIAL_REST) * took_s
            for job in reversed([job for job, heard in answers if heard is None]):
                job.must_be_alone = True
                self._queue.put_back(job)

    def _keep(self, job: Job, heard: Heard) -> None:
        if job.importance is Importance.PAUSE:
            self._ahead[job.sound.role] = (job, heard)
        self._deliveries.append((job.done, heard))

    def _after_death(self, death: Died) -> None:
        self._deaths_in_row += 1
        pause_s = min(0.1 * 2**self._deaths_in_row, self._settings.longest_restart_pause_s)
        self._start_at_s = time.monotonic() + pause_s
        log.info("recognition process ended: %s; again in %.1f s", death, pause_s)
        if death.is_out_of_memory:
            self._save_memory()
        with self._state:
            was_ready, self._is_ready = self._is_ready, False
            work, self._working = self._working, None
            for job in reversed(work.jobs if work else ()):
                job.deaths += 1
                job.must_be_alone = True
                self._put_back(job)
            if not was_ready and self._deaths_in_row >= self._settings.max_deaths:
                down = RecognizerDown(
                    f"语音识别连续 {self._deaths_in_row} 次没有启动成功，录音继续，稍后补写"
                    f" / Recognition did not start {self._deaths_in_row} times; recording goes on"
                )
                self._deliveries.extend((job.done, down) for job in self._queue.take_all())

    def _put_back(self, job: Job) -> None:
        if job.deaths < self._settings.max_deaths:
            self._queue.put_back(job)
        elif job.must_be_heard:
            down = SoundFatal(
                f"语音识别进程连续退出 {job.deaths} 次，这句话没有转写，录音还在"
                f" / Recognition died {job.deaths} times over one utterance; it is recorded"
            )
            self._deliveries.append((job.done, down))

    def _save_memory(self) -> None:
        """Go on with the smaller engine, where there is one, and say so."""
        make_lean = self._settings.make_lean
        if make_lean is not None:
            self._make = make_lean
        self._publish(
            TroubleMet(
                MemoryShort(
                    "内存不足，语音识别已用更省内存的方式重新启动；请关闭别的程序，或换小一号的模型"
                    " / Out of memory: recognition was started again with less;"
                    " close other programs or choose a smaller model"
                )
            )
        )

    def _give_up(self, error: ModelMissing) -> None:
        with self._state:
            self._no_model = error
            self._state.notify_all()

    def _deliver(self) -> None:
        """Hand over results. One stays in the deque while `done` runs, for drain's sake."""
        if self._no_model is not None:
            with self._state:
                lost = [(job.done, self._no_model) for job in self._queue.take_all()]
                self._deliveries.extend(lost)
        while self._deliveries:
            done, outcome = self._deliveries[0]
            done(outcome)
            with self._state:
                self._deliveries.popleft()
        with self._state:
            self._state.notify_all()

    def _show(
        self, utterance: OpenUtterance, show: Callable[[str], None], outcome: Outcome
    ) -> None:
        if isinstance(outcome, Heard):
            text = self._shown.hear(utterance.audio.role, utterance.audio.start_s, outcome.text)
            if text is not None:
                show(text)

    def _tell_backlog(self) -> None:
        now = self.backlog()
        if now != self._told:
            self._told = now
            self._publish(now)

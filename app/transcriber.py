"""Speech recognition in a process of its own, restarted when it dies.

A spawned child owns the model, so that its crash never takes the window down.
What it was working on is kept here and done again.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from app.recognition_child import Died, HangLimits, News, RecognitionChild
from app.recognition_process import Alive, MakeRecognizer, NoModel, Ready, Task, Unheard
from app.recognition_queue import Done, Importance, Job, Outcome, RecognitionQueue
from app.worker import Worker
from domain.audio import AudioBlock, Role
from domain.errors import ModelMissing, RecognizerDown
from domain.events import BacklogChanged, Publish
from speech.partial import StablePrefix
from speech.recognition.recognizer import Heard
from speech.utterance import OpenUtterance, Utterance

log = logging.getLogger(__name__)

_STEP_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class TranscriberSettings:
    hotwords: str = ""
    max_deaths: int = 3  # of the process over one utterance
    longest_restart_pause_s: float = 5.0
    hang: HangLimits = field(default_factory=HangLimits)


class Transcriber:
    """submit_… return at once and may be called from any thread.

    Results come in one thread of this object; `done` must be quick and must
    not call drain() or stop().
    """

    def __init__(
        self, make: MakeRecognizer, settings: TranscriberSettings, publish: Publish
    ) -> None:
        self._settings = settings
        self._publish = publish
        self._child = RecognitionChild(make, settings.hang)
        self._worker = Worker("transcriber", self._step, publish)
        self._state = threading.Condition()  # guards what follows, down to _no_model
        self._queue = RecognitionQueue()
        self._working: Job | None = None
        self._ahead: dict[Role, tuple[Job, Heard]] = {}  # decoded at a pause, perhaps the final
        self._deliveries: deque[tuple[Done, Outcome]] = deque()
        self._is_ready = False
        self._window_s = 0.0
        self._no_model: ModelMissing | None = None
        self._partials: dict[Role, tuple[float, StablePrefix]] = {}
        self._deaths_in_row = 0
        self._start_at_s = 0.0
        self._told = BacklogChanged(0, 0.0, 0)

    @property
    def pid(self) -> int | None:
        """The process that decodes now, for the bench and the doctor."""
        return self._child.pid

    @property
    def window_s(self) -> float:
        """The longest sound that the engine takes in one go; 0 until the model was loaded once."""
        return self._window_s

    def start(self) -> None:
        self._worker.start()

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait for the model; return whether it is loaded.

        Raises ModelMissing.
        """
        with self._state:
            self._state.wait_for(lambda: self._is_ready or self._no_model is not None, timeout_s)
            if self._no_model is not None:
                raise self._no_model
            return self._is_ready

    def submit_final(self, utterance: Utterance, done: Done) -> None:
        """Have a finished utterance recognised; `done` gets it, or why it cannot be had."""
        audio = utterance.audio
        with self._state:
            known = self._ahead.pop(audio.role, None)
            if known is not None and known[0].holds(audio):
                self._deliveries.append((done, known[1]))
            elif self._working is not None and self._working.holds(audio):
                self._working.importance, self._working.done = Importance.FINAL, done
            else:
                self._queue.put(Job(Importance.FINAL, audio, done))
        self._child.wake()

    def submit_partial(self, utterance: OpenUtterance, show: Callable[[str], None]) -> None:
        """Have an open utterance recognised when there is time; `show` gets text worth showing.

        A pausing one is decoded as if final, and its final is then there at once.
        """
        importance = Importance.PAUSE if utterance.is_pausing else Importance.PARTIAL
        with self._state:
            self._queue.put(Job(importance, utterance.audio, partial(self._show, utterance, show)))
        self._child.wake()

    def submit_background(self, audio: AudioBlock, done: Done) -> None:
        """Have sound of a recording recognised as if final, when nothing live waits.

        audio: one utterance, or several packed, of at most window_s seconds. One at a time: each
        answer is a chance for what is live. drain() does not wait for it.
        """
        with self._state:
            self._queue.put(Job(Importance.BACKGROUND, audio, done))
        self._child.wake()

    def backlog(self) -> BacklogChanged:
        with self._state:
            now = [self._working] if self._working and self._working.is_final else []
            return BacklogChanged(
                finals=self._queue.finals + len(now) + len(self._deliveries),
                seconds=round(self._queue.seconds + sum(job.seconds for job in now), 1),
                partials_dropped=self._queue.dropped,
            )

    def drain(self, timeout_s: float) -> bool:
        """Wait until every final was handed over; return whether that was in time."""
        with self._state:
            return self._state.wait_for(self._is_drained, timeout_s)

    def stop(self, *, wait_s: float = 5.0) -> bool:
        """End the thread and the process; return whether both went by themselves.

        Drain first: what still waits is not done any more.
        """
        if self._worker.stop(wait_s=wait_s / 2):
            return self._child.stop(wait_s=wait_s / 2)
        self._child.kill()
        return False

    def _is_drained(self) -> bool:
        works = self._working is not None and self._working.is_final
        return not (works or self._deliveries or self._queue.finals)

    def _step(self) -> None:
        self._deliver()
        self._feed()
        for item in self._child.news(_STEP_S):
            self._take(item)
        self._deliver()
        self._tell_backlog()

    def _feed(self) -> None:
        if self._no_model is not None:
            return
        if not self._child.is_running and time.monotonic() >= self._start_at_s:
            self._child.start()
        with self._state:
            if not self._is_ready or self._working is not None:
                return
            self._working = job = self._queue.take()
        if job is not None:
            is_partial = job.importance is Importance.PARTIAL
            self._child.feed(Task(job.audio, not is_partial, self._settings.hotwords))

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
        with self._state:
            job, self._working = self._working, None
            if job is None:
                return
            if job.importance is Importance.PAUSE and isinstance(outcome, Heard):
                self._ahead[job.audio.role] = (job, outcome)
            self._deliveries.append((job.done, outcome))

    def _after_death(self, death: Died) -> None:
        self._deaths_in_row += 1
        pause_s = min(0.1 * 2**self._deaths_in_row, self._settings.longest_restart_pause_s)
        self._start_at_s = time.monotonic() + pause_s
        log.info("recognition process ended: %s; again in %.1f s", death, pause_s)
        with self._state:
            self._is_ready = False
            job, self._working = self._working, None
            if job is None:
                return
            job.deaths += 1
            if job.deaths < self._settings.max_deaths:
                self._queue.put_back(job)
            elif job.must_be_heard:
                down = RecognizerDown(
                    f"语音识别进程连续退出 {job.deaths} 次，这句话没有转写，录音还在"
                    f" / Recognition died {job.deaths} times over one utterance; it is recorded"
                )
                self._deliveries.append((job.done, down))

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
        if not isinstance(outcome, Heard):
            return
        start_s, prefix = self._partials.get(utterance.audio.role, (-1.0, StablePrefix()))
        if start_s != utterance.audio.start_s:
            prefix = StablePrefix()
        self._partials[utterance.audio.role] = (utterance.audio.start_s, prefix)
        if prefix.hear(outcome.text):
            show(prefix.shown)

    def _tell_backlog(self) -> None:
        now = self.backlog()
        if now != self._told:
            self._told = now
            self._publish(now)

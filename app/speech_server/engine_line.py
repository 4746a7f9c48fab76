"""One engine process for many desks: a bounded queue in order of importance before it."""

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from math import ceil
from statistics import fmean
from typing import Final, TypeAlias

from app.recognition_child import Died, HangLimits, News, RecognitionChild
from app.recognition_process import Alive, MakeRecognizer, NoModel, Ready, Task, Unheard
from app.worker import Worker
from domain.audio import AudioBlock, Role, Samples
from domain.errors import ModelMissing, RecognizerDown
from domain.events import Publish
from speech.recognition.recognizer import Heard

log = logging.getLogger(__name__)

_STEP_S: Final = 0.5
_MOST_DEATHS: Final = 2  # of the process over one utterance
_LONGEST_RESTART_PAUSE_S: Final = 5.0
_REMEMBERED: Final = 20  # decodes that the waiting time is guessed from


class Wish(IntEnum):
    FINAL = 0
    PARTIAL = 1
    BACKGROUND = 2


class LineFull(Exception):
    """As many wait as may. retry_after_s: when it is worth asking again."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


@dataclass(slots=True, eq=False)
class _Asked:
    task: Task
    answer: "Future[Heard]" = field(default_factory=Future)
    deaths: int = 0


_Place: TypeAlias = tuple[Wish, int, _Asked]  # the more important first, then the older


class EngineLine:
    """ask() and the properties may be used from any thread."""

    def __init__(self, make: MakeRecognizer, publish: Publish, *, most_waiting: int) -> None:
        self._make = make
        self._child = RecognitionChild(HangLimits())
        self._worker = Worker("engine-line", self._step, publish)
        self._most_waiting = most_waiting
        self._state = threading.Condition()  # guards what follows
        self._waiting: list[_Place] = []
        self._numbers = itertools.count()
        self._working: _Place | None = None
        self._ready: Ready | None = None
        self._no_model: ModelMissing | None = None
        self._took_s: deque[float] = deque([1.0], maxlen=_REMEMBERED)
        self._fed_at_s = self._start_at_s = 0.0
        self._deaths_in_row = 0

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_working(self) -> bool:
        return self._working is not None

    @property
    def pid(self) -> int | None:
        return self._child.pid

    def start(self) -> None:
        self._worker.start()

    def wait_ready(self, timeout_s: float) -> Ready | None:
        """Return what the engine says of itself, None when it takes longer.

        Raises ModelMissing.
        """
        with self._state:
            self._state.wait_for(lambda: self._ready or self._no_model, timeout_s)
            if self._no_model is not None:
                raise self._no_model
            return self._ready

    def check_room(self) -> None:
        """Raises LineFull."""
        with self._state:
            if len(self._waiting) >= self._most_waiting:
                raise LineFull(ceil(len(self._waiting) * fmean(self._took_s)))

    def ask(self, samples: Samples, wish: Wish, hotwords: str) -> "Future[Heard]":
        """Queue one utterance; times of the answer count from its start.

        The future raises RecognizerDown, Refused, ModelMissing; cancel it when nobody waits.

        Raises LineFull.
        """
        self.check_room()
        block = AudioBlock(Role.CUSTOMER, 0.0, samples)
        asked = _Asked(Task(block, wish is not Wish.PARTIAL, hotwords))
        with self._state:
            heapq.heappush(self._waiting, (wish, next(self._numbers), asked))
        self._child.wake()
        return asked.answer

    def stop(self) -> None:
        self._worker.stop(wait_s=2 * _STEP_S)
        self._child.stop(wait_s=5.0)
        with self._state:
            for _, _, asked in [*self._waiting, *([self._working] if self._working else [])]:
                asked.answer.cancel()

    def _step(self) -> None:
        if not self._child.is_running and time.monotonic() >= self._start_at_s:
            self._child.start(self._make)
        self._feed()
        for item in self._child.news(_STEP_S):
            self._take(item)

    def _feed(self) -> None:
        with self._state:
            if self._ready is None or self._working is not None:
                return
            while self._waiting:
                place = heapq.heappop(self._waiting)
                if not place[2].answer.cancelled():
                    self._working = place
                    break
            else:
                return
        self._fed_at_s = time.monotonic()
        self._child.feed(place[2].task)

    def _take(self, item: News) -> None:
        match item:
            case Alive():
                return
            case Ready():
                with self._state:
                    self._ready = item
                    self._state.notify_all()
            case NoModel(text):
                with self._state:
                    self._no_model = ModelMissing(text)
                    self._state.notify_all()
            case Heard():
                self._took_s.append(time.monotonic() - self._fed_at_s)
                self._finish(item)
            case Unheard(error):
                self._finish(error)
            case Died():
                self._after_death(item)

    def _finish(self, outcome: Heard | Exception) -> None:
        self._deaths_in_row = 0
        with self._state:
            place, self._working = self._working, None
        if place is not None:
            _tell(place[2], outcome)

    def _after_death(self, death: Died) -> None:
        self._deaths_in_row += 1
        pause_s = min(0.1 * 2**self._deaths_in_row, _LONGEST_RESTART_PAUSE_S)
        self._start_at_s = time.monotonic() + pause_s
        log.info("engine process ended: %s; again in %.1f s", death, pause_s)
        with self._state:
            self._ready = None
            place, self._working = self._working, None
            if place is None:
                return
            place[2].deaths += 1
            if place[2].deaths < _MOST_DEATHS:
                heapq.heappush(self._waiting, place)
                return
        _tell(place[2], RecognizerDown("引擎因这段声音退出 / the engine died of this sound"))


def _tell(asked: _Asked, outcome: Heard | Exception) -> None:
    if not asked.answer.set_running_or_notify_cancel():
        return  # the desk hung up
    if isinstance(outcome, Heard):
        asked.answer.set_result(outcome)
    else:
        asked.answer.set_exception(outcome)

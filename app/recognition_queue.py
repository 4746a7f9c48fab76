"""What waits for recognition, in order of importance; no threads in here."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role
from domain.errors import ModelMissing, RecognizerDown, Refused
from speech.recognition.recognizer import Heard

Outcome: TypeAlias = Heard | RecognizerDown | Refused | ModelMissing
Done: TypeAlias = Callable[[Outcome], None]


class Importance(IntEnum):
    FINAL = 0
    PAUSE = 1  # an open utterance that probably ended: decoded as if final, ahead of time
    PARTIAL = 2
    BACKGROUND = 3  # of a recording: anything live overtakes it


@dataclass(slots=True, eq=False)
class Job:
    importance: Importance
    audio: AudioBlock
    done: Done
    deaths: int = 0  # of the process, while it worked on this

    @property
    def is_final(self) -> bool:
        return self.importance is Importance.FINAL

    @property
    def must_be_heard(self) -> bool:
        """Whether somebody waits for it until it is there: not so of open utterances."""
        return self.importance in (Importance.FINAL, Importance.BACKGROUND)

    @property
    def seconds(self) -> float:
        return len(self.audio.samples) / SAMPLE_RATE_HZ

    def holds(self, audio: AudioBlock) -> bool:
        """Return whether decoding this job answers for that audio."""
        return (
            self.importance in (Importance.FINAL, Importance.PAUSE)
            and self.audio.role is audio.role
            and self.audio.start_s == audio.start_s
            and np.array_equal(self.audio.samples, audio.samples)
        )


class RecognitionQueue:
    """Finals first come first served; of open utterances only the newest per role.

    What comes from recordings is taken when nothing live waits.
    """

    def __init__(self) -> None:
        self._finals: deque[Job] = deque()
        self._background: deque[Job] = deque()
        self._open: dict[Role, Job] = {}
        self.dropped = 0  # partials that nobody will see

    def __len__(self) -> int:
        return len(self._finals) + len(self._open) + len(self._background)

    @property
    def finals(self) -> int:
        return len(self._finals)

    @property
    def seconds(self) -> float:
        return sum(job.seconds for job in self._finals)

    def put(self, job: Job) -> None:
        """Add a job; what it makes out of date goes."""
        if job.importance is Importance.BACKGROUND:
            self._background.append(job)
            return
        if self._open.pop(job.audio.role, None):
            self.dropped += 1
        if job.is_final:
            self._finals.append(job)
        else:
            self._open[job.audio.role] = job

    def put_back(self, job: Job) -> None:
        """Take a job that was not finished; an open one only if nothing newer came."""
        if job.importance is Importance.BACKGROUND:
            self._background.appendleft(job)
        elif job.is_final:
            self._finals.appendleft(job)
        elif job.audio.role in self._open:
            self.dropped += 1
        else:
            self._open[job.audio.role] = job

    def take(self) -> Job | None:
        """Return the most important job, the oldest of these."""
        if self._finals:
            return self._finals.popleft()
        if not self._open:
            return self._background.popleft() if self._background else None
        role = min(self._open, key=lambda role: self._open[role].importance)
        return self._open.pop(role)

    def take_all(self) -> list[Job]:
        """Empty the queue; return those whose answer somebody waits for."""
        waiting = [*self._finals, *self._background]
        self._finals.clear()
        self._background.clear()
        self._open.clear()
        return waiting

"""What waits for recognition, in order of importance; no threads in here."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role
from domain.errors import ModelMissing, RecognizerDown
from speech.recognition.recognizer import Heard

Outcome: TypeAlias = Heard | RecognizerDown | ModelMissing
Done: TypeAlias = Callable[[Outcome], None]


class Importance(IntEnum):
    FINAL = 0
    PAUSE = 1  # an open utterance that probably ended: decoded as if final, ahead of time
    PARTIAL = 2


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
    def seconds(self) -> float:
        return len(self.audio.samples) / SAMPLE_RATE_HZ

    def holds(self, audio: AudioBlock) -> bool:
        """Return whether decoding this job answers for that audio."""
        return (
            self.importance < Importance.PARTIAL
            and self.audio.role is audio.role
            and self.audio.start_s == audio.start_s
            and np.array_equal(self.audio.samples, audio.samples)
        )


class RecognitionQueue:
    """Finals first come first served; of open utterances only the newest per role."""

    def __init__(self) -> None:
        self._finals: deque[Job] = deque()
        self._open: dict[Role, Job] = {}
        self.dropped = 0  # partials that nobody will see

    def __len__(self) -> int:
        return len(self._finals) + len(self._open)

    @property
    def finals(self) -> int:
        return len(self._finals)

    @property
    def seconds(self) -> float:
        return sum(job.seconds for job in self._finals)

    def put(self, job: Job) -> None:
        """Add a job; what it makes out of date goes."""
        if self._open.pop(job.audio.role, None):
            self.dropped += 1
        if job.is_final:
            self._finals.append(job)
        else:
            self._open[job.audio.role] = job

    def put_back(self, job: Job) -> None:
        """Take a job that was not finished; an open one only if nothing newer came."""
        if job.is_final:
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
            return None
        role = min(self._open, key=lambda role: self._open[role].importance)
        return self._open.pop(role)

    def take_finals(self) -> list[Job]:
        """Empty the queue; return the finals that were in it."""
        finals = list(self._finals)
        self._finals.clear()
        self._open.clear()
        return finals

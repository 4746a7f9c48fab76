"""What waits for recognition, in order of importance; no threads in here."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

import numpy as np

from app.kept_sound import KeptSound
from domain.audio import AudioBlock, Role
from domain.errors import ModelMissing, RecognizerDown, Refused
from speech.recognition.recognizer import Heard

Outcome: TypeAlias = Heard | RecognizerDown | Refused | ModelMissing
Done: TypeAlias = Callable[[Outcome], None]
MEMORY_S: Final = 60.0  # of finals that wait; 4 MB


class Importance(IntEnum):
    FINAL = 0
    PAUSE = 1  # an open utterance that probably ended: decoded as if final, ahead of time
    PARTIAL = 2
    BACKGROUND = 3  # of a recording: anything live overtakes it


@dataclass(slots=True, eq=False)
class Job:
    importance: Importance
    sound: KeptSound
    done: Done
    deaths: int = 0  # of the process, while it worked on this
    must_be_alone: bool = False  # in one window with others it got no words, or was a death

    @property
    def is_final(self) -> bool:
        return self.importance is Importance.FINAL

    @property
    def must_be_heard(self) -> bool:
        """Whether somebody waits for it until it is there: not so of open utterances."""
        return self.importance in (Importance.FINAL, Importance.BACKGROUND)

    def is_ahead_of(self, audio: AudioBlock) -> bool:
        """Return whether this pause, decoded, answers for that final."""
        sound = self.sound
        return (
            self.importance is Importance.PAUSE
            and (sound.role, sound.start_s) == (audio.role, audio.start_s)
            and np.array_equal(sound.audio().samples, audio.samples)
        )


class RecognitionQueue:
    """Finals first come first served; of open utterances only the newest per role.

    What comes from recordings is taken when nothing live waits. Of the finals no more than
    memory_s stay in memory: the newest are left to the recording, which has them.
    """

    def __init__(self, memory_s: float = MEMORY_S) -> None:
        self._finals: deque[Job] = deque()
        self._background: deque[Job] = deque()
        self._open: dict[Role, Job] = {}
        self._memory_s = memory_s
        self.dropped = 0  # partials that nobody will see

    def __len__(self) -> int:
        return len(self._finals) + len(self._open) + len(self._background)

    @property
    def finals(self) -> int:
        return len(self._finals)

    @property
    def seconds(self) -> float:
        return sum(job.sound.seconds for job in self._finals)

    @property
    def seconds_in_memory(self) -> float:
        return sum(job.sound.seconds_in_memory for job in self._finals)

    def put(self, job: Job) -> None:
        """Add a job; what it makes out of date goes."""
        if job.importance is Importance.BACKGROUND:
            self._background.append(job)
            return
        if self._open.pop(job.sound.role, None):
            self.dropped += 1
        if job.is_final:
            self._finals.append(job)
            self._spill()
        else:
            self._open[job.sound.role] = job

    def put_back(self, job: Job) -> None:
        """Take a job that was not finished; an open one only if nothing newer came."""
        if job.importance is Importance.BACKGROUND:
            self._background.appendleft(job)
        elif job.is_final:
            self._finals.appendleft(job)
        elif job.sound.role in self._open:
            self.dropped += 1
        else:
            self._open[job.sound.role] = job

    def take(self, *, has_partials: bool = True) -> Job | None:
        """Return the most important job, the oldest of these; has_partials False: not a partial."""
        if self._finals:
            return self._finals.popleft()
        if not self._open:
            return self._background.popleft() if self._background else None
        role = min(self._open, key=lambda role: self._open[role].importance)
        if self._open[role].importance is Importance.PARTIAL and not has_partials:
            return None
        return self._open.pop(role)

    @property
    def next_final(self) -> Job | None:
        """The final that take() would return."""
        return self._finals[0] if self._finals else None

    def take_finals(self) -> list[Job]:
        """Return the finals that wait and keep none; open utterances go."""
        finals = list(self._finals)
        self._finals.clear()
        self._open.clear()
        return finals

    def take_all(self) -> list[Job]:
        """Empty the queue; return those whose answer somebody waits for."""
        waiting = [*self.take_finals(), *self._background]
        self._background.clear()
        return waiting

    def _spill(self) -> None:
        kept_s = 0.0
        for job in self._finals:
            kept_s += job.sound.seconds_in_memory
            if kept_s > self._memory_s:
                job.sound.let_go()
                kept_s = min(kept_s, self._memory_s)

"""A file heard in portions that outlive a kill: the next run goes on behind the last one."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.store import heard
from app.store.database import Store
from app.store.heard import HeardPortion
from domain.calls import Segment
from domain.meaning import Understanding
from speech.audio.decode import CallSound
from speech.offline import (
    BlockRecognizer,
    NewDetector,
    OfflineSettings,
    Place,
    Portion,
    transcribe_blocks,
)

Meant: TypeAlias = tuple[Segment, Understanding]
Understand: TypeAlias = Callable[[Segment], Meant]

_SAVE_SHARE: Final = 0.02  # of the file: no more is heard twice after a kill
_SAVE_S: Final = 2.0  # of work: nor more than this


@dataclass(frozen=True, slots=True)
class Ear:
    """What hears: the same for all files."""

    recognizer: BlockRecognizer
    new_detector: NewDetector
    settings: OfflineSettings


class Hearing:
    """One file. key names it in the store; it is forgotten there by whoever stores the result."""

    def __init__(self, store: Store, key: str) -> None:
        self._store, self._key = store, key
        self._unsaved: list[Meant] = []
        self._saved_at_s = time.monotonic()
        with store.read() as session:
            known = heard.load_portions(session, key)
            self._done = self._saved = heard.done_of(session, key)
        self._heard = [meant for portion in known for meant in portion.heard]
        self._place = Place(known[-1].agent_s, known[-1].customer_s) if known else Place()

    @property
    def done(self) -> float:
        return self._done

    @property
    def heard(self) -> tuple[Meant, ...]:
        """What was heard so far, by start."""
        return tuple(sorted(self._heard, key=lambda one: (one[0].start_s, one[0].role)))

    def go_on(
        self, sound: CallSound, ear: Ear, *, call_id: str, understand: Understand
    ) -> Iterator[float]:
        """Hear the rest; yield how far we are after each portion. Stop by not asking for more.

        Raises AudioFileUnreadable, StoreBusy, DiskFull, DataFolderReadOnly.
        """
        if self._done >= 1:
            return
        portions = transcribe_blocks(
            sound,
            ear.recognizer,
            ear.new_detector,
            call_id=call_id,
            settings=ear.settings,
            start=self._place,
        )
        try:
            for portion in portions:
                self._take(portion, understand)
                yield self._done
        finally:
            self._save()

    def _take(self, portion: Portion, understand: Understand) -> None:
        new = [understand(segment) for segment in portion.segments]
        self._heard += new
        self._unsaved += new
        self._place, self._done = portion.place, portion.done
        is_late = time.monotonic() - self._saved_at_s >= _SAVE_S
        if is_late or self._done - self._saved >= _SAVE_SHARE or self._done >= 1:
            self._save()

    def _save(self) -> None:
        if self._done <= self._saved and not self._unsaved:
            return
        place = self._place
        portion = HeardPortion(place.agent_s, place.customer_s, tuple(self._unsaved))
        with self._store.begin() as session:
            heard.add_portion(session, self._key, portion, self._done)
        self._unsaved, self._saved = [], self._done
        self._saved_at_s = time.monotonic()

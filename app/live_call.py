"""One running call: sound to disk, to words, to meaning; stored, then shown."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import Final, Protocol, TypeAlias

import numpy as np

from app.call_picture import CallPicture, Change
from app.call_recorder import CallRecorder
from app.kept_sound import KeptSound
from app.recognition_queue import Outcome
from app.recording_shelf import RecordingShelf
from app.recovery import drop_if_proved
from app.store import calls, recordings, segments
from app.store.database import Store
from app.transcriber import Transcriber
from domain.audio import AudioBlock, Role
from domain.calls import Call, Recording, SoundGap
from domain.errors import DataFolderReadOnly, DiskFull, StoreBusy, WorkstationError
from domain.events import (
    CallEnded,
    CallStarted,
    LevelHeard,
    PartialHeard,
    PictureChanged,
    Publish,
    TroubleMet,
)
from speech.audio.frames import part_path
from speech.audio.level import level_dbfs
from speech.audio.quality import SoundMeter
from speech.audio.sound_source import SoundSource
from speech.detection.detector import SpeechDetector
from speech.hot_words import HotWords
from speech.recognition.recognizer import Heard
from speech.segment import Scribe
from speech.segmenter import Segmenter, SegmenterSettings
from speech.utterance import OpenUtterance, Utterance

log = logging.getLogger(__name__)

Blocks: TypeAlias = Iterator[tuple[AudioBlock, AudioBlock]]  # agent, customer
SILENT_DBFS: Final = -55.0  # a channel that never got louder than this is dead
DRAIN_STEP_S: Final = 0.5
HEARING_S: Final = 20.0  # after the end, for words that wait; the rest is heard in the background
PATIENCE_S: Final = 60.0  # with a full or held disk at the end of a call


@dataclass(frozen=True, slots=True)
class CallParts:
    """What a call needs of the desk."""

    store: Store
    transcriber: Transcriber
    new_detector: Callable[[], SpeechDetector]
    segmenter: SegmenterSettings
    new_picture: Callable[[Call], CallPicture]
    shelf: RecordingShelf
    hot_words: HotWords | None = None


@dataclass(frozen=True, slots=True)
class _Unsaved:
    change: Change
    ended: float  # monotonic seconds at the end of the words
    decode_s: float


class _Phase(Enum):
    CAPTURING = auto()
    DRAINING = auto()
    OVER = auto()


class LiveSound(Protocol):
    """Devices that bring the sound of a call now."""

    @property
    def gaps(self) -> tuple[SoundGap, ...]:
        """When a device was away or left out."""
        ...

    @property
    def overflows(self) -> int:
        """How often sound was dropped, too little for a gap."""
        ...

    def finish(self) -> None:
        """Hear no more; the blocks end after what was heard. Any thread."""
        ...

    def close(self) -> None:
        """Let go of the devices."""
        ...


class LiveCall:
    """A step machine: the capture worker calls step() until it returns False.

    hang_up, hurry, hold, mute and swap may be called from any thread. What the
    recogniser hears arrives in its own thread and is stored there.
    """

    def __init__(
        self,
        call: Call,
        blocks: Blocks,
        parts: CallParts,
        publish: Publish,
        *,
        sound: LiveSound | None = None,
    ) -> None:
        """sound: what brings the blocks, when devices do; finished and closed with the call."""
        self._call, self._blocks, self._parts, self._publish = call, blocks, parts, publish
        self._sound = sound
        self._picture = parts.new_picture(call)
        self._segmenters = {
            role: Segmenter(role, parts.new_detector(), parts.segmenter) for role in Role
        }
        self._loudest = dict.fromkeys(Role, -120.0)
        self._meters = {role: SoundMeter(role) for role in Role}
        self._scribe = Scribe(call.call_id, parts.hot_words)
        self._phase = _Phase.CAPTURING
        self._recorder: CallRecorder | None = None
        self._unsaved: deque[_Unsaved] = deque()
        self._saving = threading.Lock()  # the recogniser's thread and the capture thread
        self._was_missed = False
        self._source: SoundSource | None = None
        self._captured_at = self._drained_at = 0.0
        self._hearing_s = HEARING_S
        self._was_held = self._was_swapped = False
        self._told: set[type[WorkstationError]] = set()
        self._end_s = 0.0
        self._hung_up_by = ""
        self.is_held = self.is_muted = self.is_swapped = False

    @property
    def call(self) -> Call:
        return self._call

    @property
    def picture(self) -> CallPicture:
        return self._picture

    def begin(self) -> None:
        """Put the call and its recording on disk, then say that it runs."""
        with self._parts.store.begin() as session:
            calls.save_call(session, self._call)
            path = part_path(self._parts.shelf.folder, self._call.call_id, 0)
            recordings.start_recording(session, self._call.call_id, path)
        self._recorder = CallRecorder(self._parts.shelf, self._call, self._publish)
        self._source = self._recorder.sound
        self._publish(CallStarted(self._call))

    def hang_up(self, by: str = "agent") -> None:
        self._hung_up_by = self._hung_up_by or by
        if self._sound is not None:
            self._sound.finish()

    @property
    def is_hung_up(self) -> bool:
        """Whether the talk is over, though words may still wait and the sound is not sealed."""
        return bool(self._hung_up_by) or self._phase is not _Phase.CAPTURING

    def hurry(self, hearing_s: float) -> None:
        """Wait no longer than that, from the end of the call, for words that wait."""
        self._hearing_s = min(self._hearing_s, hearing_s)

    def step(self) -> bool:
        """Do a tenth of a second of the call; return False when it is over and sealed."""
        if self._phase is _Phase.CAPTURING:
            self._capture()
        else:
            self._drain()
        return self._phase is not _Phase.OVER

    def _capture(self) -> None:
        is_cut = bool(self._hung_up_by) and self._sound is None  # devices have a tail to give
        pair = None if is_cut else next(self._blocks, None)
        if pair is None:
            self._end_utterances()
            self._captured_at = time.monotonic()
            self._phase = _Phase.DRAINING
            return
        if (self.is_held, self.is_swapped) != (self._was_held, self._was_swapped):
            self._end_utterances()  # who speaks next on a channel is somebody else, or much later
            self._was_held, self._was_swapped = self.is_held, self.is_swapped
        agent, customer = self._arranged(*pair)
        assert self._recorder is not None
        self._recorder.put(agent, customer)
        self._end_s = max(agent.end_s, customer.end_s)
        for block in (agent, customer):
            self._meter(block)
            if not self.is_held:
                self._submit(self._segmenters[block.role].hear(block))

    def _end_utterances(self) -> None:
        for segmenter in self._segmenters.values():
            self._submit(segmenter.flush())

    def _arranged(self, agent: AudioBlock, customer: AudioBlock) -> tuple[AudioBlock, AudioBlock]:
        if self.is_swapped:
            agent, customer = (
                replace(customer, role=Role.AGENT),
                replace(agent, role=Role.CUSTOMER),
            )
        if self.is_muted:
            agent = replace(agent, samples=np.zeros_like(agent.samples))
        return agent, customer

    def _meter(self, block: AudioBlock) -> None:
        level = level_dbfs(block.samples)
        self._meters[block.role].hear(block.samples)
        self._loudest[block.role] = max(self._loudest[block.role], level)
        self._publish(LevelHeard(self._call.call_id, block.role, level, block.start_s))

    def _submit(self, found: Sequence[OpenUtterance | Utterance]) -> None:
        transcriber = self._parts.transcriber
        for utterance in found:
            if isinstance(utterance, OpenUtterance):
                transcriber.submit_partial(utterance, partial(self._show, utterance.audio))
                continue
            ended = time.monotonic() - max(0.0, self._end_s - utterance.speech_end_s)
            sound = KeptSound(utterance.audio, self._source)
            transcriber.submit_final(utterance, partial(self._hear, sound, ended), sound)

    def _show(self, audio: AudioBlock, text: str) -> None:
        self._publish(PartialHeard(self._call.call_id, audio.role, audio.start_s, text))

    def _hear(self, sound: KeptSound, ended: float, outcome: Outcome) -> None:
        """Take what the recogniser says; runs in its thread."""
        if not isinstance(outcome, Heard):
            self._miss(outcome)
            return
        try:
            audio = sound.audio()
        except WorkstationError as error:  # the recording is gone
            self._miss(error)
            return
        segment = self._scribe.write(outcome, audio)
        if segment is None:
            self._show(audio, "")  # clears a partial that came to nothing
            return
        try:
            change = self._picture.hear(segment)
        except WorkstationError as error:  # the knowledge base did not answer
            self._miss(error)
            return
        self._unsaved.append(_Unsaved(change, ended, outcome.decode_s))
        self._save_what_waits()

    def _miss(self, error: WorkstationError) -> None:
        """Words are left out: the recording is heard again after the call."""
        self._was_missed = True
        self._tell(error)

    def _save_what_waits(self) -> None:
        """Store, then show; what the disk refuses is kept and tried again with the next words."""
        with self._saving:
            while self._unsaved:
                next_one = self._unsaved[0]
                try:
                    self._save(next_one.change)
                except WorkstationError as error:
                    self._tell(error)
                    return
                self._unsaved.popleft()
                delay_s = time.monotonic() - next_one.ended
                for event in next_one.change.events(delay_s=delay_s, decode_s=next_one.decode_s):
                    self._publish(event)

    def _save(self, change: Change) -> None:
        with self._parts.store.begin() as session:
            segments.save_segment(session, change.segment, change.understanding)
            calls.save_picture(session, change.picture)
            for alert in change.alerts:
                calls.save_alert(session, alert)

    def _drain(self) -> None:
        transcriber = self._parts.transcriber
        if not transcriber.drain(DRAIN_STEP_S):
            if time.monotonic() - self._captured_at > self._hearing_s:
                transcriber.leave()  # each comes back as missed, and the call is heard again
            return
        self._save_what_waits()
        self._drained_at = self._drained_at or time.monotonic()
        waited_s = time.monotonic() - self._drained_at
        if self._unsaved and waited_s < PATIENCE_S:
            time.sleep(DRAIN_STEP_S)
            return
        if self._unsaved:  # they are in the recording: heard again when there is room
            self._was_missed = True
            self._unsaved.clear()
        try:
            self._end()
        except (StoreBusy, DiskFull, DataFolderReadOnly) as error:
            if waited_s >= PATIENCE_S:
                raise
            self._tell(error)
            time.sleep(DRAIN_STEP_S)

    def _end(self) -> None:
        """Seal the recording and end the call; may be tried again when it raised."""
        assert self._recorder is not None
        recording = self._recorder.finish()
        if self._sound is not None and (self._sound.gaps or self._sound.overflows):
            gaps = sorted((*recording.gaps, *self._sound.gaps), key=lambda gap: gap.start_s)
            recording = replace(recording, has_gap=True, gaps=tuple(gaps))
        picture = self._picture.end()
        self._store_end(recording, picture)
        drop_if_proved(self._parts.store, self._parts.shelf, self._call.call_id)
        self._phase = _Phase.OVER
        log.info("call %s ended, missed=%s", self._call.call_id, self._was_missed)
        if picture is not None:
            self._publish(picture)
        self._publish(CallEnded(self._call.call_id, recording.duration_s, recording))

    def _store_end(self, recording: Recording, picture: PictureChanged | None) -> None:
        silent = tuple(role for role in Role if self._loudest[role] < SILENT_DBFS)
        with self._parts.store.begin() as session:
            if picture is not None:
                calls.save_picture(session, picture)
            calls.end_call(
                session,
                self._call.call_id,
                duration_s=recording.duration_s,
                recording=recording,
                hung_up_by=self._hung_up_by,
                silent_roles=silent,
                sound=[minute for meter in self._meters.values() for minute in meter.minutes()],
                was_missed=self._was_missed,
            )
            recordings.note_segments(session, self._call.call_id, are_there=True)

    def close(self) -> None:
        """Let go of the devices, if there are any."""
        if self._sound is not None:
            self._sound.close()

    def abandon(self) -> None:
        """The end could not be stored: show that the call is over; the next start ends it."""
        if self._recorder is not None:
            self._recorder.close()
        left = Recording(self._call.call_id, "", self._end_s, "", has_gap=True)
        self._publish(CallEnded(self._call.call_id, self._end_s, left))

    def _tell(self, error: WorkstationError) -> None:
        """Say each kind of trouble once per call."""
        if type(error) not in self._told:
            self._told.add(type(error))
            log.warning("call %s: %s", self._call.call_id, type(error).__name__)
            self._publish(TroubleMet(error))

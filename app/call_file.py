"""A recording file made into a call of ours: heard, understood, sealed, stored in one piece."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from app.call_picture import Change
from app.live_call import SILENT_DBFS, CallParts
from app.recognition_queue import Outcome
from app.store import calls, segments
from app.store.recordings import load_recording
from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role
from domain.calls import Call, Recording, Segment
from domain.errors import AudioFileUnreadable, WorkstationError
from domain.events import CallEnded, PictureChanged, Publish
from domain.ids import new_id
from speech.audio.decode import CallAudio, read_call
from speech.audio.level import level_dbfs
from speech.audio.recording import RecordingWriter
from speech.audio.sealing import seal
from speech.offline import utterances_of
from speech.segment import segment_of
from speech.utterance import Utterance

_PIECE_S: Final = 10.0
_LOOK_S: Final = 0.5


class Turn(Protocol):
    """Whose turn it is: a live call's, or that of a long job."""

    def may_begin(self) -> bool:
        """Ask before each utterance: waits while a call is live; False = stop."""
        ...

    def may_wait(self) -> bool:
        """Ask while one utterance takes its time: returns at once; False = stop."""
        ...


@dataclass(frozen=True, slots=True)
class CallFile:
    """A recording that a site already has, and what is known of the call."""

    path: str
    call: Call


@dataclass(frozen=True, slots=True)
class HeardCall:
    """All of a call, stored in one transaction or not at all."""

    call: Call
    changes: tuple[Change, ...]
    picture: PictureChanged | None
    recording: Recording
    silent_roles: tuple[Role, ...]
    is_new: bool

    def publish(self, publish: Publish) -> None:
        publish(CallEnded(self.call.call_id, self.recording.duration_s, self.recording))


class CallFiles:
    """Hears files through the same recogniser as live calls, one utterance at a time."""

    def __init__(self, parts: CallParts) -> None:
        self._parts = parts

    def hear(self, file: CallFile, turn: Turn) -> HeardCall | None:
        """Return the whole call; None when told to stop.

        Raises AudioFileUnreadable, ModelMissing, RecognizerDown.
        """
        audio = read_call(Path(file.path))
        found = self._segments(audio, file.call.call_id, turn)
        if found is None:
            return None
        silent = tuple(
            block.role
            for block in (audio.agent, audio.customer)
            if not len(block.samples) or _loudest_dbfs(block) < SILENT_DBFS
        )
        recording = self._sealed(audio, file.call.call_id)
        changes, picture = self._changes(file.call, found)
        return HeardCall(file.call, changes, picture, recording, silent, True)

    def hear_again(self, call_id: str, turn: Turn) -> HeardCall | None:
        """Hear what was missed in a call; what was heard before stays as it is.

        Raises AudioFileUnreadable when its recording is gone.
        """
        with self._parts.store.read() as session:
            call = calls.load_call(session, call_id)
            known = segments.load_segments(session, call_id)
            recording = load_recording(session, call_id)
        if recording is None:
            raise AudioFileUnreadable(
                "这通电话没有录音，漏写的话补不回来 / There is no recording to hear again"
            )
        found = self._segments(read_call(Path(recording.path)), call_id, turn)
        if found is None:
            return None
        missed = [segment for segment in found if not _is_among(segment, known)]
        together = sorted([*known, *missed], key=lambda segment: segment.start_s)
        new = {segment.segment_id for segment in missed}
        changes, picture = self._changes(call, together)
        added = tuple(change for change in changes if change.segment.segment_id in new)
        return HeardCall(call, added, picture, recording, (), False)

    def _changes(
        self, call: Call, found: list[Segment]
    ) -> tuple[tuple[Change, ...], PictureChanged | None]:
        picture = self._parts.new_picture(call)
        ordered = sorted(found, key=lambda segment: segment.start_s)
        changes = tuple(picture.hear(segment) for segment in ordered)
        return changes, picture.end()

    def _segments(self, audio: CallAudio, call_id: str, turn: Turn) -> list[Segment] | None:
        found = []
        parts = self._parts
        utterances = chain.from_iterable(
            utterances_of(block, parts.new_detector(), parts.segmenter)
            for block in (audio.agent, audio.customer)
        )
        for utterance in utterances:
            if not turn.may_begin():
                return None
            outcome = self._ask(utterance, turn)
            if outcome is None:
                return None
            if isinstance(outcome, WorkstationError):
                raise outcome
            segment = segment_of(outcome, utterance.audio, call_id=call_id, segment_id=new_id())
            if segment is not None:
                found.append(segment)
        return found

    def _ask(self, utterance: Utterance, turn: Turn) -> Outcome | None:
        """Return what the recogniser says; None when told to stop before it did."""
        answers: SimpleQueue[Outcome] = SimpleQueue()
        self._parts.transcriber.submit_final(utterance, answers.put)
        while turn.may_wait():
            try:
                return answers.get(timeout=_LOOK_S)
            except Empty:
                continue
        return None

    def _sealed(self, audio: CallAudio, call_id: str) -> Recording:
        wav = self._parts.recordings_folder / f"{call_id}.wav"
        flac = wav.with_suffix(".flac")
        for left_over in (wav, flac):  # a kill in the middle of an earlier try
            left_over.unlink(missing_ok=True)
        writer = RecordingWriter(wav)
        for agent, customer in zip(_pieces(audio.agent), _pieces(audio.customer), strict=True):
            writer.append(agent.samples, customer.samples)
        writer.close()
        return seal(wav, flac, call_id=call_id)


def _pieces(block: AudioBlock) -> Iterator[AudioBlock]:
    step = round(_PIECE_S * SAMPLE_RATE_HZ)
    for start in range(0, len(block.samples), step):
        yield replace(
            block,
            start_s=block.start_s + start / SAMPLE_RATE_HZ,
            samples=block.samples[start : start + step],
        )


def _loudest_dbfs(block: AudioBlock) -> float:
    step = SAMPLE_RATE_HZ // 10
    starts = range(0, len(block.samples), step)
    return max(level_dbfs(block.samples[start : start + step]) for start in starts)


def _is_among(segment: Segment, known: tuple[Segment, ...]) -> bool:
    """Return whether the speaker was already heard in the middle of this segment."""
    middle_s = (segment.start_s + segment.end_s) / 2
    return any(
        other.role is segment.role and other.start_s <= middle_s <= other.end_s for other in known
    )

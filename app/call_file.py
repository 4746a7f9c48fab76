"""A recording file made into a call of ours: heard, understood, sealed, stored in one piece."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from app.background_ear import BackgroundEar, ToldToStop, Turn
from app.call_picture import Change
from app.hearing import Ear, Hearing, Meant
from app.live_call import CallParts
from app.store import calls, heard, segments
from app.store.database import Session
from app.store.recordings import load_recording
from domain.audio import Role
from domain.calls import Call, Recording, Segment
from domain.errors import AudioFileUnreadable
from domain.events import CallEnded, PictureChanged, Publish
from domain.sound import DEAD_DBFS, MinuteSound
from speech.audio.decode import CallReader, CallSound
from speech.audio.mulaw import Pcm
from speech.audio.quality import SoundMeter
from speech.audio.recorder import int16
from speech.audio.swapped import Swapped
from speech.offline import OfflineSettings

Told: TypeAlias = Callable[[float], object]  # how far we are, 0 to 1
_AGAIN: Final = "again/"  # what is heard once more of a call, apart from the first time


@dataclass(frozen=True, slots=True)
class CallFile:
    """A recording that a site already has, and what is known of the call."""

    path: str
    call: Call


@dataclass(frozen=True, slots=True)
class HeardCall:
    """All of a call, stored in one transaction or not at all. key: of its portions."""

    call: Call
    key: str
    changes: tuple[Change, ...]
    picture: PictureChanged | None
    recording: Recording
    silent_roles: tuple[Role, ...]
    is_new: bool
    is_mono: bool = False
    sound: tuple[MinuteSound, ...] = ()

    def publish(self, publish: Publish) -> None:
        publish(CallEnded(self.call.call_id, self.recording.duration_s, self.recording))

    def forget_portions(self, session: Session) -> None:
        heard.forget_portions(session, self.key)


class CallFiles:
    """Hears files through the same recogniser as live calls, portion by portion."""

    def __init__(self, parts: CallParts) -> None:
        self._parts = parts

    def hear(self, file: CallFile, turn: Turn, told: Told) -> HeardCall | None:
        """Return the whole call; None when told to stop: the next time goes on from there.

        Raises AudioFileUnreadable, ModelMissing, RecognizerDown, StoreBusy, DiskFull,
        DataFolderReadOnly.
        """
        call_id = file.call.call_id
        sound = CallReader(Path(file.path))
        found = self._heard(sound, file.call, call_id, turn, told)
        if found is None:
            return None
        recording, minutes = self._sealed(sound, call_id)
        changes, picture = self._changes(file.call, found)
        return HeardCall(
            file.call,
            call_id,
            changes,
            picture,
            recording,
            silent_roles=_never_heard(_roles(sound), minutes),
            is_new=True,
            is_mono=sound.is_mono,
            sound=minutes,
        )

    def hear_again(self, call_id: str, turn: Turn, told: Told) -> HeardCall | None:
        """Hear what was missed in a call; what was heard before stays as it is.

        Raises AudioFileUnreadable when its recording is gone; else as hear().
        """
        with self._parts.store.read() as session:
            call = calls.load_call(session, call_id)
            known = segments.load_heard(session, call_id)
            recording = load_recording(session, call_id)
            is_swapped = calls.sides_of(session, call_id).is_swapped
        if recording is None:
            raise AudioFileUnreadable(
                "这通电话没有录音，漏写的话补不回来 / There is no recording to hear again"
            )
        reader = CallReader(Path(recording.path), open_file=self._parts.shelf.open)
        key = _AGAIN + call_id
        found = self._heard(Swapped(reader) if is_swapped else reader, call, key, turn, told)
        if found is None:
            return None
        before = tuple(segment for segment, _ in known)
        missed = [one for one in found if not _is_among(one[0], before)]
        new = {segment.segment_id for segment, _ in missed}
        changes, picture = self._changes(call, [*known, *missed])
        added = tuple(change for change in changes if change.segment.segment_id in new)
        return HeardCall(call, key, added, picture, recording, (), False)

    def _heard(
        self, sound: CallSound, call: Call, key: str, turn: Turn, told: Told
    ) -> tuple[Meant, ...] | None:
        parts = self._parts
        hearing = Hearing(parts.store, key)
        ear = Ear(
            BackgroundEar(parts.transcriber, turn),
            parts.new_detector,
            OfflineSettings(segmenter=parts.segmenter, hot_words=parts.hot_words),
        )
        understand = parts.new_picture(call).meaning_of
        try:
            for done in hearing.go_on(sound, ear, call_id=call.call_id, understand=understand):
                told(done)
        except ToldToStop:
            return None
        return hearing.heard

    def _changes(
        self, call: Call, found: Sequence[Meant]
    ) -> tuple[tuple[Change, ...], PictureChanged | None]:
        picture = self._parts.new_picture(call)
        ordered = sorted(found, key=lambda one: one[0].start_s)
        return tuple(picture.take(*one) for one in ordered), picture.end()

    def _sealed(self, sound: CallSound, call_id: str) -> tuple[Recording, tuple[MinuteSound, ...]]:
        """Return the recording as ours, and how good it sounds; of a mono call its one channel."""
        roles = _roles(sound)
        meters = [SoundMeter(role) for role in roles]

        def pieces() -> Iterator[Pcm]:
            for part in sound.parts():
                for role, meter in zip(roles, meters, strict=True):
                    meter.hear(part.of(role).samples)
                yield int16(np.stack([part.agent.samples, part.customer.samples], axis=1))

        recording = self._parts.shelf.seal_sound(call_id, pieces())
        return recording, tuple(minute for meter in meters for minute in meter.minutes())


def _roles(sound: CallSound) -> tuple[Role, ...]:
    return (Role.CUSTOMER,) if sound.is_mono else tuple(Role)


def _never_heard(roles: Sequence[Role], minutes: Sequence[MinuteSound]) -> tuple[Role, ...]:
    """Return the channels in which nothing ever was."""
    loud = {one.role for one in minutes if one.loudest_dbfs >= DEAD_DBFS}
    return tuple(role for role in roles if role not in loud)


def _is_among(segment: Segment, known: tuple[Segment, ...]) -> bool:
    """Return whether the speaker was already heard in the middle of this segment."""
    middle_s = (segment.start_s + segment.end_s) / 2
    return any(
        other.role is segment.role and other.start_s <= middle_s <= other.end_s for other in known
    )

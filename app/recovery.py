"""What a killed desk left: its recordings are made whole, its calls ended with what was heard."""

import logging

from app.recording_shelf import Ended, RecordingShelf
from app.store import recordings
from app.store.database import Store
from app.store.recovery import adopt_left_call, end_left_call, left_calls
from domain.calls import Recording
from domain.errors import (
    AudioFileUnreadable,
    Damaged,
    DataFolderReadOnly,
    DiskFull,
    KeyMissing,
    WorkstationError,
)
from domain.events import CallEnded
from speech.audio.frames import part_path

log = logging.getLogger(__name__)


def recover_left_calls(store: Store, shelf: RecordingShelf) -> tuple[CallEnded, ...]:
    """Seal and end every call whose process is gone; about 1 s per 5 minutes of sound.

    A recording that is not what we wrote stays as it is, and its call ends without it. When
    the disk is full or held, the call waits for the next start.
    """
    _find_unknown(store, shelf)
    with store.read() as session:
        left = left_calls(session)
    ended = []
    for call in left:
        try:
            recording = _sealed(call.call_id, shelf)
        except (DiskFull, DataFolderReadOnly) as error:
            log.warning("call %s stays open: %s", call.call_id, type(error).__name__)
            continue
        with store.begin() as session:
            end_left_call(session, call, recording)
            if recording is not None:
                recordings.note_segments(session, call.call_id, are_there=True)
        log.info("call %s recovered, sound=%s", call.call_id, recording is not None)
        if recording is not None:
            drop_if_proved(store, shelf, call.call_id)
            ended.append(CallEnded(call.call_id, recording.duration_s, recording))
    return tuple(ended)


def drop_if_proved(store: Store, shelf: RecordingShelf, call_id: str) -> None:
    """Without a central nobody else will hold the sound: the frames go now that it is proved."""
    if shelf.keeps_segments:
        return
    try:
        shelf.drop_segments(call_id)
        with store.begin() as session:
            recordings.note_segments(session, call_id, are_there=False)
    except WorkstationError as error:  # the keeper comes by again
        log.warning("frames of call %s stay: %s", call_id, type(error).__name__)


def _find_unknown(store: Store, shelf: RecordingShelf) -> None:
    """Bring in the calls that stand beside recordings and in no database: it was lost."""
    for call in shelf.sidecars():
        with store.begin() as session:
            if recordings.has_recording(session, call.call_id):
                continue
            adopt_left_call(session, call, part_path(shelf.folder, call.call_id, 0))
        log.warning("call %s was found beside its recording and in no database", call.call_id)


def _sealed(call_id: str, shelf: RecordingShelf) -> Recording | None:
    try:
        return shelf.seal(call_id, Ended(is_recovered=True))
    except (Damaged, KeyMissing, AudioFileUnreadable) as error:
        log.warning("recording of call %s is kept as it is: %s", call_id, type(error).__name__)
        return None

"""What a killed desk left: its recordings are made whole, its calls ended with what was heard."""

import logging
from pathlib import Path

from app.store import recordings
from app.store.database import Store
from app.store.recovery import end_left_call, left_calls
from domain.calls import Recording
from domain.errors import Damaged, DataFolderReadOnly, DiskFull
from domain.events import CallEnded
from speech.audio.sealing import seal

log = logging.getLogger(__name__)


def recover_left_calls(store: Store) -> tuple[CallEnded, ...]:
    """Seal and end every call whose process is gone; about 1 s per 5 minutes of sound.

    A recording that is not what we wrote stays as it is, and its call ends without it. When
    the disk is full or held, the call waits for the next start.
    """
    with store.read() as session:
        files = {one.call_id: one.path for one in recordings.open_recordings(session)}
        left = left_calls(session)
    ended = []
    for call in left:
        try:
            recording = _sealed(call.call_id, files.get(call.call_id))
        except (DiskFull, DataFolderReadOnly) as error:
            log.warning("call %s stays open: %s", call.call_id, type(error).__name__)
            continue
        with store.begin() as session:
            end_left_call(session, call, recording)
        log.info("call %s recovered, sound=%s", call.call_id, recording is not None)
        if recording is not None:
            ended.append(CallEnded(call.call_id, recording.duration_s, recording))
    return tuple(ended)


def _sealed(call_id: str, wav: Path | None) -> Recording | None:
    if wav is None or not (wav.exists() or wav.with_suffix(".flac").exists()):
        return None
    try:
        return seal(wav, wav.with_suffix(".flac"), call_id=call_id, has_gap=True)
    except Damaged:
        log.warning("recording of call %s is damaged and kept as it is", call_id)
        return None

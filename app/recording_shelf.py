"""Where this desk's recordings stand: how they are made, sealed, read and cleared away."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from app.config import Config
from app.disk_guard import DiskGuard
from app.recording_keys import RecordingKeys
from app.store.values import from_plain, to_plain
from domain.audio import SAMPLE_RATE_HZ
from domain.calls import Call, Recording
from domain.errors import AudioFileUnreadable, KeyMissing
from domain.events import Publish
from speech.audio.box import is_box, lock, unlock
from speech.audio.frames import parts_of
from speech.audio.mulaw import Pcm
from speech.audio.open_wav import open_wav, pcm_of
from speech.audio.sealing import (
    Seal,
    SealedFile,
    SoundFormat,
    described,
    seal,
    sealed_path,
)
from speech.audio.segment_files import SegmentFiles, SegmentPlace
from speech.audio.segment_reader import SegmentReader
from speech.audio.writing import translated

log = logging.getLogger(__name__)

SIDECAR: Final = ".call.json"
ONE_FRAME_BYTES: Final = 70_000  # a kill may leave half a frame; more than that was changed


@dataclass(frozen=True, slots=True)
class Ended:
    """How a recording ended. until: the place where its call is known to have ended."""

    is_recovered: bool = False
    until: int = 0


class RecordingShelf:
    """Methods may be called from any thread, for different calls."""

    def __init__(self, config: Config, publish: Publish) -> None:
        self.folder = config.recordings_folder
        self.guard = DiskGuard(self.folder, publish)
        self.keeps_segments = config.central.is_enabled
        self.kept_ms = round(config.recording.kept_h * 3_600_000)
        self._format = SoundFormat(config.recording.format)
        self._is_encrypted = config.recording.is_encrypted
        self._keys = RecordingKeys(config.data_folder)
        self._running: dict[str, SegmentFiles] = {}

    def begin(self, call: Call) -> SegmentFiles:
        """Put down beside the sound whose it is, so that it can be found without a database.

        Raises DiskFull, DataFolderReadOnly.
        """
        key = self._key()
        words = BytesIO(json.dumps(to_plain(call), ensure_ascii=False).encode())
        path = self.folder / f"{call.call_id}{SIDECAR}"
        part = path.with_name(path.name + ".part")
        try:
            if key:
                lock(words, part, key)
            else:
                part.write_bytes(words.getvalue())
            part.replace(path)
        except OSError as error:
            raise translated(error, path) from error
        files = SegmentFiles(SegmentPlace(self.folder, call.call_id, key))
        self._running[call.call_id] = files
        return files

    def running(self) -> dict[str, int]:
        """Return how many frames each running recording has on disk."""
        return {call_id: files.frames for call_id, files in list(self._running.items())}

    def ended(self, call_id: str) -> None:
        """Nobody writes this recording any more."""
        self._running.pop(call_id, None)

    def sidecars(self) -> tuple[Call, ...]:
        """Return the calls that stand beside recordings, as far as they can be read here."""
        found = []
        for path in sorted(self.folder.glob(f"*{SIDECAR}")):
            try:
                with self.open(path) as file:
                    call = from_plain(json.load(file), Call)
            except (OSError, ValueError, KeyMissing):
                call = None
            if call is None:
                log.warning("sidecar %s cannot be read and is left as it is", path.name)
            else:
                found.append(call)
        return tuple(found)

    def seal(self, call_id: str, ended: Ended) -> Recording | None:
        """Seal what the frames of a call hold; None when there is neither frame nor sealed file.

        The frames stay: drop_segments() removes them. May be called again after a crash.

        Raises Damaged, DiskFull, DataFolderReadOnly, KeyMissing.
        """
        if not parts_of(self.folder, call_id):
            return self._as_found(call_id)
        reader = SegmentReader(self.folder, call_id, self._keys.find)
        sealed = self._sealed(reader.pcm(until=ended.until), call_id)
        if reader.cut_bytes:
            log.warning("recording %s was cut: %s bytes do not open", call_id, reader.cut_bytes)
        was_killed = ended.is_recovered and not reader.is_whole
        return replace(
            _whole(call_id, sealed),
            has_gap=bool(reader.gaps) or was_killed,
            gaps=tuple(reader.gaps),
            is_recovered=was_killed,
            tail_s=reader.tail_s if was_killed else 0.0,
        )

    def seal_sound(self, call_id: str, sound: Iterable[Pcm]) -> Recording:
        """Seal sound that came in a file. Raises Damaged, DiskFull, DataFolderReadOnly."""
        return _whole(call_id, self._sealed(sound, call_id))

    def open(self, path: Path) -> BinaryIO:
        """Return the bytes of a file on the shelf, out of its box if it lies in one.

        Raises KeyMissing, OSError.
        """
        return unlock(path, self._keys.find) if is_box(path) else path.open("rb")

    def open_to_send(self, path: Path) -> BinaryIO:
        """Return a file as central gets it, out of its box. Raises OSError."""
        try:
            return self.open(path)
        except KeyMissing as error:
            raise FileNotFoundError(str(error)) from error

    def drop_segments(self, call_id: str) -> None:
        """Remove the frames of a sealed recording; those that were changed stay as evidence.

        Raises DiskFull, DataFolderReadOnly, Damaged, KeyMissing.
        """
        reader = SegmentReader(self.folder, call_id, self._keys.find)
        try:
            for _ in reader.pcm():
                pass
            if reader.cut_bytes <= ONE_FRAME_BYTES:
                for path in (*parts_of(self.folder, call_id), open_wav(self.folder, call_id)):
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise translated(error, self.folder / call_id) from error

    def _sealed(self, sound: Iterable[Pcm], call_id: str) -> SealedFile:
        return seal(sound, self.folder, call_id, Seal(self._format, self._key()))

    def _as_found(self, call_id: str) -> Recording | None:
        path = sealed_path(self.folder, call_id)
        if path is None:
            return self._from_open_wav(call_id)
        try:
            with self.open(path) as file:
                return _whole(call_id, described(file, path))
        except OSError as error:
            raise AudioFileUnreadable(
                f"封存的录音读不出：{path.name} / The sealed recording cannot be read: {path.name}"
            ) from error

    def _from_open_wav(self, call_id: str) -> Recording | None:
        """Seal what version 1 left; the WAV goes with drop_segments()."""
        wav = open_wav(self.folder, call_id)
        if not wav.exists():
            return None
        recording = self.seal_sound(call_id, pcm_of(wav))
        return replace(recording, has_gap=True, is_recovered=True)

    def _key(self) -> bytes:
        return self._keys.current() if self._is_encrypted else b""


def _whole(call_id: str, sealed: SealedFile) -> Recording:
    return Recording(
        call_id,
        str(sealed.path),
        sealed.samples / SAMPLE_RATE_HZ,
        sealed.sha256,
        size_bytes=sealed.size_bytes,
    )

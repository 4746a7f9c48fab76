"""The supervisor's side of the workstation: finished calls, their sound, their scores."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.config import Config
from app.file_import import FileImport
from app.live_call import CallParts
from app.store import calls, recordings, review, scores
from app.swapping import swap_channels
from domain.calls import Recording
from domain.errors import UserError
from domain.review import (
    CriterionVerdict,
    ImportCounts,
    ImportRow,
    OpenedCall,
    Peaks,
    ReviewRow,
)
from speech.audio.decode import CallAudio, read_call
from speech.audio.peaks import peaks_of
from speech.audio.playback import Player
from speech.audio.swapped import swapped
from speech.understanding.sides import swap_signs


class NoRecording(UserError):
    """The sound of this call is not on this desk."""


class Review:
    """Implements app.roles.ReviewRole. Keeps the sound of the call that was opened last."""

    def __init__(self, parts: CallParts, config: Config, player: Player) -> None:
        self._parts, self._store, self._player = parts, parts.store, player
        self._files = FileImport(parts.store, config)
        self._reviewer = config.agent.agent_id
        self._sound: tuple[str, CallAudio] | None = None

    def rows(self, *, only: str = "", limit: int = 500) -> tuple[ReviewRow, ...]:
        with self._store.read() as session:
            return review.rows(session, only=only, limit=limit)

    def open(self, call_id: str) -> OpenedCall:
        with self._store.read() as session:
            opened = review.open_call(session, call_id)
        signs = () if opened.is_mono else swap_signs(opened.segments)
        return replace(opened, swap_signs=signs)

    def import_files(self, paths: Sequence[str]) -> ImportCounts:
        return self._files.queue([Path(path) for path in paths])

    def imports(self) -> tuple[ImportRow, ...]:
        return self._files.rows()

    def pause_import(self, call_id: str) -> None:
        self._files.pause(call_id)

    def resume_import(self, call_id: str) -> None:
        self._files.resume(call_id)

    def swap_channels(self, call_id: str) -> None:
        self._player.pause()
        self._sound = None
        swap_channels(self._parts, call_id, by=self._reviewer)

    def peaks(self, call_id: str, *, steps: int = 1600) -> Peaks | None:
        audio = self._audio(call_id)
        return None if audio is None else peaks_of(audio, steps=steps)

    def play(self, call_id: str, from_s: float, *, speed: float = 1.0) -> None:
        audio = self._audio(call_id)
        if audio is None:
            raise NoRecording(
                "这台电脑上没有这通电话的录音 / The recording of this call is not on this desk"
            )
        self._player.play(audio, from_s, speed=speed)

    def pause(self) -> None:
        self._player.pause()

    def position_s(self) -> float | None:
        return self._player.position_s()

    def save_verdict(self, verdict: CriterionVerdict) -> None:
        verdict = replace(verdict, reviewer=verdict.reviewer or self._reviewer)
        with self._store.begin() as session:
            scores.save_verdict(session, verdict)

    def override_score(self, call_id: str, score: float, reason: str) -> None:
        with self._store.begin() as session:
            scores.override_score(session, call_id, score, reason, by=self._reviewer)

    def sign(self, call_id: str) -> None:
        with self._store.begin() as session:
            scores.sign(session, call_id, by=self._reviewer)

    def _audio(self, call_id: str) -> CallAudio | None:
        known = self._sound
        if known is not None and known[0] == call_id:
            return known[1]
        recording = self._recording(call_id)
        if recording is None or not Path(recording.path).exists():
            return None
        audio = read_call(Path(recording.path), open_file=self._parts.shelf.open)
        with self._store.read() as session:
            sides = calls.sides_of(session, call_id)
        audio = replace(swapped(audio) if sides.is_swapped else audio, is_mono=sides.is_mono)
        self._sound = (call_id, audio)
        return audio

    def _recording(self, call_id: str) -> Recording | None:
        with self._store.read() as session:
            return recordings.load_recording(session, call_id)

"""The supervisor's side of the workstation: finished calls, their sound, their scores."""

from dataclasses import replace
from pathlib import Path

from app.config import Config
from app.store import recordings, review, scores
from app.store.database import Store
from domain.calls import Recording
from domain.errors import UserError
from domain.review import CriterionVerdict, OpenedCall, Peaks, ReviewRow
from speech.audio.decode import CallAudio, read_call
from speech.audio.peaks import peaks_of
from speech.audio.playback import Player


class NoRecording(UserError):
    """The sound of this call is not on this desk."""


class Review:
    """Implements app.roles.ReviewRole. Keeps the sound of the call that was opened last."""

    def __init__(self, store: Store, config: Config, player: Player) -> None:
        self._store, self._player = store, player
        self._reviewer = config.agent.agent_id
        self._sound: tuple[str, CallAudio] | None = None

    def rows(self, *, only: str = "", limit: int = 500) -> tuple[ReviewRow, ...]:
        with self._store.read() as session:
            return review.rows(session, only=only, limit=limit)

    def open(self, call_id: str) -> OpenedCall:
        with self._store.read() as session:
            return review.open_call(session, call_id)

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
        audio = read_call(Path(recording.path))
        self._sound = (call_id, audio)
        return audio

    def _recording(self, call_id: str) -> Recording | None:
        with self._store.read() as session:
            return recordings.load_recording(session, call_id)

"""What a file says, as text, subtitles, JSON or CSV; and what it scores."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from msgspec import to_builtins

from app.assembly import load_engine, new_detector, offline_settings
from app.blotting import blotted
from app.config import Config
from app.hearing import Ear, Hearing, Meant, Understand
from app.speech_models.shelf import settled
from app.store import heard
from app.store.clock import now_ms
from app.store.database import open_store
from app.story import SPEAKER, clock
from domain.calls import Segment
from domain.ids import new_id
from domain.meaning import Understanding
from speech.audio.decode import CallReader
from speech.audio.sealing import sha256_of
from speech.offline import OwnEngine

_KEEP_MS: Final = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class HeardFile:
    """was_known: this content was heard before, all of it; nothing was done."""

    file: Path
    duration_s: float
    is_mono: bool
    heard: tuple[Meant, ...]
    was_known: bool

    @property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(segment for segment, _ in self.heard)


class FileEar:
    """Hears one file after another; the engine is loaded when the first needs it.

    What was heard is kept for 30 days by the content of the file, personal numbers blotted:
    an interrupted file goes on where it stopped, a finished one is not heard again.
    """

    def __init__(self, config: Config, kind: str, understand: Understand) -> None:
        self._config = settled(config, for_recordings=True)
        self._kind, self._understand = kind, understand
        self._store = open_store(config.data_folder)
        self._ear: Ear | None = None

    def __enter__(self) -> Self:
        with self._store.begin() as session:
            heard.forget_old_portions(session, now_ms() - _KEEP_MS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._store.close()

    def hear(self, file: Path, told: Callable[[float], object]) -> HeardFile:
        """Return what the file says; told hears how far we are, 0 to 1.

        Raises AudioFileUnreadable, ModelMissing.
        """
        sound = CallReader(file)
        hearing = Hearing(self._store, f"{self._kind}/{self._fingerprint()}/{sha256_of(file)}")
        was_known = hearing.done >= 1
        if not was_known:
            rest = hearing.go_on(
                sound, self._loaded(), call_id=new_id(), understand=self._understand
            )
            for done in rest:
                told(done)
        return HeardFile(file, sound.duration_s, sound.is_mono, hearing.heard, was_known)

    def _loaded(self) -> Ear:
        if self._ear is None:
            engine = OwnEngine(load_engine(self._config))
            self._ear = Ear(engine, new_detector, offline_settings(self._config))
        return self._ear

    def _fingerprint(self) -> str:
        """Name what a result depends on beside the sound: the engine and its settings."""
        model = self._config.model_folder / "model.bin"
        changed = model.stat().st_mtime_ns if model.is_file() else 0
        told = f"{self._config.model_folder} {changed} {self._config.speech!r}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def without_meaning(segment: Segment) -> Meant:
    """Return a segment as it may be stored, for verbs that ask only for the words."""
    return blotted(segment, Understanding(segment.segment_id))


def as_text(segments: tuple[Segment, ...]) -> str:
    return "\n".join(f"{clock(one.start_s)}  {SPEAKER[one.role]}  {one.text}" for one in segments)


def as_srt(segments: tuple[Segment, ...]) -> str:
    """Return SubRip subtitles."""
    blocks = (
        f"{number}\n{_srt_time(one.start_s)} --> {_srt_time(one.end_s)}\n"
        f"{SPEAKER[one.role]}：{one.text}\n"
        for number, one in enumerate(segments, 1)
    )
    return "\n".join(blocks)


def as_json(heard_file: HeardFile) -> dict[str, Any]:
    return {
        "file": str(heard_file.file),
        "duration_s": round(heard_file.duration_s, 3),
        "is_mono": heard_file.is_mono,
        "segments": to_builtins(heard_file.segments),
    }


def as_csv(segments: Iterable[Segment]) -> str:
    """Return one line per segment, with a header."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("start_s", "end_s", "speaker", "text", "confidence", "doubts"))
    for one in segments:
        doubts = " ".join(one.doubts)
        confidence = f"{one.confidence:.3f}"
        lines.writerow((one.start_s, one.end_s, one.role.value, one.text, confidence, doubts))
    return text.getvalue()


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _srt_time(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"

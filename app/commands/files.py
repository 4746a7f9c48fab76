"""Verbs that hear files: transcribe, score."""

import json
from collections.abc import Iterator
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from app.assembly import (
    RUBRIC,
    load_recognizer,
    new_detector,
    new_understander,
    segmenter_settings,
)
from app.blotting import blotted
from app.config import Config
from app.demo import RESOURCES
from app.store.clock import now_ms
from app.story import SPEAKER, clock
from domain.calls import Call, Customer, Segment
from domain.ids import new_id
from domain.meaning import Understanding
from domain.quality import FinishedCall, Scorecard
from qa.facts import load_facts
from qa.rubric import load_rubric
from qa.scorecard import score
from speech.audio.decode import CallAudio, read_call
from speech.offline import OfflineSettings, transcribe_call, transcript


class FileEar:
    """Loads the engine once and hears one file after another."""

    def __init__(self, config: Config) -> None:
        self._recognizer = load_recognizer(config)
        self._settings = offline_settings(config)

    def hear(self, file: Path) -> tuple[CallAudio, tuple[Segment, ...]]:
        """Return the sound and its segments, personal numbers and all.

        Raises AudioFileUnreadable.
        """
        audio = read_call(file)
        portions = transcribe_call(
            audio, self._recognizer, new_detector, call_id=new_id(), settings=self._settings
        )
        return audio, transcript(portions)


def offline_settings(config: Config) -> OfflineSettings:
    """Return the configured live settings, with neither partials nor early ends."""
    live = segmenter_settings(config)
    return OfflineSettings(
        segmenter=replace(
            live, endpointer=replace(live.endpointer, pause_s=inf), partial_every_s=inf
        ),
        hotwords=config.speech.hotwords,
    )


def without_numbers(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Return the segments as they may be shown: personal numbers blotted."""
    return tuple(blotted(one, Understanding(one.segment_id))[0] for one in segments)


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


def as_json(file: Path, audio: CallAudio, segments: tuple[Segment, ...]) -> dict[str, Any]:
    return {
        "file": str(file),
        "duration_s": round(audio.duration_s, 3),
        "is_mono": audio.is_mono,
        "segments": to_builtins(segments),
    }


def scored(files: list[Path], config: Config) -> Iterator[tuple[Path, Scorecard]]:
    """Hear, understand and score each file. There is no ticket and no customer record here."""
    ear, understander = FileEar(config), new_understander(config)
    rubric, facts = load_rubric(RUBRIC), load_facts(RESOURCES / "prices")
    for file in files:
        audio, segments = ear.hear(file)
        heard = [blotted(one, understander.understand(one)) for one in segments]
        call = Call(new_id(), now_ms(), "", "", "", "in", Customer("", "", ""))
        finished = FinishedCall(
            call=call,
            duration_s=audio.duration_s,
            segments=tuple(segment for segment, _ in heard),
            understandings=tuple(meaning for _, meaning in heard),
            ticket=None,
            is_ticket_known=False,
        )
        yield file, score(finished, rubric, facts, scorecard_id=new_id())


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _srt_time(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"

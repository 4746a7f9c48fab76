"""Transcriptions as OpenAI's API writes them: json, verbose_json, text, srt, vtt."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from speech.recognition.recognizer import Heard

FORMATS: Final = ("json", "verbose_json", "text", "srt", "vtt")
_MEDIA: Final = {"json": "application/json", "verbose_json": "application/json"}


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance of an upload; times count from the start of the upload."""

    start_s: float
    end_s: float
    heard: Heard


@dataclass(frozen=True, slots=True)
class Transcription:
    duration_s: float
    said: tuple[Said, ...]

    @property
    def text(self) -> str:
        return "".join(one.heard.text for one in self.said)


def media_type(kind: str) -> str:
    return _MEDIA.get(kind, "text/plain; charset=utf-8")


def written(found: Transcription, kind: str, granularities: Sequence[str]) -> bytes:
    """Return the body of an answer in one of FORMATS."""
    match kind:
        case "text":
            body = found.text + "\n"
        case "srt":
            body = "\n".join(
                f"{number}\n{_clock(one.start_s, ',')} --> {_clock(one.end_s, ',')}\n"
                f"{one.heard.text}\n"
                for number, one in enumerate(found.said, start=1)
            )
        case "vtt":
            body = "WEBVTT\n\n" + "\n".join(
                f"{_clock(one.start_s, '.')} --> {_clock(one.end_s, '.')}\n{one.heard.text}\n"
                for one in found.said
            )
        case "verbose_json":
            body = json.dumps(_verbose(found, granularities), ensure_ascii=False)
        case _:
            body = json.dumps({"text": found.text}, ensure_ascii=False)
    return body.encode("utf-8")


def _verbose(found: Transcription, granularities: Sequence[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "task": "transcribe",
        "language": "chinese",
        "duration": round(found.duration_s, 3),
        "text": found.text,
        "segments": [_segment(number, one) for number, one in enumerate(found.said)],
    }
    if "word" in granularities:
        answer["words"] = [
            {
                "word": word.text,
                "start": round(word.start_s, 3),
                "end": round(word.end_s, 3),
                "probability": round(word.confidence, 4),
            }
            for one in found.said
            for word in one.heard.words
        ]
    return answer


def _segment(number: int, one: Said) -> dict[str, Any]:
    return {
        "id": number,
        "seek": 0,
        "start": round(one.start_s, 3),
        "end": round(one.end_s, 3),
        "text": one.heard.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": one.heard.avg_logprob,
        "compression_ratio": one.heard.compression,
        "no_speech_prob": one.heard.no_speech,
    }


def _clock(at_s: float, point: str) -> str:
    whole_ms = round(at_s * 1000)
    minutes, ms = divmod(whole_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{ms // 1000:02}{point}{ms % 1000:03}"

"""A folder of spoken sentences with their text: how well does an engine hear them?"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from domain.audio import Role
from domain.errors import AudioFileUnreadable
from speech.accuracy import Accuracy, compare, total
from speech.audio.decode import read_call
from speech.recognition.recognizer import Recognizer
from speech.segment import segment_of

NON_SPEECH: Final = "nonspeech"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One row of manifest.json. text is "" for a clip in which nobody speaks."""

    file: str
    text: str
    voice: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Listened:
    sentence: Sentence
    heard: str
    accuracy: Accuracy


@dataclass(frozen=True, slots=True)
class SpeechReport:
    listened: tuple[Listened, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted({one.sentence.kind for one in self.listened if one.sentence.text}))

    @property
    def silent_clips(self) -> int:
        return sum(not one.sentence.text for one in self.listened)

    @property
    def silent_clips_with_text(self) -> int:
        return sum(bool(one.heard) for one in self.listened if not one.sentence.text)

    def accuracy(self, kind: str | None = None) -> Accuracy:
        """Return the counts of one kind, or of all spoken clips."""
        return total(
            one.accuracy
            for one in self.listened
            if one.sentence.text and kind in (None, one.sentence.kind)
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the figures per kind, then of all."""
        for kind in (*self.kinds, None):
            found = self.accuracy(kind)
            yield {
                "kind": kind or "all",
                "sentences": found.sentences,
                "characters": found.characters,
                "cer": round(found.cer, 4),
                "ser": round(found.ser, 4),
                "numbers": found.numbers,
                "numbers_right": found.numbers_right,
            }


def read_manifest(folder: Path) -> tuple[Sentence, ...]:
    """Read manifest.json: a list of rows, or {"sentences": [rows]}.

    Raises AudioFileUnreadable when it is missing or broken.
    """
    path = folder / "manifest.json"
    try:
        content = json.loads(path.read_text("utf-8"))
        rows = content["sentences"] if isinstance(content, dict) else content
        known = Sentence.__slots__
        return tuple(
            Sentence(**{key: str(row[key]) for key in known if key in row}) for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AudioFileUnreadable(
            f"评测清单读不出：{path}（{error}） / Cannot read the list {path}: {error}"
        ) from error


def evaluate(
    folder: Path,
    recognizer: Recognizer,
    *,
    told: Callable[[float], object] = lambda _done: None,
) -> SpeechReport:
    """Listen to every clip, each in one window, with the settings of live finals.

    Raises AudioFileUnreadable.
    """
    sentences = read_manifest(folder)
    listened: list[Listened] = []
    for sentence in sentences:
        audio = replace(read_call(folder / sentence.file).customer, role=Role.CUSTOMER)
        heard = recognizer.recognize(audio, is_final=True)
        segment = segment_of(heard, audio, call_id="", segment_id="")
        text = segment.text if segment else ""
        listened.append(Listened(sentence, text, compare(sentence.text, text)))
        told(len(listened) / len(sentences))
    return SpeechReport(tuple(listened))

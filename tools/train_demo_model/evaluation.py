"""Error rates of a finished model, read by the public faster_whisper.WhisperModel."""

import json
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile as sf
from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions, get_speech_timestamps

from tools.train_demo_model.demo_calls import DEMO_FOLDER
from tools.train_demo_model.evaluation_sets import MANIFEST, Clip, make_sets, read_manifest
from tools.train_demo_model.pronunciation import bare

# The settings that suit a model without timestamps; see docs/decisions/0007.
DECODING: Final[dict[str, Any]] = {
    "language": "zh",
    "beam_size": 5,
    "temperature": 0,
    "condition_on_previous_text": False,
    "without_timestamps": True,
    "max_new_tokens": 100,
}
_VAD: Final = VadOptions(min_silence_duration_ms=300, speech_pad_ms=250, max_speech_duration_s=9.5)
_RATE_HZ: Final = 16_000


@dataclass(slots=True)
class Score:
    name: str
    clips: int = 0
    characters: int = 0
    edits: int = 0
    wrong_clips: int = 0
    clips_with_text: int = 0
    seconds_per_clip: float = 0.0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    missed_keywords: list[str] = field(default_factory=list)
    by_voice: dict[str, list[int]] = field(default_factory=dict)  # edits, characters

    def add(self, expected: str, heard: str, voice: str = "") -> None:
        edits = edit_distance(bare(expected), bare(heard))
        self.clips += 1
        self.characters += len(bare(expected))
        self.edits += edits
        counts = self.by_voice.setdefault(voice, [0, 0])
        counts[0] += edits
        counts[1] += len(bare(expected))
        self.wrong_clips += edits > 0
        self.clips_with_text += bool(heard.strip())
        if edits:
            self.wrong.append((expected, heard))

    @property
    def error_rate(self) -> float:
        return self.edits / max(1, self.characters)

    def line(self) -> str:
        if not self.characters:
            return f"{self.name}: {self.clips_with_text} of {self.clips} clips gave text"
        return (
            f"{self.name}: CER {self.error_rate:.4f}, wrong clips {self.wrong_clips} of "
            f"{self.clips}, {self.characters} characters, {self.seconds_per_clip:.2f} s per clip"
        )


def edit_distance(left: Sequence[str], right: Sequence[str]) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def load(folder: Path) -> WhisperModel:
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)


def read(model: WhisperModel, sound: Any, **changed: Any) -> str:
    segments, _ = model.transcribe(sound, **(DECODING | changed))
    return "".join(segment.text for segment in segments)


def score_clips(
    model: WhisperModel, name: str, clips: list[Clip], folder: Path, **changed: Any
) -> Score:
    score, began = Score(name), time.monotonic()
    for clip in clips:
        score.add(clip.text, read(model, str(folder / clip.file), **changed), clip.voice)
    score.seconds_per_clip = (time.monotonic() - began) / max(1, len(clips))
    return score


def score_call(model: WhisperModel, path: Path) -> Score:
    """Read each channel of a demo call in utterances found by voice activity."""
    score, all_heard = Score(path.stem), ""
    turns = json.loads(path.with_suffix(".timing.json").read_text(encoding="utf-8"))
    wave, rate_hz = sf.read(path, dtype="float32")
    if rate_hz != _RATE_HZ:
        raise ValueError(f"{path.name} is not at {_RATE_HZ} Hz")
    for channel, role in enumerate(("agent", "customer")):
        side = np.ascontiguousarray(wave[:, channel])
        own = [turn for turn in turns if turn["role"] == role]
        heard = [""] * len(own)
        for span in get_speech_timestamps(side, _VAD):
            middle_s = (span["start"] + span["end"]) / 2 / _RATE_HZ
            nearest = min(range(len(own)), key=lambda n: _distance_s(own[n], middle_s))
            heard[nearest] += read(model, side[span["start"] : span["end"]])
        for turn, text in zip(own, heard, strict=True):
            score.add(turn["text"], text)
        all_heard += "".join(heard)
    with path.with_suffix(".toml").open("rb") as file:
        keywords = tomllib.load(file)["expected"]["keywords"]
    score.missed_keywords = [word for word in keywords if word not in all_heard]
    return score


def _distance_s(turn: dict[str, float], at_s: float) -> float:
    return max(turn["start_s"] - at_s, at_s - turn["end_s"], 0.0)


def evaluate(
    model_folder: Path, folder: Path, *, most: int, kinds: Sequence[str] = ()
) -> list[Score]:
    """Print one line per set, and write report.json beside the clips.

    kinds limits it to some sets; without it the demo calls are read too.
    """
    clips = read_manifest(folder) if (folder / MANIFEST).exists() else make_sets(folder)
    model, scores = load(model_folder), list[Score]()
    for name in kinds or tuple(dict.fromkeys(clip.kind for clip in clips)):
        found = [clip for clip in clips if clip.kind == name]
        chosen = found[:: -(-len(found) // most)]
        scores.append(score_clips(model, name, chosen, folder))
        _tell(scores[-1])
    for path in sorted(DEMO_FOLDER.glob("*.flac")) if not kinds else ():
        began = time.monotonic()
        scores.append(score_call(model, path))
        scores[-1].seconds_per_clip = (time.monotonic() - began) / scores[-1].clips
        _tell(scores[-1])
    report = json.dumps([asdict(score) for score in scores], ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(report + "\n", encoding="utf-8")
    return scores


def _tell(score: Score) -> None:
    sys.stdout.write(score.line() + "\n")
    if len(score.by_voice) > 1 and score.characters:
        rates = (f"{voice} {edits / count:.4f}" for voice, (edits, count) in score.by_voice.items())
        sys.stdout.write(f"    by voice: {', '.join(rates)}\n")
    if score.missed_keywords:
        sys.stdout.write(f"    missed keywords: {' '.join(score.missed_keywords)}\n")
    for expected, heard in score.wrong[:8]:
        sys.stdout.write(f"    expected {expected}\n    heard    {heard}\n")
    sys.stdout.flush()

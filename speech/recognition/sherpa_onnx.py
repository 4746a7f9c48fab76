"""sherpa-onnx (SenseVoice, Paraformer) behind the Recognizer Protocol; an optional package.

Neither model takes hot words: ours are put right afterwards, in the text.
"""

import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import exp
from pathlib import Path
from typing import Any, Final, Protocol

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.calls import Word
from domain.errors import ModelMissing
from speech.recognition.recognizer import UNKNOWN_CONFIDENCE, Heard, compression_of, says_nothing
from speech.recognition.sherpa_folder import (
    Family,
    SherpaModel,
    broken_sherpa,
    check_sherpa_folder,
)

# It could take 30 s. But its cost grows with the sound, so nothing is gained by packing.
WINDOW_S: Final = 15.0
_LONGEST_WORD_S: Final = 0.3  # it tells where a syllable begins, and not where it ends
_MAKERS: Final = {Family.SENSE_VOICE: "from_sense_voice", Family.PARAFORMER: "from_paraformer"}
_TAG: Final = re.compile(r"<[^<>]*>")  # <|zh|>, <|NEUTRAL|>, <unk>, </s>


class Result(Protocol):
    """What sherpa_onnx.OfflineStream.result has of these two models."""

    @property
    def tokens(self) -> Sequence[str]: ...

    @property
    def timestamps(self) -> Sequence[float]: ...

    @property
    def ys_log_probs(self) -> Sequence[float]: ...


def load(folder: Path, *, threads: int) -> "SherpaOnnx":
    """Load the model: about a second for an int8 model of 230 MB.

    Raises ModelMissing when the package or the model is not there, or is broken.
    """
    found = check_sherpa_folder(folder)
    try:
        import sherpa_onnx
    except ImportError as error:
        raise ModelMissing(
            f"没有安装 sherpa-onnx，请运行：{sys.executable} -m pip install sherpa-onnx"
            f" / sherpa-onnx is not installed; run: {sys.executable} -m pip install sherpa-onnx"
        ) from error
    maker = getattr(sherpa_onnx.OfflineRecognizer, _MAKERS[found.family])
    try:
        recognizer = maker(**arguments(found, threads=threads))
    except (RuntimeError, ValueError, OSError) as error:
        raise broken_sherpa(folder, error) from error
    return SherpaOnnx(recognizer, found)


def loader(folder: Path, *, threads: int) -> "partial[SherpaOnnx]":
    """Return load() as a value that can be sent to the process that decodes."""
    return partial(load, folder, threads=threads)


def arguments(found: SherpaModel, *, threads: int) -> dict[str, Any]:
    """Return what sherpa_onnx.OfflineRecognizer.from_… is called with."""
    both = {
        "tokens": str(found.tokens),
        "num_threads": threads,
        "sample_rate": SAMPLE_RATE_HZ,
        "feature_dim": 80,
        "decoding_method": "greedy_search",
        "provider": "cpu",
    }
    if found.family is Family.PARAFORMER:
        return both | {"paraformer": str(found.model)}
    # Its own numbers and marks would hide where each word was: speech.wording writes ours.
    return both | {"model": str(found.model), "language": "zh", "use_itn": False}


class SherpaOnnx:
    def __init__(self, recognizer: Any, found: SherpaModel) -> None:
        self._recognizer = recognizer
        self._found = found

    @property
    def window_s(self) -> float:
        return WINDOW_S

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        del hotwords
        if says_nothing(utterance.samples):
            return Heard("", engine=self._found.name)
        begun_s = time.perf_counter()
        stream = self._recognizer.create_stream()
        stream.accept_waveform(SAMPLE_RATE_HZ, utterance.samples)
        self._recognizer.decode_stream(stream)
        decode_s = time.perf_counter() - begun_s
        heard = heard_of(stream.result, utterance, self._found.family, is_final=is_final)
        return replace(heard, decode_s=decode_s, engine=self._found.name)

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        for clip in clips:
            utterance = AudioBlock(Role.CUSTOMER, 0.0, clip)
            yield self.recognize(utterance, is_final=True, hotwords=hotwords)


def heard_of(result: Result, utterance: AudioBlock, family: Family, *, is_final: bool) -> Heard:
    """Return what was said. These models tell no chance of a word, and no end of one."""
    words = tuple(_words(result, utterance, family))
    text = "".join(word.text for word in words)
    if not any(char.isalnum() for char in text):
        return Heard("")
    chances = list(result.ys_log_probs)
    logprob = sum(chances) / len(chances) if chances else 0.0
    return Heard(
        text=text,
        words=words if is_final else (),
        confidence=sum(word.confidence for word in words) / len(words),
        avg_logprob=logprob,
        compression=compression_of(text),
    )


def _words(result: Result, utterance: AudioBlock, family: Family) -> Iterator[Word]:
    tokens = list(result.tokens)
    starts = _starts(result, utterance)
    is_told = len(result.ys_log_probs) == len(tokens)
    before = ""
    for place, token in enumerate(tokens):
        text = _text(token, before, family)
        if not text:
            continue
        start_s = min(starts[place], utterance.end_s)
        next_s = starts[place + 1] if place + 1 < len(tokens) else utterance.end_s
        end_s = min(next_s, start_s + _LONGEST_WORD_S, utterance.end_s)
        chance = min(1.0, exp(result.ys_log_probs[place])) if is_told else UNKNOWN_CONFIDENCE
        yield Word(text, start_s, max(start_s, end_s), chance)
        before = token


def _starts(result: Result, utterance: AudioBlock) -> list[float]:
    """Return when each token begins; at an even pace where the model does not tell."""
    count = len(result.tokens)
    if len(result.timestamps) == count:
        return [utterance.start_s + float(one) for one in result.timestamps]
    step_s = (utterance.end_s - utterance.start_s) / max(1, count)
    return [utterance.start_s + place * step_s for place in range(count)]


def _text(token: str, before: str, family: Family) -> str:
    """Return a token as written, with a blank in front where a new Latin word follows another.

    SenseVoice begins words with ▁, Paraformer ends all pieces but the last of one with @@.
    """
    bare = _TAG.sub("", token).removesuffix("@@").strip("▁ ")
    is_new = token.startswith("▁") if family is Family.SENSE_VOICE else not before.endswith("@@")
    is_latin = bare[:1].isascii() and before != "" and before[-1].isascii()
    return f" {bare}" if bare and is_new and is_latin else bare

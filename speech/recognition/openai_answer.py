"""What a transcription server answers (OpenAI's json and verbose_json), made into Heard.

Servers differ: some give words without marks, some without chances, some no words at all.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from domain.calls import Word
from speech.recognition.recognizer import UNKNOWN_CONFIDENCE, Heard, compression_of

_NO_SPEECH: Final = 0.6  # this and the next as in faster-whisper and speech.truth
_UNSURE_LOGPROB: Final = -1.0


class WordGiven(msgspec.Struct):
    word: str
    start: float
    end: float
    probability: float | None = None  # not OpenAI's own: ours, speaches', vLLM's


class SegmentGiven(msgspec.Struct):
    text: str = ""
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None
    words: list[WordGiven] | None = None  # some servers put them here


class TokenGiven(msgspec.Struct):
    logprob: float = 0.0


class Answer(msgspec.Struct):
    text: str
    words: list[WordGiven] | None = None
    segments: list[SegmentGiven] | None = None
    logprobs: list[TokenGiven] | None = None  # of json with include[]=logprobs


@dataclass(frozen=True, slots=True)
class Asked:
    """The utterance that an answer belongs to. engine: whom the answer is from."""

    start_s: float
    duration_s: float
    is_final: bool
    engine: str
    decode_s: float


def heard_of(answer: Answer, asked: Asked) -> Heard:
    """Return what was said; words only for finals, all inside the utterance."""
    segments = answer.segments or []
    logprob = _logprob(answer)
    no_speech = max((one.no_speech_prob or 0.0 for one in segments), default=0.0)
    text = answer.text.strip()
    is_silence = no_speech > _NO_SPEECH and logprob is not None and logprob < _UNSURE_LOGPROB
    if is_silence or not any(char.isalnum() for char in text):
        return Heard("", decode_s=asked.decode_s, engine=asked.engine)
    sure = _within_1(math.exp(logprob)) if logprob is not None else UNKNOWN_CONFIDENCE
    given = answer.words or [word for one in segments for word in one.words or ()]
    words = tuple(_words(given, text, sure, asked)) or tuple(_estimated(text, sure, asked))
    chances = [word.probability for word in given if word.probability is not None]
    return Heard(
        text="".join(word.text for word in words),
        words=words if asked.is_final else (),
        confidence=_within_1(sum(chances) / len(chances)) if chances else sure,
        avg_logprob=logprob or 0.0,
        no_speech=no_speech,
        compression=_compression(segments, text),
        decode_s=asked.decode_s,
        engine=asked.engine,
    )


def _logprob(answer: Answer) -> float | None:
    """Return the mean log probability of a token, weighted by length; None when none is told."""
    told = [
        (one.avg_logprob, max(1, len(one.text)))
        for one in answer.segments or []
        if one.avg_logprob is not None
    ] or [(one.logprob, 1) for one in answer.logprobs or []]
    weight = sum(length for _, length in told)
    return sum(one * length for one, length in told) / weight if told else None


def _compression(segments: Sequence[SegmentGiven], text: str) -> float:
    told = [one.compression_ratio for one in segments if one.compression_ratio is not None]
    return max(told) if told else compression_of(text)


def _words(given: Sequence[WordGiven], text: str, sure: float, asked: Asked) -> Iterator[Word]:
    """Yield the words with the marks and blanks that the text has around them."""
    for word, spelled in zip(given, _spelled([one.word for one in given], text), strict=True):
        if spelled:
            yield Word(
                spelled,
                asked.start_s + min(max(0.0, word.start), asked.duration_s),
                asked.start_s + min(max(0.0, word.start, word.end), asked.duration_s),
                sure if word.probability is None else _within_1(word.probability),
            )


def _spelled(words: Sequence[str], text: str) -> list[str]:
    """Return the words so that they join to the text; as they are where they are not in it."""
    spelled: list[str] = []
    place = 0
    for word in words:
        bare = word.strip()
        found = text.find(bare, place) if bare else -1
        if found < 0:
            spelled.append(bare)
            continue
        between = text[place:found]
        if spelled and between.strip():
            spelled[-1] += between.rstrip()
        is_blank_needed = between[-1:].isspace() and bare[:1].isascii() and bool(spelled)
        spelled.append(f" {bare}" if is_blank_needed else bare)
        place = found + len(bare)
    if spelled:
        spelled[-1] += text[place:].rstrip() if place else ""
    return spelled


def _estimated(text: str, sure: float, asked: Asked) -> Iterator[Word]:
    """Yield one word a character at an even pace, for servers that tell no times."""
    step_s = asked.duration_s / len(text)
    sure = min(sure, UNKNOWN_CONFIDENCE)
    for place, char in enumerate(text):
        start_s = asked.start_s + place * step_s
        yield Word(char, start_s, start_s + step_s, sure)


def _within_1(chance: float) -> float:
    return min(1.0, max(0.0, chance)) if math.isfinite(chance) else 0.0

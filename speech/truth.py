"""When what the engine heard is not to be believed.

A doubted segment is shown and marked, and never a quality hit.
"""

import re
from dataclasses import dataclass
from typing import Final

from domain.calls import Doubt
from speech.recognition.recognizer import Heard


@dataclass(frozen=True, slots=True)
class TruthSettings:
    """Thresholds of OpenAI Whisper's transcribe.py, but for `confidence`, which is ours."""

    confidence: float = 0.5
    logprob: float = -1.0
    no_speech: float = 0.6
    compression: float = 2.4


# Subtitles that Whisper learnt from videos and tells when it hears music or silence.
_HALLUCINATIONS: Final = (
    "请不吝点赞",
    "点赞订阅",
    "订阅转发",
    "打赏支持",
    "明镜与点点",
    "明镜需要您的支持",
    "字幕由",
    "字幕提供",
    "字幕志愿者",
    "中文字幕",
    "李宗盛",
    "优优独播剧场",
    "独播剧场",
    "感谢观看",
    "谢谢观看",
    "谢谢大家收看",
    "请订阅我的频道",
    "小编字幕",
    "by索兰娅",
    "Amara.org",
    "ming pao",
)
_LOOP: Final = re.compile(r"(.{2,12}?)\1{3,}")
_ONE_CHARACTER_LOOP: Final = re.compile(r"(\w)\1{5,}")
_MARKS: Final = re.compile(r"[\s，。？！、；：,.?!;:]")
_LONG_ENOUGH_TO_DEFLATE: Final = 24


def doubts_of(heard: Heard, settings: TruthSettings | None = None) -> tuple[Doubt, ...]:
    """Return every reason to mistrust; () when there is none. Empty text is NO_SPEECH."""
    limits = settings or TruthSettings()
    found: list[Doubt] = []
    if heard.confidence < limits.confidence or heard.avg_logprob < limits.logprob:
        found.append(Doubt.LOW_CONFIDENCE)
    if _repeats(heard, limits):
        found.append(Doubt.REPETITION)
    if any(phrase in heard.text for phrase in _HALLUCINATIONS):
        found.append(Doubt.KNOWN_HALLUCINATION)
    silent = heard.no_speech > limits.no_speech and heard.avg_logprob < limits.logprob
    if silent or not _MARKS.sub("", heard.text):
        found.append(Doubt.NO_SPEECH)
    return tuple(found)


def _repeats(heard: Heard, limits: TruthSettings) -> bool:
    bare = _MARKS.sub("", heard.text)
    if len(bare) >= _LONG_ENOUGH_TO_DEFLATE and heard.compression > limits.compression:
        return True
    if _ONE_CHARACTER_LOOP.search(re.sub(r"\d", "", bare)):
        return True
    loop = _LOOP.search(bare)
    return loop is not None and not loop.group(1).isdigit()

"""When what the engine heard is not to be believed.

A doubted segment is shown and marked, and never a quality hit.
"""

import re
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.calls import Doubt
from speech.audio.quality import FRAME, frame_levels_dbfs
from speech.recognition.recognizer import Heard


@dataclass(frozen=True, slots=True)
class TruthSettings:
    """Thresholds of OpenAI Whisper's transcribe.py, but for the first and the last three.

    chars_per_s: of sound that is not silent; fast Mandarin has 8 syllables a second.
    """

    confidence: float = 0.5
    logprob: float = -1.0
    no_speech: float = 0.6
    compression: float = 2.4
    chars_per_s: float = 12.0
    silent_dbfs: float = -60.0  # 20 ms of a line without a voice
    below_loudest_db: float = 30.0  # what is so much quieter than the rest is a pause


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
    "字幕组",
    "字幕制作",
    "欢迎订阅",
    "记得订阅",
    "长按订阅",
    "一键三连",
    "我们下期再见",
    "下期视频",
    "本期视频",
    "观看本视频",
    "词曲",
    "作词",
    "作曲",
    "编曲",
    "未经作者授权",
    "杨茜茜",
    "以上言论不代表本台立场",
)
_LOOP: Final = re.compile(r"(.{2,12}?)\1{3,}")
_ONE_CHARACTER_LOOP: Final = re.compile(r"(\w)\1{5,}")
_MARKS: Final = re.compile(r"[\s，。？！、；：,.?!;:]")
_LONG_ENOUGH_TO_DEFLATE: Final = 24
_SPOKEN: Final = re.compile(r"[A-Za-z]+|[^\W_]")  # a Latin word is counted as one syllable
_ENOUGH_TO_COUNT: Final = 8  # characters; of fewer the edges of the sound are too large a share
_REMEMBERED: Final = 6
_ECHO_WITHIN_S: Final = 60.0
_SHORT_ECHO: Final = 4  # characters; 好的, 对对 and 嗯 are said all the time
_LONG_ECHO: Final = 12
_SURE: Final = 0.8
_MAYBE_SILENT: Final = 0.3


def doubts_of(
    heard: Heard, settings: TruthSettings | None = None, *, sound: AudioBlock | None = None
) -> tuple[Doubt, ...]:
    """Return every reason to mistrust; () when there is none. Empty text is NO_SPEECH.

    sound: what was listened to; without it nothing is said about words and their sound.
    """
    limits = settings or TruthSettings()
    found: list[Doubt] = []
    if heard.confidence < limits.confidence or heard.avg_logprob < limits.logprob:
        found.append(Doubt.LOW_CONFIDENCE)
    if _repeats(heard, limits):
        found.append(Doubt.REPETITION)
    if any(phrase in heard.text for phrase in _HALLUCINATIONS):
        found.append(Doubt.KNOWN_HALLUCINATION)
    silent = heard.no_speech > limits.no_speech and heard.avg_logprob < limits.logprob
    sounding_s = _sounding_s(_stretch(heard, sound), limits) if sound else None
    if silent or sounding_s == 0.0 or not _MARKS.sub("", heard.text):
        found.append(Doubt.NO_SPEECH)
    elif sound and _is_too_much(heard.text, _sounding_s(sound.samples, limits), limits):
        found.append(Doubt.IMPLAUSIBLE)
    return tuple(found)


class Neighbours:
    """What a channel said last: whole segments told again and again are a loop too.

    People also repeat themselves, so that only an unsure repetition is doubted: the second
    of a long line, the third of a short one, within a minute. Not thread-safe.
    """

    def __init__(self) -> None:
        self._last: dict[Role, deque[tuple[float, str]]] = {
            role: deque(maxlen=_REMEMBERED) for role in Role
        }

    def is_echo(self, heard: Heard, sound: AudioBlock) -> bool:
        """Return whether this repeats the channel's last segments; remembers it."""
        bare = _MARKS.sub("", heard.text)
        told = self._last[sound.role]
        times = sum(
            text == bare and 0 <= sound.start_s - at_s <= _ECHO_WITHIN_S for at_s, text in told
        )
        told.append((sound.start_s, bare))
        if len(bare) < _SHORT_ECHO or re.sub(r"\d", "", bare) == "":
            return False
        is_unsure = heard.confidence < _SURE or heard.no_speech > _MAYBE_SILENT
        return is_unsure and times >= (1 if len(bare) >= _LONG_ECHO else 2)


def _stretch(heard: Heard, sound: AudioBlock) -> Samples:
    """Return the samples under the words, or all when the words have no times."""
    if not heard.words:
        return sound.samples
    first, last = heard.words[0].start_s, heard.words[-1].end_s
    start = max(0, round((first - sound.start_s) * SAMPLE_RATE_HZ))
    under = sound.samples[start : round((last - sound.start_s) * SAMPLE_RATE_HZ)]
    return under if len(under) >= FRAME else sound.samples


def _sounding_s(samples: Samples, limits: TruthSettings) -> float:
    """Return how long the samples are not silent: above the floor and near their loudest."""
    levels = frame_levels_dbfs(samples)
    if not len(levels):
        return 0.0
    floor = max(limits.silent_dbfs, float(levels.max()) - limits.below_loudest_db)
    return int(np.count_nonzero(levels >= floor)) * FRAME / SAMPLE_RATE_HZ


def _is_too_much(text: str, sounding_s: float, limits: TruthSettings) -> bool:
    said = len(_SPOKEN.findall(text))
    return said >= _ENOUGH_TO_COUNT and said > limits.chars_per_s * sounding_s


def _repeats(heard: Heard, limits: TruthSettings) -> bool:
    bare = _MARKS.sub("", heard.text)
    if len(bare) >= _LONG_ENOUGH_TO_DEFLATE and heard.compression > limits.compression:
        return True
    if _ONE_CHARACTER_LOOP.search(re.sub(r"\d", "", bare)):
        return True
    loop = _LOOP.search(bare)
    return loop is not None and not loop.group(1).isdigit()

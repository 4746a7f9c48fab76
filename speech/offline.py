"""A whole call file into segments: both channels, utterance by utterance."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from domain.audio import SAMPLE_RATE_HZ, AudioBlock
from domain.calls import Segment
from domain.ids import new_id
from speech.audio.decode import CallAudio
from speech.detection.detector import SpeechDetector
from speech.endpointer import EndpointerSettings
from speech.packing import Pack, pack
from speech.recognition.recognizer import Heard, Recognizer
from speech.segment import segment_of
from speech.segmenter import Segmenter, SegmenterSettings
from speech.utterance import Utterance

# A model that was trained on long windows reads several utterances in one as well as alone.
_WIDE_WINDOW_S: Final = 20.0
_TOGETHER: Final = 4  # packs per request: progress moves, and a caller can stop, between them
_HEAR_S: Final = 60.0

_Said: TypeAlias = tuple[Utterance, Heard]


@dataclass(frozen=True, slots=True)
class OfflineSettings:
    """The live settings, so that a file says what the live call said; no partials needed.

    is_packed None: only for engines with a wide window. Measured with the bundled
    model (10 s window): packing saves 20 % of the time and loses short answers.
    """

    segmenter: SegmenterSettings = field(
        default_factory=lambda: SegmenterSettings(
            endpointer=EndpointerSettings(pause_s=float("inf")), partial_every_s=float("inf")
        )
    )
    is_packed: bool | None = None
    hotwords: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """What came next, and how far we are (0 to 1)."""

    done: float
    segments: tuple[Segment, ...]


def transcribe_call(
    audio: CallAudio,
    recognizer: Recognizer,
    detector: SpeechDetector,
    *,
    call_id: str,
    settings: OfflineSettings | None = None,
) -> Iterator[Portion]:
    """Yield the call's segments in portions, channel by channel; done is 1 at last.

    Stop by not asking for the next portion (each takes about a second with the
    bundled model). A mono call has customer segments only.
    """
    asked = settings or OfflineSettings()
    channels = [audio.customer] if audio.is_mono else [audio.agent, audio.customer]
    packs = [one for block in channels for one in _packs(block, recognizer, detector, asked)]
    total = sum(len(one.utterances) for one in packs)
    done = 0
    for first in range(0, len(packs), _TOGETHER):
        batch = packs[first : first + _TOGETHER]
        segments = tuple(_segments(_hear(batch, recognizer, asked.hotwords), call_id))
        done += sum(len(one.utterances) for one in batch)
        yield Portion(done / total, segments)
    if not packs:
        yield Portion(1.0, ())


def transcript(portions: Iterable[Portion]) -> tuple[Segment, ...]:
    """Return all segments by start, as a finished call has them."""
    segments = [segment for portion in portions for segment in portion.segments]
    return tuple(sorted(segments, key=lambda segment: (segment.start_s, segment.role)))


def utterances_of(
    channel: AudioBlock, detector: SpeechDetector, settings: SegmenterSettings
) -> Iterator[Utterance]:
    """Yield the utterances of a whole channel."""
    detector.reset()
    segmenter = Segmenter(channel.role, detector, settings)
    step = round(_HEAR_S * SAMPLE_RATE_HZ)
    for start in range(0, len(channel.samples), step):
        at_s = channel.start_s + start / SAMPLE_RATE_HZ
        block = AudioBlock(channel.role, at_s, channel.samples[start : start + step])
        yield from (one for one in segmenter.hear(block) if isinstance(one, Utterance))
    yield from (one for one in segmenter.flush() if isinstance(one, Utterance))


def _packs(
    channel: AudioBlock,
    recognizer: Recognizer,
    detector: SpeechDetector,
    settings: OfflineSettings,
) -> Iterator[Pack]:
    is_packed = settings.is_packed
    if is_packed is None:
        is_packed = recognizer.window_s >= _WIDE_WINDOW_S
    window_s = recognizer.window_s if is_packed else 0.0
    return pack(utterances_of(channel, detector, settings.segmenter), window_s)


def _hear(packs: list[Pack], recognizer: Recognizer, hotwords: str) -> Iterator[_Said]:
    heard_packs = recognizer.recognize_many([one.samples for one in packs], hotwords=hotwords)
    for one, heard_pack in zip(packs, heard_packs, strict=True):
        for utterance, heard in zip(one.utterances, one.sort_out(heard_pack), strict=True):
            if heard.text or len(one.utterances) == 1:
                yield utterance, heard
            else:  # lost among its neighbours: ask for it alone
                yield (
                    utterance,
                    recognizer.recognize(utterance.audio, is_final=True, hotwords=hotwords),
                )


def _segments(said: Iterator[_Said], call_id: str) -> Iterator[Segment]:
    for utterance, heard in said:
        segment = segment_of(heard, utterance.audio, call_id=call_id, segment_id=new_id())
        if segment is not None:
            yield segment

"""A whole call file into segments: both channels side by side, portion by portion."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from domain.audio import AudioBlock, Role
from domain.calls import Segment
from speech.audio.decode import CallPart, CallSound
from speech.detection.detector import SpeechDetector
from speech.endpointer import EndpointerSettings
from speech.hot_words import HotWords
from speech.packing import Pack, Packer
from speech.recognition.recognizer import Heard, Recognizer
from speech.segment import Scribe
from speech.segmenter import Segmenter, SegmenterSettings
from speech.utterance import Utterance

# A model that was trained on long windows reads several utterances in one as well as alone.
_WIDE_WINDOW_S: Final = 20.0
_TOGETHER: Final = 4  # packs per request: progress moves, and a caller can stop, between them
_PACK_SHARE_S: Final = 75.0  # a short call in smaller steps: an interruption costs 5 % at most
_NEARLY: Final = 0.999  # files say wrong durations; only the end is the end

_Said: TypeAlias = tuple[Utterance, Heard]
NewDetector: TypeAlias = Callable[[], SpeechDetector]


class BlockRecognizer(Protocol):
    """What hears packs of a recording: an engine of our own, or the desk's between live calls."""

    @property
    def window_s(self) -> float: ...

    def recognize_blocks(
        self, blocks: Sequence[AudioBlock], *, hotwords: str = ""
    ) -> Iterator[Heard]:
        """Return one Heard per block, in order; times count from the start of each block."""
        ...


@dataclass(frozen=True, slots=True)
class OwnEngine:
    """A Recognizer as a BlockRecognizer."""

    recognizer: Recognizer

    @property
    def window_s(self) -> float:
        return self.recognizer.window_s

    def recognize_blocks(
        self, blocks: Sequence[AudioBlock], *, hotwords: str = ""
    ) -> Iterator[Heard]:
        return self.recognizer.recognize_many([one.samples for one in blocks], hotwords=hotwords)


@dataclass(frozen=True, slots=True)
class OfflineSettings:
    """The live settings, so that a file says what the live call said; no partials needed.

    is_packed None: only for engines with a wide window. A model with a narrow one is given
    windows as long as the utterance, so that packing saves nothing, and loses short answers.
    """

    segmenter: SegmenterSettings = field(
        default_factory=lambda: SegmenterSettings(
            endpointer=EndpointerSettings(pause_s=float("inf")), partial_every_s=float("inf")
        )
    )
    is_packed: bool | None = None
    hotwords: str = ""
    hot_words: HotWords | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """How far each channel was heard, in seconds: whoever goes on from here misses nothing."""

    agent_s: float = 0.0
    customer_s: float = 0.0

    def of(self, role: Role) -> float:
        return self.agent_s if role is Role.AGENT else self.customer_s


@dataclass(frozen=True, slots=True)
class Portion:
    """What came next, how far we are (0 to 1), and where to go on after it."""

    done: float
    segments: tuple[Segment, ...]
    place: Place = field(default_factory=Place)


def transcribe_call(
    sound: CallSound,
    recognizer: Recognizer,
    new_detector: NewDetector,
    *,
    call_id: str,
    settings: OfflineSettings | None = None,
    start: Place | None = None,
) -> Iterator[Portion]:
    """Yield the call's segments in portions; see transcribe_blocks.

    Raises AudioFileUnreadable.
    """
    return transcribe_blocks(
        sound,
        OwnEngine(recognizer),
        new_detector,
        call_id=call_id,
        settings=settings,
        start=start,
    )


def transcribe_blocks(
    sound: CallSound,
    recognizer: BlockRecognizer,
    new_detector: NewDetector,
    *,
    call_id: str,
    settings: OfflineSettings | None = None,
    start: Place | None = None,
) -> Iterator[Portion]:
    """Yield the call's segments in portions, both channels side by side; done is 1 at last.

    Stop by not asking for the next portion (each takes about a second with the
    bundled model), and go on later from its place. Memory does not grow with the call.
    A mono call has customer segments only.

    Raises AudioFileUnreadable.
    """
    asked = settings or OfflineSettings()
    roles = (Role.CUSTOMER,) if sound.is_mono else tuple(Role)
    window_s = _window_s(recognizer, asked)
    scribe = Scribe(call_id, asked.hot_words)
    begin = start or Place()
    cutters = {
        role: _Cutter(role, new_detector(), asked.segmenter, window_s, begin.of(role))
        for role in roles
    }
    for part in sound.parts():
        packs = [one for cutter in cutters.values() for one in cutter.cut(part)]
        yield from _portions(packs, cutters, recognizer, asked.hotwords, scribe, sound.duration_s)
    packs = [one for cutter in cutters.values() for one in cutter.flush()]
    yield from _portions(packs, cutters, recognizer, asked.hotwords, scribe, sound.duration_s)
    yield Portion(1.0, (), _place(cutters))


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
    for found in (segmenter.hear(channel), segmenter.flush()):
        yield from (one for one in found if isinstance(one, Utterance))


class _Cutter:
    """Cuts one channel into packs, beginning at from_s; knows up to where all was heard."""

    def __init__(
        self,
        role: Role,
        detector: SpeechDetector,
        settings: SegmenterSettings,
        window_s: float,
        from_s: float,
    ) -> None:
        self._role, self._from_s = role, from_s
        self._segmenter = Segmenter(role, detector, settings)
        self._packer = Packer(window_s)
        self._waiting: list[Utterance] = []  # cut, and not yet heard

    @property
    def heard_until_s(self) -> float:
        if self._waiting:
            return self._waiting[0].audio.start_s
        return max(self._from_s, self._segmenter.held_from_s)

    def cut(self, part: CallPart) -> list[Pack]:
        block = _later(part.of(self._role), self._from_s)
        return self._packed(self._segmenter.hear(block)) if block is not None else []

    def flush(self) -> list[Pack]:
        return [*self._packed(self._segmenter.flush()), *self._packer.flush()]

    def note_heard(self, pack: Pack) -> None:
        heard = {one.number for one in pack.utterances}
        self._waiting = [one for one in self._waiting if one.number not in heard]

    def _packed(self, found: Iterable[object]) -> list[Pack]:
        utterances = [one for one in found if isinstance(one, Utterance)]
        self._waiting += utterances
        return [pack for one in utterances for pack in self._packer.add(one)]


def _later(block: AudioBlock, from_s: float) -> AudioBlock | None:
    """Return what of the block lies behind from_s."""
    if block.end_s <= from_s:
        return None
    return block.after(from_s) if block.start_s < from_s else block


def _window_s(recognizer: BlockRecognizer, settings: OfflineSettings) -> float:
    """Return how long a pack may be; 0: each utterance alone."""
    is_packed = settings.is_packed
    if is_packed is None:
        is_packed = recognizer.window_s >= _WIDE_WINDOW_S
    return recognizer.window_s if is_packed else 0.0


def _portions(
    packs: list[Pack],
    cutters: Mapping[Role, _Cutter],
    recognizer: BlockRecognizer,
    hotwords: str,
    scribe: Scribe,
    duration_s: float,
) -> Iterator[Portion]:
    packs = sorted(packs, key=lambda one: one.utterances[0].audio.start_s)
    together = max(1, min(_TOGETHER, int(duration_s / _PACK_SHARE_S)))
    for first in range(0, len(packs), together):
        batch = packs[first : first + together]
        segments = tuple(_segments(_hear(batch, recognizer, hotwords), scribe))
        for one in batch:
            cutters[one.utterances[0].audio.role].note_heard(one)
        place = _place(cutters)
        heard_s = min(cutter.heard_until_s for cutter in cutters.values())
        yield Portion(min(_NEARLY, heard_s / duration_s if duration_s else 0.0), segments, place)


def _place(cutters: Mapping[Role, _Cutter]) -> Place:
    customer_s = cutters[Role.CUSTOMER].heard_until_s
    agent = cutters.get(Role.AGENT)
    return Place(0.0 if agent is None else agent.heard_until_s, customer_s)


def _hear(packs: list[Pack], recognizer: BlockRecognizer, hotwords: str) -> Iterator[_Said]:
    heard_packs = recognizer.recognize_blocks([one.block for one in packs], hotwords=hotwords)
    for one, heard_pack in zip(packs, heard_packs, strict=True):
        for utterance, heard in zip(one.utterances, one.sort_out(heard_pack), strict=True):
            if heard.text or len(one.utterances) == 1:
                yield utterance, heard
            else:  # lost among its neighbours: ask for it alone
                (alone,) = recognizer.recognize_blocks([utterance.audio], hotwords=hotwords)
                yield utterance, Pack((utterance,), (0.0,)).sort_out(alone)[0]


def _segments(said: Iterator[_Said], scribe: Scribe) -> Iterator[Segment]:
    for utterance, heard in said:
        segment = scribe.write(heard, utterance.audio)
        if segment is not None:
            yield segment

"""A call watched on a virtual clock: which characters are shown when, and which are rewritten.

The clock is that of the sound and the engine costs nothing, so that what is
measured is the policy alone (as --comp_unaware of whisper_streaming does).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from app.assembly import new_detector, segmenter_settings
from app.config import Config
from app.demo import load_demo
from domain.audio import Role
from domain.calls import Segment
from domain.ids import new_id
from speech.audio.decode import CallAudio
from speech.audio.replay import Replay
from speech.offline import transcribe_call, transcript
from speech.partial import ShownPartials
from speech.recognition.recognizer import Recognizer
from speech.segment import segment_of
from speech.segmenter import Found, Segmenter
from speech.utterance import OpenUtterance


@dataclass(slots=True)
class Watched:
    """latencies_s: of each character of the finals, from the end of its word to its showing.

    shown counts characters each time they appear; rewritten those that went again.
    """

    script: str
    offline_text: str
    live_text: str = ""
    latencies_s: list[float] = field(default_factory=list)
    shown: int = 0
    rewritten: int = 0


@dataclass(slots=True)
class _Line:
    """What is shown of one open utterance, and since when each character."""

    text: str = ""
    since_s: list[float] = field(default_factory=list)

    def show(self, text: str, now_s: float) -> tuple[int, int]:
        """Return how many characters appeared and how many went."""
        kept = [-1] * len(text)
        for block in SequenceMatcher(None, self.text, text, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                kept[block.b + step] = block.a + step
        stayed = sum(place >= 0 for place in kept)
        went = len(self.text) - stayed
        self.since_s = [now_s if place < 0 else self.since_s[place] for place in kept]
        self.text = text
        return len(text) - stayed, went


def watch(name: str, audio: CallAudio, recognizer: Recognizer, config: Config) -> Watched:
    """Hear a demo call both ways, live and as a file."""
    script = "".join(turn.text for turn in load_demo(name, now_ms=0).turns)
    portions = transcribe_call(audio, recognizer, new_detector, call_id=name)
    offline = "".join(segment.text for segment in transcript(portions))
    watched = Watched(script, offline)
    lines: dict[Role, _Line] = {role: _Line() for role in Role}
    partials, segments = ShownPartials(), list[Segment]()
    for found, now_s in _found(audio, config):
        role = found.audio.role
        if isinstance(found, OpenUtterance):
            heard = recognizer.recognize(found.audio, is_final=found.is_pausing)
            text = partials.hear(role, found.audio.start_s, heard.text)
            if text is not None:
                _note(watched, lines[role].show(text, now_s))
            continue
        heard = recognizer.recognize(found.audio, is_final=True)
        segment = segment_of(heard, found.audio, call_id=name, segment_id=new_id())
        _note(watched, lines[role].show(segment.text if segment else "", now_s))
        if segment is not None:
            segments.append(segment)
            watched.latencies_s += _latencies(segment, lines[role])
        lines[role] = _Line()
    watched.live_text = "".join(one.text for one in sorted(segments, key=lambda one: one.start_s))
    return watched


def _found(audio: CallAudio, config: Config) -> Iterator[tuple[Found, float]]:
    """Yield what the segmenters find, and the time of the sound at which they do."""
    settings = segmenter_settings(config)
    segmenters = {role: Segmenter(role, new_detector(), settings) for role in Role}
    now_s = 0.0
    for agent, customer in Replay(audio, None).blocks():
        now_s = max(agent.end_s, customer.end_s)
        for block in (agent, customer):
            yield from ((found, now_s) for found in segmenters[block.role].hear(block))
    for segmenter in segmenters.values():
        yield from ((found, now_s) for found in segmenter.flush())


def _note(watched: Watched, change: tuple[int, int]) -> None:
    watched.shown += change[0]
    watched.rewritten += change[1]


def _latencies(segment: Segment, line: _Line) -> Iterator[float]:
    """Yield the latency of each character that makes a sound; of engines that tell word times."""
    if not segment.words:
        return
    ends_s = [word.end_s for word in segment.words for _ in word.text]
    for char, end_s, since_s in zip(segment.text, ends_s, line.since_s, strict=True):
        if char.isalnum():
            yield max(0.0, since_s - end_s)

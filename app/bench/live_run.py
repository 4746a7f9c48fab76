"""One paced call through the live parts of a desk: its finals, and what they cost the engine."""

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from app.assembly import new_detector, segmenter_settings
from app.config import Config
from app.live_call import CallParts, LiveCall
from app.store.clock import now_ms
from domain.audio import AudioBlock
from domain.calls import Call, Customer
from domain.events import BacklogChanged, Event, SegmentHeard, TroubleMet
from domain.ids import new_id
from speech.audio.decode import CallAudio
from speech.audio.replay import Replay
from speech.offline import utterances_of
from speech.recognition.recognizer import Recognizer

_SLACK_S: Final = 0.05  # a word may begin this much before its utterance


@dataclass(frozen=True, slots=True)
class Shown:
    """A final as it was published: when its speech ended, and how long after that it was there."""

    heard: SegmentHeard

    @property
    def at_s(self) -> float:
        return self.heard.segment.end_s

    @property
    def delay_s(self) -> float:
        return self.heard.delay_s


@dataclass(slots=True)
class LiveRun:
    """What a call showed while it ran. engine_share: of the time, that the engine was at work."""

    finals: list[Shown] = field(default_factory=list)
    most_waiting: int = 0
    trouble: list[TroubleMet] = field(default_factory=list)
    engine_share: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def met(self) -> str:
        """The kinds of trouble, to be told beside the figure; "" for none."""
        return "、".join(sorted({type(one.error).__name__ for one in self.trouble}))

    def hear(self, event: Event) -> None:
        """Any thread."""
        with self._lock:
            match event:
                case SegmentHeard():
                    self.finals.append(Shown(event))
                case BacklogChanged():
                    self.most_waiting = max(self.most_waiting, event.finals)
                case TroubleMet():
                    self.trouble.append(event)
                case _:
                    pass


def play(audio: CallAudio, parts: CallParts, events: "EventTap", *, pace: float = 1.0) -> LiveRun:
    """Run a call to its end in this thread, through store and recognition process.

    Trouble that the call met stands in the run: a figure without the words that it cost flatters.
    Raises the first trouble when nothing was heard.
    """
    run = LiveRun()
    events.listener = run
    busy_s, begun_s = parts.transcriber.busy_s, time.monotonic()
    call = Call(new_id(), now_ms(), "bench", "bench", "bench", "in", Customer("bench", "", ""))
    live = LiveCall(call, Replay(audio, pace).blocks(), parts, events.publish)
    live.begin()
    while live.step():
        pass
    elapsed_s = time.monotonic() - begun_s
    run.engine_share = (parts.transcriber.busy_s - busy_s) / elapsed_s
    if run.trouble and not run.finals:
        raise run.trouble[0].error
    return run


class EventTap:
    """Where the live parts publish: the run that is on now listens."""

    def __init__(self) -> None:
        self.listener: LiveRun | None = None

    def publish(self, event: Event) -> None:
        """Any thread."""
        if self.listener is not None:
            self.listener.hear(event)


def raw_decodes(
    audio: CallAudio, run: LiveRun, recognizer: Recognizer, config: Config
) -> list[tuple[Shown, float]]:
    """Return each final with what its utterance takes the engine alone, in seconds.

    The segmenter finds the same utterances again; the engine runs in this process with nothing
    beside it.
    """
    found = []
    for channel in (audio.agent, audio.customer):
        finals = [one for one in run.finals if one.heard.segment.role is channel.role]
        for utterance in utterances_of(channel, new_detector(), segmenter_settings(config)):
            own = [one for one in finals if _is_of(one, utterance.audio)]
            if own:
                begun_s = time.perf_counter()
                recognizer.recognize(utterance.audio, is_final=True)
                found.append((own[0], time.perf_counter() - begun_s))
    return found


def _is_of(one: Shown, utterance: AudioBlock) -> bool:
    start_s = one.heard.segment.start_s
    return utterance.start_s - _SLACK_S <= start_s < utterance.end_s

"""Puts the parts together. The only place that names the real engines."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Final

from app.board import Board
from app.call_file import CallFiles
from app.call_picture import CallPicture
from app.central_line import CentralLine
from app.config import Config
from app.demo import RESOURCES
from app.desk import Desk
from app.knowledge_desk import KnowledgeDesk
from app.live_call import CallParts
from app.quality_worker import QualityWork, Yardstick
from app.recognition_process import MakeRecognizer
from app.recovery import recover_left_calls
from app.review import Review
from app.station import DecodeSpeed, facts_of
from app.store.database import Store, open_store
from app.transcriber import Transcriber, TranscriberSettings
from app.worker import Worker
from domain.calls import Call
from domain.errors import DataFolderReadOnly
from domain.events import CallEnded, CallScored, Event, Publish, SegmentHeard, TicketSaved
from domain.facts import StationFacts
from qa.facts import load_facts
from qa.rubric import load_rubric
from speech.audio.playback import Player
from speech.detection.silero import Silero, open_session
from speech.endpointer import EndpointerSettings
from speech.recognition.faster_whisper import FasterWhisper, load, loader
from speech.segmenter import SegmenterSettings
from speech.understanding.understand import Understander

log = logging.getLogger(__name__)

RUBRIC: Final = RESOURCES / "rubrics" / "default.toml"
TO_CENTRAL: Final = (SegmentHeard, TicketSaved, CallEnded, CallScored)


@dataclass(frozen=True, slots=True)
class Workstation:
    """What the window opens with; a page gets one of the roles."""

    desk: Desk
    review: Review
    board: Board
    config: Config
    transcriber: Transcriber
    line: CentralLine
    speed: DecodeSpeed
    shut: Callable[[], None]

    def facts(self) -> StationFacts:
        """Off the GUI thread: asks the audio system."""
        return facts_of(
            self.config, central_url=self.line.url, realtime_factor=self.speed.realtime_factor
        )

    def close(self) -> None:
        self.shut()


def assemble(
    config: Config, publish: Publish, *, make: MakeRecognizer | None = None
) -> Workstation:
    """Open the store, bring in what a kill left, start the workers.

    make: what loads the recogniser in its own process; by default the configured model.

    Takes about half a second; model and central come up in the background.

    Raises DataFolderReadOnly, DiskFull, StoreBusy, Damaged, RubricInvalid, ConfigInvalid.
    """
    store = open_store(config.data_folder)
    _make_recordings_folder(config)
    for ended in recover_left_calls(store):
        publish(ended)
    knowledge = KnowledgeDesk(store)
    knowledge.fill()
    line = CentralLine(store, config.central, config.data_folder / "central", publish)
    speed = DecodeSpeed()
    tell = _waking(publish, line, speed)
    transcriber = Transcriber(
        make or loader(config.model_folder, threads=threads_of(config)),
        TranscriberSettings(hotwords=config.speech.hotwords),
        tell,
    )
    understander = new_understander(config)
    warming = Worker("warm-up", _once(understander.warm), tell)
    parts = _call_parts(config, store, transcriber, knowledge, understander)
    desk = Desk(config, parts, knowledge, tell)
    quality = QualityWork(
        store,
        Yardstick(load_rubric(RUBRIC), load_facts(RESOURCES / "prices")),
        CallFiles(parts),
        is_live=desk.is_busy,
        publish=tell,
    )
    checking = Worker("quality", quality.step, tell)
    player = Player(config.speech.output or None)

    def shut() -> None:
        """One order: capture, drain, recognition, quality, sync, store."""
        player.pause()
        desk.stop()
        quality.stop_soon()
        checking.stop()
        warming.stop()
        transcriber.stop()
        line.stop()
        store.close()

    transcriber.start()
    warming.start()
    desk.start()
    checking.start()
    line.start()
    review = Review(store, config, player)
    board = Board(store, line, config)
    return Workstation(desk, review, board, config, transcriber, line, speed, shut)


def threads_of(config: Config) -> int:
    """Return how many threads decode: CTranslate2's own 4 is wrong on small machines."""
    return config.speech.threads or max(1, min(4, os.cpu_count() or 1))


def load_recognizer(config: Config) -> FasterWhisper:
    """Load the engine into this process: for verbs without a window.

    Raises ModelMissing.
    """
    return load(config.model_folder, threads=threads_of(config))


def new_detector() -> Silero:
    return Silero(open_session())


def new_understander(config: Config) -> Understander:
    return Understander.load(site_zone=config.site.timezone)


def segmenter_settings(config: Config) -> SegmenterSettings:
    speech = config.speech
    return SegmenterSettings(
        endpointer=EndpointerSettings(
            start_chance=speech.start_chance,
            end_chance=speech.end_chance,
            end_silence_s=speech.end_silence_s,
        ),
        max_s=speech.max_utterance_s,
        partial_every_s=speech.partial_every_s if speech.shows_partials else inf,
    )


def _call_parts(
    config: Config,
    store: Store,
    transcriber: Transcriber,
    knowledge: KnowledgeDesk,
    understander: Understander,
) -> CallParts:

    def new_picture(call: Call) -> CallPicture:
        return CallPicture(call, understander, knowledge.cards_for)

    session = open_session()
    return CallParts(
        store,
        transcriber,
        lambda: Silero(session),
        segmenter_settings(config),
        new_picture,
        config.recordings_folder,
    )


def _make_recordings_folder(config: Config) -> None:
    try:
        config.recordings_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderReadOnly(
            f"录音目录不可写：{config.recordings_folder} / recordings folder cannot be written"
        ) from error


def _once(work: Callable[[], None]) -> Callable[[], float]:
    """Return a worker's step that does the work and then rests."""

    def step() -> float:
        if not done:
            work()
            done.append(True)
        return 3600.0

    done: list[bool] = []
    return step


def _waking(publish: Publish, line: CentralLine, speed: DecodeSpeed) -> Publish:
    """Return a publish that also wakes the sync thread when there is something to send."""

    def tell(event: Event) -> None:
        publish(event)
        speed.hear(event)
        if isinstance(event, TO_CENTRAL):
            line.wake()

    return tell

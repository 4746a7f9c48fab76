"""Puts the parts together. The only place that names the real engines."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
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
from app.recovery import recover_left_calls
from app.review import Review
from app.store.database import Store, open_store
from app.transcriber import Transcriber, TranscriberSettings
from app.worker import Worker
from domain.audio import Role
from domain.calls import Call
from domain.errors import DataFolderReadOnly
from domain.events import CallEnded, CallScored, Event, Publish, SegmentHeard, TicketSaved
from qa.facts import load_facts
from qa.rubric import load_rubric
from speech.audio.playback import Player
from speech.detection.silero import Silero, open_session
from speech.endpointer import EndpointerSettings
from speech.recognition.faster_whisper import loader
from speech.segmenter import Segmenter, SegmenterSettings
from speech.understanding.understand import Understander

log = logging.getLogger(__name__)

RUBRIC: Final = RESOURCES / "rubrics" / "default.toml"
TO_CENTRAL: Final = (SegmentHeard, TicketSaved, CallEnded, CallScored)


@dataclass(frozen=True, slots=True)
class Workstation:
    """One page gets one of these; nobody gets them all but who opens and closes the window."""

    desk: Desk
    review: Review
    board: Board
    transcriber: Transcriber
    files: CallFiles
    close: Callable[[], None]


def assemble(config: Config, publish: Publish) -> Workstation:
    """Open the store, bring in what a kill left, start the workers.

    Takes about half a second; model and central come up in the background.

    Raises DataFolderReadOnly, DiskFull, StoreBusy, Damaged, RubricInvalid, ConfigInvalid.
    """
    store = open_store(config.data_folder)
    folder = _recordings_folder(config)
    for ended in recover_left_calls(store):
        publish(ended)
    knowledge = KnowledgeDesk(store)
    knowledge.fill()
    line = CentralLine(store, config.central, config.data_folder / "central", publish)
    tell = _waking(publish, line)
    transcriber = Transcriber(
        loader(config.model_folder, threads=threads_of(config)),
        TranscriberSettings(hotwords=config.speech.hotwords),
        tell,
    )
    parts = _call_parts(config, store, transcriber, knowledge, folder)
    desk = Desk(config, parts, knowledge, tell)
    files = CallFiles(parts)
    quality = QualityWork(
        store,
        Yardstick(load_rubric(RUBRIC), load_facts(RESOURCES / "prices")),
        files,
        is_live=desk.is_live,
        publish=tell,
    )
    checking = Worker("quality", quality.step, tell)
    player = Player(config.speech.output or None)

    def close() -> None:
        """One order: capture, drain, recognition, quality, sync, store."""
        player.pause()
        desk.stop()
        quality.stop_soon()
        checking.stop()
        transcriber.stop()
        line.stop()
        store.close()

    transcriber.start()
    desk.start()
    checking.start()
    line.start()
    review = Review(store, config, player)
    return Workstation(desk, review, Board(store, line, config), transcriber, files, close)


def threads_of(config: Config) -> int:
    """Return how many threads decode: CTranslate2's own 4 is wrong on small machines."""
    return config.speech.threads or max(1, min(4, os.cpu_count() or 1))


def new_segmenter(config: Config) -> Callable[[Role], Segmenter]:
    speech = config.speech
    settings = SegmenterSettings(
        endpointer=EndpointerSettings(
            start_chance=speech.start_chance,
            end_chance=speech.end_chance,
            end_silence_s=speech.end_silence_s,
        ),
        max_s=speech.max_utterance_s,
        partial_every_s=speech.partial_every_s,
    )
    session = open_session()
    return lambda role: Segmenter(role, Silero(session), settings)


def _call_parts(
    config: Config, store: Store, transcriber: Transcriber, knowledge: KnowledgeDesk, folder: Path
) -> CallParts:
    understander = Understander.load(site_zone=config.site.timezone)

    def new_picture(call: Call) -> CallPicture:
        return CallPicture(call, understander, knowledge.cards_for)

    return CallParts(store, transcriber, new_segmenter(config), new_picture, folder)


def _recordings_folder(config: Config) -> Path:
    try:
        config.recordings_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderReadOnly(
            f"录音目录不可写：{config.recordings_folder} / recordings folder cannot be written"
        ) from error
    return config.recordings_folder


def _waking(publish: Publish, line: CentralLine) -> Publish:
    """Return a publish that also wakes the sync thread when there is something to send."""

    def tell(event: Event) -> None:
        publish(event)
        if isinstance(event, TO_CENTRAL):
            line.wake()

    return tell

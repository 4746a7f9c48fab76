"""Puts the parts together. The only place that names the real engines."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from typing import Final, TypeAlias

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
from app.recording_keeper import RecordingKeeper
from app.recording_shelf import RecordingShelf
from app.recovery import recover_left_calls
from app.review import Review
from app.sound_desk import SoundDesk, choice_of
from app.speech_engine import EngineWatch, server_address, sherpa_folder
from app.speech_models.shelf import settled
from app.speech_models.shop import ModelShop
from app.speech_models.speech_clips import clips
from app.station import DecodeSpeed, facts_of
from app.store.database import Store, open_store
from app.store.faults import of_system
from app.transcriber import Transcriber, TranscriberSettings
from app.worker import Worker
from domain.calls import Call
from domain.errors import ModelMissing
from domain.events import CallEnded, CallScored, Event, Publish, SegmentHeard, TicketSaved
from domain.facts import StationFacts
from qa.facts import load_facts
from qa.rubric import load_rubric
from speech.audio.playback import Player
from speech.detection.silero import Silero, open_session
from speech.endpointer import EndpointerSettings
from speech.hot_words import HotWords, known_terms, prompt
from speech.offline import OfflineSettings
from speech.recognition import openai_server, sherpa_onnx, stand_in
from speech.recognition.faster_whisper import FasterWhisper, load, loader
from speech.recognition.model_folder import check_model
from speech.recognition.openai_server import OpenAiServer
from speech.recognition.processor import decoding_threads, this_processor
from speech.recognition.recognizer import Recognizer
from speech.recognition.server_line import Patience, ServerLine
from speech.segmenter import SegmenterSettings
from speech.understanding.understand import Understander

log = logging.getLogger(__name__)

RUBRIC: Final = RESOURCES / "rubrics" / "default.toml"
TO_CENTRAL: Final = (SegmentHeard, TicketSaved, CallEnded, CallScored)
LocalEngine: TypeAlias = FasterWhisper  # named for the bench, which looks inside


@dataclass(frozen=True, slots=True)
class Seat:
    """The workstation as one person sees it: a role that is None is not theirs."""

    desk: Desk | None
    review: Review | None
    board: Board | None
    sound: SoundDesk
    models: ModelShop
    facts: Callable[[], StationFacts]
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Workstation:
    """All parts at work; windows open with the seat of who sits there."""

    desk: Desk
    review: Review
    board: Board
    sound: SoundDesk
    models: ModelShop
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

    def seat(self) -> Seat:
        """An agent answers calls, a reviewer scores them; a lead and an admin see it all."""
        role = self.config.agent.role
        return Seat(
            self.desk if role != "qa" else None,
            self.review if role != "agent" else None,
            self.board if role in ("lead", "admin") else None,
            self.sound,
            self.models,
            self.facts,
            self.close,
        )


def assemble(
    config: Config, publish: Publish, *, make: MakeRecognizer | None = None
) -> Workstation:
    """Open the store, bring in what a kill left, start the workers.

    make: what loads the recogniser in its own process; by default the configured model.

    Takes about half a second, and 1 s for each 5 minutes of sound that a kill left open; model
    and central come up in the background. What was opened is closed again when it raises.

    Raises DataFolderReadOnly, DiskFull, StoreBusy, Damaged, RubricInvalid, ConfigInvalid.
    """
    wished, config = config, settled(config)
    with ExitStack() as undo:  # in one order, last first: capture, drain, recognition, sync, store
        store = open_store(config.data_folder)
        undo.callback(store.close)
        _make_recordings_folder(config)
        shelf = RecordingShelf(config, publish)
        for ended in recover_left_calls(store, shelf):
            publish(ended)
        knowledge = KnowledgeDesk(store)
        knowledge.fill()
        line = CentralLine(
            store,
            config.central,
            config.data_folder / "central",
            publish,
            open_file=shelf.open_to_send,
        )
        undo.callback(line.stop)
        speed = DecodeSpeed()
        tell = _waking(EngineWatch(config, publish).tell, line, speed)
        transcriber = _new_transcriber(config, make, tell)
        undo.callback(transcriber.stop)
        understander = new_understander(config)
        warming = Worker("warm-up", _once(understander.warm), tell)
        undo.callback(warming.stop)
        parts = _call_parts(config, store, transcriber, knowledge, understander, shelf)

        def is_in_call() -> bool:
            return desk.is_live()

        sound = SoundDesk(config.speech, is_in_call)
        undo.callback(sound.stop_listening)
        desk = Desk(config, parts, knowledge, sound.open, tell)
        quality = QualityWork(
            store,
            Yardstick(load_rubric(RUBRIC), load_facts(RESOURCES / "prices")),
            CallFiles(parts),
            is_live=desk.is_busy,
            publish=tell,
        )
        checking = Worker("quality", quality.step, tell)
        undo.callback(checking.stop)
        undo.callback(quality.stop_soon)
        keeping = Worker("recordings", RecordingKeeper(store, shelf, tell).step, tell)
        undo.callback(keeping.stop)
        undo.callback(desk.stop)
        player = Player(choice_of(config.speech).output)
        undo.callback(player.pause)
        models = new_model_shop(wished, changed=_changing(transcriber, is_in_call), live=is_in_call)
        undo.callback(models.close)
        review, board = Review(parts, config, player), Board(store, line, config)
        transcriber.start()
        warming.start()
        desk.start()
        checking.start()
        keeping.start()
        line.start()
        shut = undo.pop_all().close
    return Workstation(desk, review, board, sound, models, config, transcriber, line, speed, shut)


@contextmanager
def live_parts(config: Config, publish: Publish) -> Iterator[CallParts]:
    """What a live call needs and nothing else of the desk: for the bench.

    Raises as assemble().
    """
    with ExitStack() as undo:
        store = open_store(config.data_folder)
        undo.callback(store.close)
        _make_recordings_folder(config)
        knowledge = KnowledgeDesk(store)
        knowledge.fill()
        transcriber = _new_transcriber(config, None, publish)
        undo.callback(transcriber.stop)
        transcriber.start()
        understander = new_understander(config)
        understander.warm()
        shelf = RecordingShelf(config, publish)
        yield _call_parts(config, store, transcriber, knowledge, understander, shelf)


def new_model_shop(
    config: Config,
    *,
    changed: Callable[[Config], bool] = lambda _config: False,
    live: Callable[[], bool] = lambda: False,
) -> ModelShop:
    return ModelShop(config, loader, clips, changed=changed, is_live=live)


def _changing(transcriber: Transcriber, is_in_call: Callable[[], bool]) -> Callable[[Config], bool]:
    """Return what lets the running desk use another model; not in the middle of a call."""

    def change(config: Config) -> bool:
        if is_in_call() or config.speech.engine != "faster-whisper":
            return False
        config = settled(config)
        transcriber.reload(recognizer_loader(config), _lean_loader(config))
        return True

    return change


def _lean_loader(config: Config) -> MakeRecognizer:
    return loader(config.model_folder, threads=1)


def _new_transcriber(config: Config, make: MakeRecognizer | None, publish: Publish) -> Transcriber:
    is_ours = make is None and config.speech.engine == "faster-whisper"
    lean = _lean_loader(config) if is_ours else None
    settings = TranscriberSettings(hotwords=engine_prompt(config), make_lean=lean)
    return Transcriber(make or recognizer_loader(config), settings, publish)


def engine_prompt(config: Config) -> str:
    """Return the hot words as the engine listens for them: the site's own first."""
    return prompt(known_terms(config.speech.hotwords))


def hot_words_of(config: Config) -> HotWords:
    """Return what puts hot words right by their sound, whichever engine heard them."""
    return HotWords(known_terms(config.speech.hotwords))


def threads_of(config: Config) -> int:
    """Return how many threads decode: CTranslate2's own 4 is wrong on small machines."""
    return config.speech.threads or decoding_threads(this_processor())


def recognizer_loader(config: Config) -> MakeRecognizer:
    """Return what loads the engine that the settings choose; it can be sent to a process.

    Raises ConfigInvalid.
    """
    config = settled(config)
    local = loader(
        config.model_folder,
        threads=threads_of(config),
        compute_type=config.speech.compute_type,
        device=config.speech.device,
    )
    match config.speech.engine:
        case "faster-whisper":
            return local
        case "sherpa-onnx":
            return sherpa_onnx.loader(sherpa_folder(config), threads=threads_of(config))
        case "server":
            address = server_address(config)
            if not config.speech.server_has_stand_in:
                return openai_server.loader(address)
            away = openai_server.loader(address, Patience(total_s=3.0))
            return stand_in.loader(away, local, local_window_s=_local_window_s(config))


def _local_window_s(config: Config) -> float:
    try:
        return check_model(config.model_folder).window_s
    except ModelMissing:  # said when the model is needed; until then the server's window counts
        return inf


def load_engine(config: Config) -> Recognizer:
    """Load the chosen engine into this process: for verbs without a window.

    Raises ConfigInvalid, ModelMissing.
    """
    return recognizer_loader(settled(config, for_recordings=True))()


def meet_server(config: Config) -> str:
    """Ask the configured transcription server for its model; return the model's name.

    Raises ConfigInvalid, ModelMissing, RecognizerDown.
    """
    address = server_address(config)
    line = ServerLine(address)
    try:
        return OpenAiServer(line, address).meet().id
    finally:
        line.close()


def load_prompted(config: Config) -> FasterWhisper:
    """Load the local engine so that it takes hot words as a prompt, even if it never learnt to.

    For who measures what a prompt does. Raises ModelMissing.
    """
    config = settled(config, for_recordings=True)
    return load(config.model_folder, threads=threads_of(config), takes_prompt=True)


def load_recognizer(config: Config) -> FasterWhisper:
    """Load the local engine, the yardstick of bench and evaluation, into this process.

    Raises ModelMissing.
    """
    config = settled(config, for_recordings=True)
    return load(
        config.model_folder,
        threads=threads_of(config),
        compute_type=config.speech.compute_type,
        device=config.speech.device,
    )


def new_detector() -> Silero:
    """Return one for a channel; all share a session, which takes 24 MB."""
    return Silero(_detection_session())


_detection_session: Final = cache(open_session)


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


def offline_settings(config: Config) -> OfflineSettings:
    """Return the configured live settings, with neither partials nor early ends."""
    live = segmenter_settings(config)
    return OfflineSettings(
        segmenter=replace(
            live, endpointer=replace(live.endpointer, pause_s=inf), partial_every_s=inf
        ),
        hotwords=engine_prompt(config),
        hot_words=hot_words_of(config),
    )


def _call_parts(
    config: Config,
    store: Store,
    transcriber: Transcriber,
    knowledge: KnowledgeDesk,
    understander: Understander,
    shelf: RecordingShelf,
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
        shelf,
        hot_words_of(config),
    )


def _make_recordings_folder(config: Config) -> None:
    try:
        config.recordings_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise of_system(error, config.recordings_folder) from error


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

"""Plays the demo in the real window: by itself and off-screen, or for a person to watch."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QObject, QTimer, Slot

from app.assembly import Seat, Workstation, assemble
from app.config import Config
from app.demo_report import DemoReport
from app.station import has_display
from app.story import Story
from domain.board import AgentStatus
from domain.errors import Unavailable, WorkstationError
from domain.events import Event, Publish
from widgets.application import run
from widgets.heartbeat import Beats, Heartbeat
from widgets.screenshots import take_screenshots
from widgets.tasks import Tasks
from widgets.window import Window

TICK_MS: Final = 100
APART_MS: Final = 5 * 60_000  # between the starts of the other calls
GIVE_UP_S: Final = 900.0
CENTRAL_WAIT_S: Final = 90.0
PICTURE_AT_S: Final = 62.0  # of the live call: by then every panel has something to say

Condition: TypeAlias = Callable[[], bool]


class DemoUnfinished(Unavailable):
    """A step of the demo never came."""


def say_in_terminal(line: str) -> None:
    """Print at once, also into a pipe; nobody reading any more is no reason to stop a call."""
    with suppress(OSError):
        print(line, flush=True)


@dataclass(frozen=True, slots=True)
class DemoWish:
    """How the demo is to run. pace None = as fast as it goes."""

    name: str
    pace: float | None
    out: Path
    is_alone: bool  # nobody watches: make the ticket, take pictures, close the window
    has_others: bool = True  # check the other demo calls in the background
    say: Callable[[str], None] = say_in_terminal


@dataclass(slots=True)
class DemoEnd:
    report: DemoReport
    beats: Beats | None = None
    is_complete: bool = False
    trouble: WorkstationError | None = None


def play(config: Config, wish: DemoWish) -> tuple[int, DemoEnd]:
    """Open the window, play the call, return the exit code and what was seen.

    Raises ModelMissing, DemoUnfinished.
    """
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    end = DemoEnd(DemoReport())
    story = Story(wish.say)
    made: list[Workstation] = []
    directors: list[Director] = []

    def assembled(publish: Publish) -> Seat:
        def tell(event: Event) -> None:
            end.report.hear(event)
            story.tell(event)
            publish(event)

        made.append(assemble(config, tell))
        return made[0].seat()

    def begin(window: Window) -> None:
        directors.append(Director(window, made[0], wish, end))

    code = run(assembled, language=config.language, started=begin)
    if end.trouble is not None:
        raise end.trouble
    if wish.is_alone and not code and not end.is_complete:
        raise DemoUnfinished("演示被中断 / The demo was interrupted")
    return code, end


class Director(QObject):
    """Walks through the plot in the GUI thread: each step waits for something to come true."""

    def __init__(self, window: Window, station: Workstation, wish: DemoWish, end: DemoEnd) -> None:
        super().__init__(window)
        self._window, self._station, self._wish, self._end = window, station, wish, end
        self._report = end.report
        self._heartbeat = Heartbeat()
        self._tasks = Tasks()
        self._others: dict[str, str] = {}
        self._pictures: list[Path] = []
        self._plot = self._alone() if wish.is_alone else self._watched()
        self._until: Condition = lambda: True
        self._give_up_at = time.monotonic() + GIVE_UP_S
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        trouble = self._trouble()
        if trouble is not None:
            self._leave(trouble)
            return
        try:
            if self._until():
                self._timer.stop()  # a step may run the event loop, for a picture
                self._until = next(self._plot)
                self._timer.start()
        except StopIteration:
            return
        except (WorkstationError, OSError) as error:
            self._leave(error)

    def _trouble(self) -> WorkstationError | None:
        """Return why the plot cannot go on, if so."""
        if not self._wish.is_alone:
            return None
        if self._report.died:
            return DemoUnfinished(f"{self._report.died} 停了，见日志 / it died: see the log")
        if not self._report.call_id and self._report.trouble is not None:
            return self._report.trouble
        if time.monotonic() > self._give_up_at:
            return DemoUnfinished("演示没有走完，见日志 / The demo did not finish: see the log")
        return None

    def _watched(self) -> Iterator[Condition]:
        yield self._is_model_ready
        yield from self._call()
        yield lambda: not self._station.desk.is_busy()
        self._import_others()

    def _alone(self) -> Iterator[Condition]:
        yield self._is_model_ready
        self._heartbeat.start()
        yield from self._call()
        self._end.beats = self._heartbeat.stop()
        self._tasks.run(
            lambda: self._station.desk.create_ticket(self._report.call_id, {}), failed=self._leave
        )
        yield lambda: self._report.ticket is not None
        self._station.desk.set_status(AgentStatus.READY)
        yield lambda: self._report.call_id in self._report.scores
        yield self._synced_or_away()
        if self._wish.has_others:
            self._import_others()
            yield self._are_others_scored
            yield self._synced_or_away()
        self._finish()

    def _call(self) -> Iterator[Condition]:
        self._window.show_page("desk")
        self._station.desk.play_demo(self._wish.name, pace=self._wish.pace)
        if self._wish.is_alone and self._wish.has_others:
            yield lambda: self._report.heard_until_s > PICTURE_AT_S or self._has_ended()
            self._take("live", ("desk",))
        yield self._has_ended

    def _has_ended(self) -> bool:
        return self._report.ended is not None

    def _is_model_ready(self) -> bool:
        return self._station.transcriber.wait_ready(0.0)

    def _synced_or_away(self) -> Condition:
        """Wait for central a while; a desk that it does not answer goes on alone and says so."""
        give_up_at = time.monotonic() + CENTRAL_WAIT_S

        def is_over() -> bool:
            if self._report.is_synced:
                return True
            if time.monotonic() < give_up_at:
                return False
            sync = self._report.sync
            waiting = sync.waiting if sync is not None else 0
            self._wish.say(f"  同步  中心不在线，{waiting} 条留待同步 / central is away")
            return True

        return is_over

    def _import_others(self) -> None:
        self._wish.say(
            "\n后台质检：今天的其他录音 / in the background: the other recordings of today"
        )
        desk = self._station.desk
        now_ms = time.time_ns() // 1_000_000
        names = [name for name in desk.demo_names() if name != self._wish.name]
        for place, name in enumerate(names, 1):
            self._others[name] = desk.import_demo(name, now_ms - place * APART_MS)

    def _are_others_scored(self) -> bool:
        return all(call_id in self._report.scores for call_id in self._others.values())

    def _take(self, prefix: str, keys: tuple[str, ...] | None) -> None:
        folder = self._wish.out / "screens"
        for file in take_screenshots(self._window, folder, keys=keys):
            kept = file.with_name(f"{prefix}-{file.name}") if prefix else file
            self._pictures.append(file.replace(kept))

    def _finish(self) -> None:
        if self._wish.has_others:
            self._take("", None)
        more: dict[str, Any] = {
            "screens": [str(file) for file in self._pictures],
            "heartbeat": asdict(self._end.beats) if self._end.beats else None,
        }
        result = self._wish.out / "result.json"
        result.parent.mkdir(parents=True, exist_ok=True)
        self._report.write(result, name=self._wish.name, others=self._others, more=more)
        self._wish.say(f"\n结果 / result: {result}")
        for file in self._pictures:
            self._wish.say(f"截图 / picture: {file}")
        self._end.is_complete = True
        self._leave(None)

    def _leave(self, trouble: Exception | None) -> None:
        self._timer.stop()
        self._tasks.close()
        if trouble is not None and not isinstance(trouble, WorkstationError):
            trouble = DemoUnfinished(f"演示没有走完：{trouble} / The demo did not finish")
        self._end.trouble = trouble
        self._window.close()

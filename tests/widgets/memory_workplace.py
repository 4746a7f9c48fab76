"""A second implementation of the roles that keeps everything in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from domain.audio import Role
from domain.board import AgentStatus, BoardSnapshot
from domain.calls import Recording
from domain.errors import UserError
from domain.events import Event, Publish, TicketSaved
from domain.facts import StationFacts
from domain.meaning import Fine, Level
from domain.review import (
    CriterionVerdict,
    ImportCounts,
    ImportRow,
    ImportState,
    OpenedCall,
    Peaks,
    ReviewRow,
    ReviewState,
)
from domain.sound_devices import DeviceChoice, LiveLevels, SoundDevice, SoundTest
from domain.tickets import Article, KnowledgeCard, Ticket, TicketState
from tests.widgets import scripted_call
from tests.widgets.made_board import snapshot
from tests.widgets.memory_models import MemoryModels


class MemoryDesk:
    """Plays its one script at once; tickets are kept by call."""

    def __init__(self, publish: Publish, events: list[Event] | None = None) -> None:
        self._publish = publish
        self._events = events if events is not None else scripted_call.running_call()
        self.tickets: dict[str, Ticket] = {}
        self.corrections: list[tuple[str, str, Fine]] = []
        self.status = AgentStatus.READY
        self.is_held = False
        self.is_muted = False
        self.swaps = 0
        self.gaps: list[str] = []
        self.played: list[str] = []
        self.called: list[str] = []
        self.missing: UserError | None = None  # what starting a call by hand meets

    def play_demo(self, name: str, *, pace: float | None = 1.0) -> None:
        del pace  # a script has no pace
        self.played.append(name)
        for event in self._events:
            self._publish(event)

    def start_call(self, number: str) -> None:
        if self.missing is not None:
            raise self.missing
        self.called.append(number)
        self.play_demo("by hand")

    def demo_names(self) -> tuple[str, ...]:
        from app.demo import demo_names

        return demo_names()

    def hang_up(self) -> None:
        for event in scripted_call.ended_call():
            self._publish(event)

    def hold(self, is_held: bool) -> None:
        self.is_held = is_held

    def mute(self, is_muted: bool) -> None:
        self.is_muted = is_muted

    def swap_channels(self) -> None:
        self.swaps += 1

    def set_status(self, status: AgentStatus) -> None:
        self.status = status

    def correct_intent(self, call_id: str, segment_id: str, fine: Fine) -> None:
        self.corrections.append((call_id, segment_id, fine))

    def create_ticket(self, call_id: str, values: Mapping[str, str]) -> Ticket:
        if call_id not in self.tickets:
            number = len(self.tickets) + 1
            fields = tuple(
                replace(field, value=values.get(field.name, field.value))
                for field in scripted_call.draft().fields
            )
            at_ms = scripted_call.now_ms()
            self.tickets[call_id] = Ticket(
                f"t{number}",
                f"G20261122-{number:04d}",
                call_id,
                "u1",
                TicketState.NEW,
                Fine.COMPLAINT,
                Level.P2,
                fields,
                at_ms,
                at_ms + 7_200_000,
                "302",
            )
            self._publish(TicketSaved(self.tickets[call_id]))
        return self.tickets[call_id]

    def look_up(self, text: str, *, limit: int = 10) -> tuple[KnowledgeCard, ...]:
        found = [
            KnowledgeCard(article, 1.0, text)
            for article in scripted_call.articles()
            if self._matches(article, text)
        ]
        if not found:
            self.gaps.append(text)
        return tuple(found[:limit])

    @staticmethod
    def _matches(article: Article, text: str) -> bool:
        return text in article.title or any(text in phrase for phrase in article.phrases)


class MemoryReview:
    """Twelve calls of which one can be opened; sound is a clock without noise."""

    def __init__(self) -> None:
        self.verdicts: list[CriterionVerdict] = []
        self.manual: dict[str, tuple[float, str]] = {}
        self.signed: set[str] = set()
        self.playing_from_s: float | None = None
        self.speed = 1.0
        self._rows = made_rows()
        self.files: list[ImportRow] = []
        self.swapped: set[str] = set()
        self.swap_signs: tuple[str, ...] = ()
        self.is_mono = False

    def import_files(self, paths: Sequence[str]) -> ImportCounts:
        known = {one.name for one in self.files}
        new = [path for path in paths if path not in known]
        self.files += [ImportRow(f"f-{path}", path, ImportState.WAITING, 0.0) for path in new]
        return ImportCounts(len(new), len(paths) - len(new))

    def imports(self) -> tuple[ImportRow, ...]:
        return tuple(self.files)

    def pause_import(self, call_id: str) -> None:
        self._turn(call_id, ImportState.PAUSED)

    def resume_import(self, call_id: str) -> None:
        self._turn(call_id, ImportState.WAITING)

    def _turn(self, call_id: str, state: ImportState) -> None:
        self.files = [
            replace(one, state=state) if one.call_id == call_id else one for one in self.files
        ]

    def swap_channels(self, call_id: str) -> None:
        self.swapped ^= {call_id}

    def rows(self, *, only: str = "", limit: int = 500) -> tuple[ReviewRow, ...]:
        return tuple(row for row in self._rows if self._is_kept(row, only))[:limit]

    @staticmethod
    def _is_kept(row: ReviewRow, only: str) -> bool:
        match only:
            case "to_review":
                return row.state is ReviewState.TO_REVIEW
            case "red_line":
                return row.has_red_line
            case "appealed":
                return row.state is ReviewState.APPEALED
            case _:
                return True

    def open(self, call_id: str) -> OpenedCall:
        segments = tuple(scripted_call.segment(n) for n in range(len(scripted_call.LINES)))
        understandings = tuple(
            scripted_call.understanding(of, number) for number, of in enumerate(segments)
        )
        row = next(row for row in self._rows if row.call_id == call_id)
        scorecard = scripted_call.red_scorecard() if row.has_red_line else scripted_call.scorecard()
        manual = self.manual.get(call_id)
        return OpenedCall(
            scripted_call.call(call_id),
            segments,
            understandings,
            replace(scorecard, call_id=call_id) if row.final_score is not None else None,
            Recording(call_id, f"{call_id}.flac", 66.0, "0" * 64),
            tuple(verdict for verdict in self.verdicts if verdict.call_id == call_id),
            manual[0] if manual else None,
            "孙莉" if call_id in self.signed else "",
            ReviewState.PUBLISHED if call_id in self.signed else row.state,
            is_mono=self.is_mono,
            is_swapped=call_id in self.swapped,
            swap_signs=() if call_id in self.swapped else self.swap_signs,
        )

    def peaks(self, call_id: str, *, steps: int = 1600) -> Peaks | None:
        del call_id  # all made calls sound alike
        duration_s = 66.0
        lanes = {role: np.zeros((steps, 2), np.float32) for role in Role}
        noise = np.random.default_rng(7)
        for role, start_s, end_s, _ in scripted_call.LINES:
            first, last = (int(at_s / duration_s * steps) for at_s in (start_s, end_s))
            height = noise.uniform(0.15, 0.8, last - first).astype(np.float32)
            lanes[role][first:last, 0] = -height
            lanes[role][first:last, 1] = height
        return Peaks(duration_s / steps, lanes[Role.AGENT], lanes[Role.CUSTOMER])

    def play(self, call_id: str, from_s: float, *, speed: float = 1.0) -> None:
        del call_id
        self.playing_from_s, self.speed = from_s, speed

    def pause(self) -> None:
        self.playing_from_s = None

    def position_s(self) -> float | None:
        return self.playing_from_s

    def save_verdict(self, verdict: CriterionVerdict) -> None:
        self.verdicts.append(verdict)

    def override_score(self, call_id: str, score: float, reason: str) -> None:
        self.manual[call_id] = (score, reason)

    def sign(self, call_id: str) -> None:
        self.signed.add(call_id)


def made_rows() -> tuple[ReviewRow, ...]:
    states = (
        ("王芳", Fine.COMPLAINT, Level.P2, 71.0, False, ReviewState.SCORED),
        ("赵磊", Fine.REPAIR, Level.P1, 0.0, True, ReviewState.TO_REVIEW),
        ("周敏", Fine.PRODUCT, Level.P4, 88.0, False, ReviewState.PUBLISHED),
        ("刘洋", Fine.INSTALL, Level.P4, 94.0, False, ReviewState.PUBLISHED),
        ("王芳", Fine.CHASE, Level.P3, 64.0, False, ReviewState.APPEALED),
        ("陈静", Fine.OTHER, Level.P4, None, False, ReviewState.NOT_SCORABLE),
        ("周敏", Fine.CARE, Level.P4, 91.0, False, ReviewState.PUBLISHED),
        ("赵磊", Fine.REPAIR, Level.P3, 83.0, False, ReviewState.PUBLISHED),
        ("刘洋", Fine.RETURN, Level.P3, 77.0, False, ReviewState.TO_REVIEW),
        ("陈静", Fine.PRODUCT, Level.P4, 96.0, False, ReviewState.PUBLISHED),
        ("王芳", Fine.REPAIR, Level.P3, 85.0, False, ReviewState.PUBLISHED),
        ("周敏", Fine.INSTALL, Level.P4, 90.0, False, ReviewState.PUBLISHED),
    )
    at_ms = scripted_call.now_ms()
    return tuple(
        ReviewRow(
            f"call-{n}", at_ms - n * 900_000, who, "李建国", fine, level, score, red, state, 66.0
        )
        for n, (who, fine, level, score, red, state) in enumerate(states, 1)
    )


class MemoryBoard:
    def __init__(self) -> None:
        self.made: BoardSnapshot | None = None

    def snapshot(self) -> BoardSnapshot:
        return self.made if self.made is not None else snapshot(scripted_call.now_ms())


class MemorySound:
    """Three devices; what they bring is set by the test."""

    def __init__(self) -> None:
        self.choice = DeviceChoice()
        self.known: tuple[SoundDevice, ...] = (
            SoundDevice("usb", "USB 耳机", "Windows WASAPI", 1, 2, 48_000, is_default=True),
            SoundDevice("loop", "耳机回录", "Windows WASAPI", 2, 0, 48_000, is_loopback=True),
            SoundDevice("box", "音箱", "Windows WASAPI", 0, 2, 48_000),
        )
        self.live = LiveLevels(-30.0, -24.0)
        self.result = SoundTest(-28.0, 48_000.0, ())
        self.tried: list[str] = []
        self.tried_choice: DeviceChoice | None = None
        self.is_listening = False
        self.missing: UserError | None = None

    def devices(self) -> tuple[SoundDevice, ...]:
        return self.known

    def choose(self, choice: DeviceChoice) -> None:
        self.choice = choice

    def listen(self) -> None:
        if self.missing is not None:
            raise self.missing
        self.is_listening = True

    def levels(self) -> LiveLevels:
        return self.live

    def stop_listening(self) -> None:
        self.is_listening = False

    def try_input(self, use: str, choice: DeviceChoice) -> SoundTest:
        self.tried.append(use)
        self.tried_choice = choice
        return self.result

    def try_output(self, choice: DeviceChoice) -> SoundTest:
        self.tried.append("output")
        self.tried_choice = choice
        return self.result


class MemoryWorkplace:
    def __init__(self, publish: Publish, events: list[Event] | None = None) -> None:
        self.desk = MemoryDesk(publish, events)
        self.review = MemoryReview()
        self.board = MemoryBoard()
        self.sound = MemorySound()
        self.models = MemoryModels()
        self.is_closed = False

    def facts(self) -> StationFacts:
        return StationFacts(
            agent="周敏 · 302",
            model="lingtai-demo · int8",
            model_folder="resources/models/lingtai-demo",
            is_demo_model=True,
            realtime_factor=0.4,
            central_url="http://localhost:8431",
            data_folder="~/.local/share/lingtai",
            config_file="~/.config/lingtai/lingtai.toml",
        )

    def close(self) -> None:
        self.is_closed = True

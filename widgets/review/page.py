"""质检: the calls, the sound with its words, the score that explains itself."""

import time
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.roles import ReviewRole
from domain.events import CallScored, FileProgressed
from domain.review import (
    CriterionVerdict,
    ImportCounts,
    ImportRow,
    OpenedCall,
    Peaks,
    ReviewRow,
)
from widgets.bridge import Bridge
from widgets.design.cards import column
from widgets.design.labels import PlainLabel
from widgets.design.tokens import GAP_CARDS
from widgets.design.top_bar import TopBar
from widgets.review.calls import FILTERS, CallsCard, CoverageCard
from widgets.review.dialogue import DialogueCard
from widgets.review.hits import Hit, hits_of
from widgets.review.imports import ImportCard
from widgets.review.ledger import LedgerCard
from widgets.review.listen import ListenCard
from widgets.review.score import ScoreCard
from widgets.review.sides import SidesBanner
from widgets.tasks import Task, Tasks

LEFT_WIDTH = 378
RIGHT_WIDTH = 372
NARROW_BELOW = 1300  # of the page: the sides give way, else the dialogue has no room
NARROWER_BY = 30
SETTLE_MS = 800  # several calls scored in a row refresh the list once
Lists = dict[str, tuple[ReviewRow, ...]]


class ReviewPage(QWidget):
    search_wanted = Signal()

    def __init__(self, review: ReviewRole, bridge: Bridge, tasks: Tasks) -> None:
        super().__init__()
        self._review = review
        self._tasks = tasks
        self._only = ""
        self._opened: OpenedCall | None = None
        self._opening: Task[tuple[OpenedCall, Peaks | None]] | None = None
        self._hits: tuple[Hit, ...] = ()
        self._hit = -1
        self.coverage, self.calls = CoverageCard(), CallsCard()
        self.imports, self.sides = ImportCard(), SidesBanner()
        self.listen, self.dialogue = ListenCard(review), DialogueCard()
        self.score, self.ledger = ScoreCard(), LedgerCard()
        self.empty = PlainLabel(self.tr("还没有录过音的通话。在工作台播放一个演示来电试试。"))
        self._sides: dict[QWidget, int] = {}
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._lay_out()
        self._connect(bridge)
        if bridge.last_coverage is not None:
            self.coverage.show_coverage(bridge.last_coverage)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Fetch the lists behind all filters, so that their counts are true."""
        self._tasks.run(self._fetch_lists, self._show_lists)
        self._tasks.run(self._review.imports, self.imports.show_rows)

    def _fetch_lists(self) -> Lists:
        return {only: self._review.rows(only=only) for only in FILTERS}

    def _show_lists(self, lists: Lists) -> None:
        self.calls.show_counts({only: len(rows) for only, rows in lists.items()})
        self.calls.show_rows(lists[self._only])
        self.empty.setVisible(not lists[""])

    def _lay_out(self) -> None:
        bar = TopBar(self.tr("质检"))
        bar.search_wanted.connect(self.search_wanted)
        self.empty.hide()
        left = column(self.coverage, self.imports, self.calls, gap=GAP_CARDS)
        middle = column(self.listen, self.empty, self.sides, self.dialogue, gap=GAP_CARDS)
        right = column(self.score, self.ledger, gap=GAP_CARDS)
        left.setStretch(2, 1)
        middle.setStretch(3, 1)
        right.setStretch(1, 1)
        line = QHBoxLayout()
        line.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        line.setSpacing(GAP_CARDS)
        for part, width in ((left, LEFT_WIDTH), (middle, 0), (right, RIGHT_WIDTH)):
            holder = QWidget()
            holder.setLayout(part)
            if width:
                self._sides[holder] = width
            line.addWidget(holder, 0 if width else 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addLayout(line, 1)

    def _connect(self, bridge: Bridge) -> None:
        bridge.coverage_changed.connect(self.coverage.show_coverage)
        bridge.call_scored.connect(self._note_score)
        bridge.file_progressed.connect(self._note_progress)
        self.imports.chosen.connect(self._import)
        self.imports.pause_wanted.connect(self._pause_import)
        self.imports.resume_wanted.connect(self._resume_import)
        self.sides.swap_wanted.connect(self._swap)
        self._settle.timeout.connect(self._take_news)
        self.calls.newer.clicked.connect(self.refresh)
        self.calls.call_chosen.connect(self.open_call)
        self.calls.filter_chosen.connect(self._filter)
        self.listen.moved.connect(self.dialogue.show_place)
        self.listen.refused.connect(self._tasks.failed)
        self.listen.next.clicked.connect(lambda: self._step(1))
        self.listen.previous.clicked.connect(lambda: self._step(-1))
        self.dialogue.line_chosen.connect(self.listen.hear)
        self.dialogue.judged.connect(self._judge)
        self.ledger.line_chosen.connect(self._choose_hit)
        self.score.sign_wanted.connect(self._sign)
        self.score.override_wanted.connect(self._override)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        less = NARROWER_BY if self.width() < NARROW_BELOW else 0
        for holder, width in self._sides.items():
            holder.setFixedWidth(width - less)

    @Slot(str)
    def open_call(self, call_id: str) -> None:
        if self._opening is not None:
            self._opening.cancel()
        self._opening = self._tasks.run(partial(self._fetch, call_id), self._show_call)

    def _fetch(self, call_id: str) -> tuple[OpenedCall, Peaks | None]:
        return self._review.open(call_id), self._review.peaks(call_id)

    def _show_call(self, fetched: tuple[OpenedCall, Peaks | None]) -> None:
        opened, peaks = fetched
        self._opened, self._hit = opened, -1
        self._hits = hits_of(opened.scorecard)
        self.listen.show_call(opened, self._hits)
        duration_s = opened.recording.duration_s if opened.recording else 0.0
        if peaks is not None:
            self.listen.show_peaks(peaks, duration_s, self._hits)
        self.dialogue.show_call(opened, self._hits)
        self.sides.show_call(opened)
        self._show_score(opened)
        if self._hits:
            self._show_hit(0)

    def _show_score(self, opened: OpenedCall) -> None:
        self._opened = opened
        self.score.show_call(opened)
        verdicts = {verdict.criterion_id: verdict for verdict in opened.verdicts}
        self.ledger.show_scorecard(opened.scorecard, verdicts)

    def _step(self, by: int) -> None:
        if self._hits:
            self._show_hit((self._hit + by) % len(self._hits))

    def _show_hit(self, place: int) -> None:
        self._hit = place
        hit = self._hits[place]
        self.dialogue.show_hit(hit, self._verdict_on(hit))
        if hit.evidence:
            self.listen.waveform.show_place(hit.start_s)

    @Slot(str)
    def _choose_hit(self, criterion_id: str) -> None:
        """Show a ledger line's place and let it be heard."""
        for place, hit in enumerate(self._hits):
            if hit.criterion_id == criterion_id:
                self._show_hit(place)
        card = self._opened.scorecard if self._opened else None
        evidence = [
            line.evidence[0]
            for line in (*(card.lines if card else ()),)
            if line.criterion_id == criterion_id and line.evidence
        ]
        evidence += [
            red.evidence[0]
            for red in (card.red_lines if card else ())
            if red.red_line_id == criterion_id and red.evidence
        ]
        if evidence:
            self.dialogue.view.jump_to(evidence[0].segment_id)
            self.listen.hear(evidence[0].start_s)

    def _verdict_on(self, hit: Hit) -> str:
        for verdict in self._opened.verdicts if self._opened else ():
            if verdict.criterion_id == hit.criterion_id:
                return self.tr("已确认") if verdict.is_correct else self.tr("已判误检")
        return ""

    @Slot(bool)
    def _judge(self, is_correct: bool) -> None:
        if self._opened is None or self._hit < 0:
            return
        call_id = self._opened.call.call_id
        verdict = CriterionVerdict(
            call_id,
            self._hits[self._hit].criterion_id,
            is_correct,
            "",
            "",  # the application knows who sits here
            time.time_ns() // 1_000_000,
        )
        self._change(call_id, partial(self._review.save_verdict, verdict))

    @Slot()
    def _sign(self) -> None:
        if self._opened is not None:
            call_id = self._opened.call.call_id
            self._change(call_id, partial(self._review.sign, call_id))

    @Slot(float, str)
    def _override(self, score: float, reason: str) -> None:
        if self._opened is not None:
            call_id = self._opened.call.call_id
            self._change(call_id, partial(self._review.override_score, call_id, score, reason))

    def _change(self, call_id: str, work: "partial[None]") -> None:
        """Do it, then show what the store says now; the place in the call stays."""

        def work_and_look() -> OpenedCall:
            work()
            return self._review.open(call_id)

        self._tasks.run(work_and_look, self._show_change)

    def _show_change(self, opened: OpenedCall) -> None:
        if self._opened is None or opened.call.call_id != self._opened.call.call_id:
            return
        self._show_score(opened)
        if self._hit >= 0:
            hit = self._hits[self._hit]
            self.dialogue.verdict.show_hit(hit, self._verdict_on(hit))
        self._note_news()

    @Slot()
    def _swap(self) -> None:
        """Exchange the speakers and open the call anew: all of it reads differently."""
        if self._opened is None:
            return
        call_id = self._opened.call.call_id
        self.sides.swap.setEnabled(False)
        self._tasks.run(
            partial(self._review.swap_channels, call_id), lambda _: self.open_call(call_id)
        )

    @Slot(list)
    def _import(self, paths: list[str]) -> None:
        def queue_and_look() -> tuple[ImportCounts, tuple[ImportRow, ...]]:
            return self._review.import_files(paths), self._review.imports()

        def show(found: tuple[ImportCounts, tuple[ImportRow, ...]]) -> None:
            counts, rows = found
            self.imports.show_rows(rows)
            self.imports.show_counts(counts)

        self._tasks.run(queue_and_look, show)

    @Slot(str)
    def _pause_import(self, call_id: str) -> None:
        self._turn_import(partial(self._review.pause_import, call_id))

    @Slot(str)
    def _resume_import(self, call_id: str) -> None:
        self._turn_import(partial(self._review.resume_import, call_id))

    def _turn_import(self, work: "partial[None]") -> None:
        def work_and_look() -> tuple[ImportRow, ...]:
            work()
            return self._review.imports()

        self._tasks.run(work_and_look, self.imports.show_rows)

    @Slot(object)
    def _note_progress(self, event: FileProgressed) -> None:
        """A file that begins or ends changes the list; between, only its bar moves."""
        if event.done >= 1 or event.call_id not in self.imports.lines:
            self._tasks.run(self._review.imports, self.imports.show_rows)
        else:
            self.imports.show_progress(event)

    @Slot(object)
    def _note_score(self, event: CallScored) -> None:
        """A call that is open and was scored anew is shown with its new score."""
        opened = self._opened
        if opened is not None and event.scorecard.call_id == opened.call.call_id:
            self.open_call(opened.call.call_id)
        self._note_news()

    @Slot(str)
    def _filter(self, only: str) -> None:
        self._only = only
        self.refresh()

    @Slot()
    def _note_news(self) -> None:
        self._settle.start()

    @Slot()
    def _take_news(self) -> None:
        """Refresh the list, unless the mouse is on it: then offer to."""
        if self.calls.table.underMouse():
            self.calls.newer.show()
        else:
            self.refresh()

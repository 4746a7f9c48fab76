"""看板: the team at this moment, fetched anew every two seconds while it is looked at."""

import time
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.roles import BoardRole
from domain.board import BoardSnapshot
from domain.errors import WorkstationError
from widgets.board.agents import AgentsCard
from widgets.board.chart import HalfHourCard
from widgets.board.lists import AlertsCard, ComplaintsCard, DueCard
from widgets.board.queues import QueuesCard
from widgets.board.targets import STALE_S
from widgets.board.tiles import Tiles, figures
from widgets.board.wallboard import Wallboard
from widgets.design.buttons import KeyButton
from widgets.design.cards import column
from widgets.design.chips import CHIP_HEIGHT
from widgets.design.labels import PlainLabel
from widgets.design.tokens import GAP_CARDS
from widgets.design.top_bar import TopBar
from widgets.tasks import Task, Tasks

FETCH_EVERY_MS: Final = 2000
LEFT_WIDTH: Final = 330
RIGHT_WIDTH: Final = 360
FROM_CENTRAL: Final = "central"


class BoardPage(QWidget):
    search_wanted = Signal()

    def __init__(self, board: BoardRole, tasks: Tasks) -> None:
        super().__init__()
        self._board = board
        self._tasks = tasks
        self._task: Task[BoardSnapshot] | None = None
        self._snapshot: BoardSnapshot | None = None
        self.age = PlainLabel(self.tr("正在取数据"), chip="state")
        self.age.setFixedHeight(CHIP_HEIGHT)
        self.wall = KeyButton(self.tr("大屏"), "F11")
        self.wallboard: Wallboard | None = None
        self.tiles = Tiles()
        self.agents, self.halves, self.queues = AgentsCard(), HalfHourCard(), QueuesCard()
        self.complaints, self.alerts, self.due = ComplaintsCard(), AlertsCard(), DueCard()
        self._lay_out()
        self._fetch_timer = QTimer(self, interval=FETCH_EVERY_MS)
        self._fetch_timer.timeout.connect(self._beat)
        self.wall.clicked.connect(self._open_wall)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fetch_timer.start()
        self._beat()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.wallboard is None or not self.wallboard.isVisible():
            self._fetch_timer.stop()

    def _lay_out(self) -> None:
        bar = TopBar(self.tr("看板"), None, self.age, self.wall)
        bar.search_wanted.connect(self.search_wanted)
        middle = column(self.halves, self.queues, gap=GAP_CARDS)
        middle.setStretch(1, 1)
        right = column(self.complaints, self.alerts, self.due, gap=GAP_CARDS)
        right.setStretch(2, 1)
        lower = QHBoxLayout()
        lower.setSpacing(GAP_CARDS)
        self.agents.setFixedWidth(LEFT_WIDTH)
        lower.addWidget(self.agents)
        lower.addLayout(middle, 1)
        side = QWidget()
        side.setLayout(right)
        side.setFixedWidth(RIGHT_WIDTH)
        lower.addWidget(side)
        main = QVBoxLayout()
        main.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        main.setSpacing(GAP_CARDS)
        main.addLayout(self.tiles)
        main.addLayout(lower, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addLayout(main, 1)

    @Slot()
    def _beat(self) -> None:
        """Fetch, unless the last fetch is still under way; the age counts on meanwhile."""
        self._show_age()
        if self._task is None:
            self._task = self._tasks.run(self._board.snapshot, self._show, self._fail)

    def _show(self, board: BoardSnapshot) -> None:
        self._task = None
        self._snapshot = board
        shown = figures(board)
        self.tiles.show_figures(shown)
        self.agents.show_agents(board.agents, board.at_ms)
        self.halves.show_halves(board.half_hours, board.at_ms)
        self.queues.show_queues(board.queues)
        self.complaints.show_complaints(board.complaints, board.at_ms)
        self.alerts.show_alerts(board.alerts, board.at_ms)
        self.due.show_due(board.due, board.at_ms)
        if self.wallboard is not None:
            self.wallboard.show_figures(shown)
        self._show_age()

    def _fail(self, error: Exception) -> None:
        self._task = None
        self._show_age()
        if not isinstance(error, WorkstationError):
            self._tasks.failed.emit(error)

    def _show_age(self) -> None:
        if self._snapshot is None:
            return
        age_s = max(0.0, time.time() - self._snapshot.at_ms / 1000)
        is_stale = age_s > STALE_S
        text = self.tr("数据 {n:.0f} 秒前").format(n=age_s)
        if is_stale:
            text = self.tr("⚠ 数据已旧：{n:.0f} 秒前").format(n=age_s)
        elif self._snapshot.source != FROM_CENTRAL:
            text += self.tr(" · 仅本机")
        self.age.setText(text)
        self.age.restyle(chip="state_stale" if is_stale else "state")
        if self.wallboard is not None:
            self.wallboard.show_staleness(text if is_stale else "")

    @Slot()
    def _open_wall(self) -> None:
        if self.wallboard is None:
            self.wallboard = Wallboard()
        if self._snapshot is not None:
            self.wallboard.show_figures(figures(self._snapshot))
        self.wallboard.open_on_second_screen()

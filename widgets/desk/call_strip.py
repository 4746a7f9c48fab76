"""The top strip of the desk: state, timers, what can be done with the call, levels."""

import time
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu

from app.roles import DeskRole
from domain.audio import Role
from domain.board import AgentStatus
from domain.events import CallEnded, CallStarted, LevelHeard
from widgets.design.buttons import KeyButton
from widgets.design.cards import row
from widgets.design.chips import StateChip
from widgets.design.clock import hours, minutes
from widgets.design.fonts import mono_font
from widgets.design.labels import PlainLabel
from widgets.design.tokens import TOP_HEIGHT, TYPE_TIMER
from widgets.design.words import status_word
from widgets.desk.meter import LevelMeter

CHOSEN_BY_AGENT: Final = (AgentStatus.READY, AgentStatus.BUSY, AgentStatus.BREAK)
TONES: Final = {
    AgentStatus.READY: "ok",
    AgentStatus.TALKING: "ok",
    AgentStatus.HOLDING: "warn",
    AgentStatus.WRAP_UP: "warn",
    AgentStatus.BUSY: "bad",
}


class CallStrip(QFrame):
    """Calls the role directly: hold, mute and hang-up return at once."""

    search_wanted = Signal()

    def __init__(self, desk: DeskRole) -> None:
        super().__init__()
        self._desk = desk
        self._since_s = time.monotonic()
        self._status = AgentStatus.READY
        self.setProperty("surface", "top")
        self.setFixedHeight(TOP_HEIGHT)
        self.state = StateChip()
        self.timer = PlainLabel("00:00:00")
        self.timer.setFont(mono_font(TYPE_TIMER, bold=True))
        self.timer.setAccessibleName(self.tr("通话时长"))
        self.hold = KeyButton(self.tr("保持"), "F6")
        self.mute = KeyButton(self.tr("静音"), "F7")
        self.transfer = KeyButton(self.tr("转接"), "F8")
        self.transfer.setToolTip(self.tr("没有接话机，不能转接"))
        self.hang_up = KeyButton(self.tr("挂断"), "F4", tone="danger")
        self.meters = {
            Role.AGENT: LevelMeter(Role.AGENT, self.tr("座席")),
            Role.CUSTOMER: LevelMeter(Role.CUSTOMER, self.tr("客户")),
        }
        self.search = KeyButton(self.tr("搜索知识、页面、演示"), "Ctrl+K", tone="flat")
        self.agent = PlainLabel()
        self._lay_out()
        self._connect()
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self._second.start()
        self.show_status(AgentStatus.READY)

    @property
    def status(self) -> AgentStatus:
        return self._status

    def show_status(self, status: AgentStatus) -> None:
        if status is not self._status:
            self._since_s = time.monotonic()
        self._status = status
        in_call = status in (AgentStatus.TALKING, AgentStatus.HOLDING)
        for control in (self.hold, self.mute, self.hang_up):
            control.setEnabled(in_call)
        self.transfer.setEnabled(False)
        self._tick()

    @Slot(object)
    def start_call(self, _event: CallStarted) -> None:
        self.timer.setText(hours(0))
        for control in (self.hold, self.mute):
            control.setChecked(False)
        self.show_status(AgentStatus.TALKING)

    @Slot(object)
    def hear_level(self, event: LevelHeard) -> None:
        self.meters[event.role].show_level(event.level_dbfs)
        text = hours(event.at_s)
        if text != self.timer.text():
            self.timer.setText(text)

    @Slot(object)
    def end_call(self, event: CallEnded) -> None:
        self.timer.setText(hours(event.duration_s))
        for meter in self.meters.values():
            meter.show_level(float("-inf"))
        self.show_status(AgentStatus.WRAP_UP)

    def choose(self, status: AgentStatus) -> None:
        """Set the agent's own state, on the screen and in the application."""
        self._desk.set_status(status)
        self.show_status(status)

    def _lay_out(self) -> None:
        self.hold.setCheckable(True)
        self.mute.setCheckable(True)
        line = row(self.state, self.timer, self.hold, self.mute, self.transfer, self.hang_up)
        line.setSpacing(12)
        line.setContentsMargins(16, 0, 16, 0)
        line.addSpacing(2)
        for meter in self.meters.values():
            line.addWidget(meter)
        line.addStretch(1)
        line.addWidget(self.search)
        line.addWidget(self.agent)
        self.setLayout(line)

    def _connect(self) -> None:
        self.hold.toggled.connect(self._hold)
        self.mute.toggled.connect(self._desk.mute)
        self.hang_up.clicked.connect(self._hang_up)
        self.search.clicked.connect(self.search_wanted)
        menu = QMenu(self)
        for status in CHOSEN_BY_AGENT:
            action = QAction(status_word(status), menu)
            action.triggered.connect(lambda _=False, chosen=status: self.choose(chosen))
            menu.addAction(action)
        self.state.setMenu(menu)

    @Slot(bool)
    def _hold(self, is_held: bool) -> None:
        self._desk.hold(is_held)
        if self._status in (AgentStatus.TALKING, AgentStatus.HOLDING):
            self.show_status(AgentStatus.HOLDING if is_held else AgentStatus.TALKING)

    @Slot()
    def _hang_up(self) -> None:
        self.hang_up.setEnabled(False)  # one hang-up is enough; CallEnded follows the drain
        self._desk.hang_up()

    @Slot()
    def _tick(self) -> None:
        text = self.tr("通话中")
        if self._status is not AgentStatus.TALKING:
            since = minutes(time.monotonic() - self._since_s)
            text = f"{status_word(self._status)} {since}"
        self.state.show_state(text, TONES.get(self._status, "neutral"))

"""The agents, longest in their state first."""

from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from domain.board import AgentOnBoard, AgentStatus
from widgets.board import targets
from widgets.design.cards import Card
from widgets.design.chips import tone_of
from widgets.design.clock import minutes
from widgets.design.fonts import mono_font, sized
from widgets.design.labels import PlainLabel
from widgets.design.tokens import TYPE_BODY, TYPE_SMALL, TYPE_TINY, colours_of
from widgets.design.words import status_word

Index: TypeAlias = QModelIndex | QPersistentModelIndex
NO_PARENT: Final = QModelIndex()
ROW_HEIGHT: Final = 34
LONGEST_S: Final = {
    AgentStatus.TALKING: targets.TALK_S,
    AgentStatus.HOLDING: targets.HOLD_S,
    AgentStatus.BREAK: targets.BREAK_S,
    AgentStatus.WRAP_UP: targets.WRAP_UP_S,
}
TONES: Final = {
    AgentStatus.READY: "ok",
    AgentStatus.TALKING: "accent",
    AgentStatus.HOLDING: "warn",
    AgentStatus.WRAP_UP: "warn",
    AgentStatus.BUSY: "bad",
}


class AgentsModel(QAbstractTableModel):
    """One column; the delegate draws the parts of a row."""

    def __init__(self) -> None:
        super().__init__()
        self._agents: tuple[AgentOnBoard, ...] = ()
        self._now_ms = 0

    def show_agents(self, agents: tuple[AgentOnBoard, ...], now_ms: int) -> None:
        """Show the agents; while they are the same people only their rows are redrawn."""
        ordered = tuple(sorted(agents, key=lambda agent: agent.since_ms))
        is_same = [a.agent_id for a in ordered] == [a.agent_id for a in self._agents]
        self._now_ms = now_ms
        if is_same:
            self._agents = ordered
            self.dataChanged.emit(self.index(0, 0), self.index(max(len(ordered) - 1, 0), 0))
            return
        self.beginResetModel()
        self._agents = ordered
        self.endResetModel()

    def agent_at(self, row: int) -> AgentOnBoard:
        return self._agents[row]

    def in_state_s(self, agent: AgentOnBoard) -> float:
        return max(0.0, (self._now_ms - agent.since_ms) / 1000)

    def is_too_long(self, agent: AgentOnBoard) -> bool:
        return self.in_state_s(agent) > LONGEST_S.get(agent.status, float("inf"))

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._agents)

    @override
    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            agent = self._agents[index.row()]
            parts = (
                agent.agent_id,
                agent.name,
                status_word(agent.status),
                minutes(self.in_state_s(agent)),
                agent.topic,
            )
            text = " ".join(part for part in parts if part)
            return text + self.tr(" 超时") if self.is_too_long(agent) else text
        return None


class AgentDelegate(QStyledItemDelegate):
    def __init__(self, model: AgentsModel) -> None:
        super().__init__()
        self._model = model

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        agent = self._model.agent_at(index.row())
        colours = colours_of(option.palette)
        is_late = self._model.is_too_long(agent)
        room = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(
            QRectF(room.left(), room.bottom(), room.width(), 1), QColor(colours.line_soft)
        )
        tone = "bad" if is_late else TONES.get(agent.status, "neutral")
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        name = QRectF(room.left(), room.top(), 86, room.height())
        painter.setPen(QColor(colours.ink))
        painter.setFont(sized(option.font, TYPE_BODY, bold=True))
        painter.drawText(name, left, f"{agent.agent_id} {agent.name}")
        dot = QRectF(room.left() + 92, room.center().y() - 4, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone_of(tone, colours)[0]))
        painter.drawEllipse(dot)
        painter.setPen(QColor(colours.ink))
        painter.setFont(sized(option.font, TYPE_BODY))
        state = QRectF(dot.right() + 6, room.top(), 90, room.height())
        painter.drawText(state, left, status_word(agent.status))
        topic = QRectF(room.right() - 64, room.top(), 64, room.height())
        painter.setPen(QColor(colours.mute))
        painter.setFont(sized(option.font, TYPE_TINY))
        painter.drawText(topic, right, agent.topic)
        clock = QRectF(topic.left() - 66, room.top(), 62, room.height())
        painter.setPen(QColor(colours.bad if is_late else colours.ink))
        painter.setFont(mono_font(TYPE_SMALL, bold=True))
        painter.drawText(clock, right, minutes(self._model.in_state_s(agent)))
        painter.restore()


class AgentsCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("座席"), self.tr("按状态时长"))
        self.model = AgentsModel()
        self._delegate = AgentDelegate(self.model)
        self.empty = PlainLabel(self.tr("没有座席在线"), tone="faint")
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.setAccessibleName(self.tr("座席列表"))
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.table, 1)

    def show_agents(self, agents: tuple[AgentOnBoard, ...], now_ms: int) -> None:
        self.empty.setVisible(not agents)
        self.model.show_agents(agents, now_ms)

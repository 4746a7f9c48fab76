"""The list of calls as a table: score, time, agent, intent, level, state."""

from enum import IntEnum
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from domain.review import ReviewRow, ReviewState
from widgets.design.clock import day_and_time
from widgets.design.score import tone_of_score
from widgets.design.tokens import LIGHT, Colours
from widgets.design.words import fine_word, state_word

Index: TypeAlias = QModelIndex | QPersistentModelIndex
NO_PARENT: Final = QModelIndex()
SORT_ROLE: Final = Qt.ItemDataRole.UserRole
HOT_STATES: Final = (ReviewState.TO_REVIEW, ReviewState.APPEALED)


class Column(IntEnum):
    SCORE = 0
    TIME = 1
    AGENT = 2
    INTENT = 3
    LEVEL = 4
    STATE = 5


class CallsModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ReviewRow, ...] = ()
        self._colours = LIGHT
        self._bold = QFont()
        self._bold.setBold(True)

    def show_rows(self, rows: tuple[ReviewRow, ...]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def show_colours(self, colours: Colours) -> None:
        self._colours = colours

    def row_at(self, row: int) -> ReviewRow:
        return self._rows[row]

    def place_of(self, call_id: str) -> int | None:
        for place, row in enumerate(self._rows):
            if row.call_id == call_id:
                return place
        return None

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(Column)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = {
            Column.SCORE: self.tr("得分"),
            Column.TIME: self.tr("时间"),
            Column.AGENT: self.tr("座席"),
            Column.INTENT: self.tr("意图"),
            Column.LEVEL: self.tr("级"),
            Column.STATE: self.tr("状态"),
        }
        return names[Column(section)]

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._text(row, column) or self.tr("空")
        if role == SORT_ROLE:
            return _sort_key(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, column)
        if role == Qt.ItemDataRole.FontRole and column is Column.SCORE:
            return self._bold
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.STATE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, row: ReviewRow, column: Column) -> str:
        match column:
            case Column.SCORE:
                return "—" if row.final_score is None else f"{row.final_score:.0f}"
            case Column.TIME:
                return day_and_time(row.started_at_ms)
            case Column.AGENT:
                return row.agent_name
            case Column.INTENT:
                return fine_word(row.fine)
            case Column.LEVEL:
                return row.level.value
            case Column.STATE:
                state = state_word(row.state)
                return self.tr("红线·{state}").format(state=state) if row.has_red_line else state

    def _ink(self, row: ReviewRow, column: Column) -> QColor | None:
        colours = self._colours
        if column is Column.SCORE:
            tones = {"ok": colours.ok, "warn": colours.warn, "bad": colours.bad}
            tone = tone_of_score(row.final_score)
            return QColor(tones.get(tone, colours.faint if tone == "faint" else colours.ink))
        if column is Column.STATE:
            is_hot = row.has_red_line or row.state in HOT_STATES
            return QColor(colours.bad if is_hot else colours.mute)
        return None


def _sort_key(row: ReviewRow, column: Column) -> float | int | str:
    keys: dict[Column, float | int | str] = {
        Column.SCORE: -1.0 if row.final_score is None else row.final_score,
        Column.TIME: row.started_at_ms,
        Column.AGENT: row.agent_name,
        Column.INTENT: row.fine.value,
        Column.LEVEL: row.level.value,
        Column.STATE: row.state.value,
    }
    return keys[column]

"""The transcript as a Qt list model: settled rows by time, open utterances last."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from domain.audio import Role
from domain.events import AlertRaised, PartialHeard, SegmentHeard
from widgets.design.clock import minutes
from widgets.design.labels import plain_tip
from widgets.transcript.rows import (
    MarkKind,
    RowKind,
    TranscriptRow,
    row_of_alert,
    row_of_partial,
    row_of_segment,
)

Index: TypeAlias = QModelIndex | QPersistentModelIndex
NO_PARENT: Final = QModelIndex()
START_SLACK_S: Final = 0.3  # a final may begin this much before the partial it replaces


class TranscriptModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._settled: list[TranscriptRow] = []
        self._partials: list[TranscriptRow] = []  # one per role at most
        self._heard_until_s: dict[Role, float] = {}

    def row_at(self, row: int) -> TranscriptRow:
        count = len(self._settled)
        return self._settled[row] if row < count else self._partials[row - count]

    def place_of(self, key: str) -> int | None:
        """Return the row of a segment, newest first since that is what is asked for."""
        for row in range(len(self._settled) - 1, -1, -1):
            if self._settled[row].key == key:
                return row
        return None

    def place_at(self, at_s: float) -> int | None:
        """Return the last settled row that begins at or before a moment of the call."""
        row = bisect_right(self._settled, at_s, key=lambda settled: settled.start_s) - 1
        while row >= 0 and self._settled[row].kind is not RowKind.SEGMENT:
            row -= 1
        return row if row >= 0 else None

    def clear(self) -> None:
        self.show_rows(())

    def show_rows(self, rows: Sequence[TranscriptRow]) -> None:
        """Show finished rows, given in order, instead of what was there."""
        self.beginResetModel()
        self._settled = list(rows)
        self._partials.clear()
        self._heard_until_s.clear()
        self.endResetModel()

    def hear_partial(self, partial: PartialHeard) -> None:
        """Show the words of an open utterance; late ones, whose final is there, are dropped."""
        if partial.start_s + START_SLACK_S < self._heard_until_s.get(partial.role, 0.0):
            return
        if not partial.text:  # it came to nothing
            self._drop_partial(partial.role, before_s=float("inf"))
            return
        row = row_of_partial(partial)
        place = self._partial_place(partial.role)
        if place is not None:
            self._partials[place] = row
            index = self.index(len(self._settled) + place)
            self.dataChanged.emit(index, index)
            return
        last = self.rowCount()
        self.beginInsertRows(NO_PARENT, last, last)
        self._partials.append(row)
        self.endInsertRows()

    def hear_segment(self, heard: SegmentHeard) -> None:
        segment = heard.segment
        self._heard_until_s[segment.role] = segment.end_s
        self._drop_partial(segment.role, before_s=segment.end_s)
        self._settle(row_of_segment(segment, heard.understanding))

    def add_alert(self, alert: AlertRaised) -> None:
        self._settle(row_of_alert(alert))

    def drop_partials(self) -> None:
        for role in Role:
            self._drop_partial(role, before_s=float("inf"))

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._settled) + len(self._partials)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        row = self.row_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.speaker(row)} {minutes(row.start_s)}：{row.text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(row))
        return None

    def _tip(self, row: TranscriptRow) -> str:
        """Say which words are unsure, and what stood where a hot word stands."""
        unsure = [mark for mark in row.unsure if mark.kind is MarkKind.UNSURE]
        lines = []
        if unsure:
            words = "、".join(row.text[mark.start : mark.end] for mark in unsure)
            lines.append(self.tr("听得不清：{words}").format(words=words))
        for mark in row.unsure:
            if mark.kind is MarkKind.PUT_RIGHT:
                told = self.tr("按热词订正：{word}（原识别：{heard}）")
                lines.append(told.format(word=row.text[mark.start : mark.end], heard=mark.heard))
        return "\n".join(lines)

    def speaker(self, row: TranscriptRow) -> str:
        if row.kind is RowKind.ALERT:
            return self.tr("提醒")
        if row.kind is RowKind.NOTE:
            return self.tr("得分账")
        return self.tr("座席") if row.role is Role.AGENT else self.tr("客户")

    def _settle(self, row: TranscriptRow) -> None:
        place = bisect_right(self._settled, row.start_s, key=lambda settled: settled.start_s)
        self.beginInsertRows(NO_PARENT, place, place)
        self._settled.insert(place, row)
        self.endInsertRows()

    def _partial_place(self, role: Role) -> int | None:
        for place, row in enumerate(self._partials):
            if row.role is role:
                return place
        return None

    def _drop_partial(self, role: Role, *, before_s: float) -> None:
        place = self._partial_place(role)
        if place is None or self._partials[place].start_s >= before_s:
            return
        row = len(self._settled) + place
        self.beginRemoveRows(NO_PARENT, row, row)
        del self._partials[place]
        self.endRemoveRows()

"""The left of the review page: coverage, filters, the calls."""

from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from domain.events import CoverageChanged
from domain.review import ReviewRow
from widgets.design.buttons import button
from widgets.design.cards import Card, row
from widgets.design.chips import tone_of
from widgets.design.fonts import sized
from widgets.design.labels import PlainLabel
from widgets.design.tokens import TYPE_TINY, colours_of
from widgets.review.calls_model import SORT_ROLE, CallsModel, Column

ROW_HEIGHT: Final = 34
WIDTHS: Final = {
    Column.SCORE: 44,
    Column.TIME: 86,
    Column.AGENT: 58,
    Column.INTENT: 74,
    Column.LEVEL: 38,
}
PILL: Final = QSize(32, 18)
FILTERS: Final = ("", "to_review", "red_line", "appealed")


class CoverageCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("质检覆盖"))
        self.number = PlainLabel("— / —", size="big", bold=True)
        self.rest = PlainLabel(tone="mute")
        self.body.addLayout(row(self.number, self.rest, None))

    @Slot(object)
    def show_coverage(self, event: CoverageChanged) -> None:
        self.number.setText(f"{event.scored} / {event.recorded}")
        open_calls = event.recorded - event.scored - event.not_scorable
        self.number.restyle(tone="warn" if open_calls > 0 else "ok")
        text = self.tr("今日已检 · 未检 {a} · 不可评 {b}")
        self.rest.setText(text.format(a=max(open_calls, 0), b=event.not_scorable))


class LevelPill(QStyledItemDelegate):
    """Draws P1 to P4 as a coloured pill."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        super().paint(painter, option, QModelIndex())
        level = str(index.data())
        ink, fill = tone_of(level, colours_of(option.palette))
        box = QRectF(0, 0, PILL.width(), PILL.height())
        box.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(ink))
        painter.setFont(sized(option.font, TYPE_TINY))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), level)
        painter.restore()


class CallsCard(Card):
    """`call_chosen` carries a call's id, `filter_chosen` the `only` of ReviewRole.rows."""

    call_chosen = Signal(str)
    filter_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("通话"))
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.model = CallsModel()
        self.chips = {only: self._chip(only) for only in FILTERS}
        self.newer = button(self.tr("有新通话，刷新"), tone="flat")
        self.newer.hide()
        self.table = self._table()
        chips = row(*self.chips.values(), None, self.newer, gap=6)
        chips.setContentsMargins(12, 9, 12, 9)
        self.body.addLayout(chips)
        self.body.addWidget(self.table, 1)
        self.show_counts({})

    @property
    def chosen_call(self) -> str:
        index = self.table.currentIndex()
        return self._row(index).call_id if index.isValid() else ""

    def show_rows(self, rows: tuple[ReviewRow, ...]) -> None:
        """Show calls; the chosen one stays chosen when it is still among them."""
        before = self.chosen_call
        blocker = self.table.selectionModel().blockSignals(True)
        self.model.show_colours(colours_of(self.palette()))
        self.model.show_rows(rows)
        place = self.model.place_of(before) if before else None
        if place is not None:
            self._select(place)
        self.table.selectionModel().blockSignals(blocker)
        self.newer.hide()
        if place is None and rows:
            self.table.selectRow(0)

    def show_counts(self, counts: dict[str, int]) -> None:
        names = {
            "": self.tr("全部"),
            "to_review": self.tr("待复核"),
            "red_line": self.tr("红线"),
            "appealed": self.tr("申诉"),
        }
        for only, chip in self.chips.items():
            count = counts.get(only)
            text = names[only] if count is None else f"{names[only]} {count}"
            chip.setText(text)
            chip.setAccessibleName(text)

    def choose(self, call_id: str) -> None:
        place = self.model.place_of(call_id)
        if place is not None:
            self._select(place)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.model.show_colours(colours_of(self.palette()))
        super().changeEvent(event)

    def _chip(self, only: str) -> QPushButton:
        chip = QPushButton()
        chip.setProperty("tone", "chip_hot" if only == "red_line" else "chip")
        chip.setCheckable(True)
        chip.setChecked(only == "")
        if not hasattr(self, "_group"):
            self._group = QButtonGroup(self)
        self._group.addButton(chip)
        chip.clicked.connect(lambda: self.filter_chosen.emit(only))
        return chip

    def _table(self) -> QTableView:
        table = QTableView()
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        table.setModel(self._sorted)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.TIME, Qt.SortOrder.DescendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("通话列表"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setAccessibleName(self.tr("表头"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(Column.STATE, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            table.setColumnWidth(column, width)
        self._pill = LevelPill()
        table.setItemDelegateForColumn(Column.LEVEL, self._pill)
        table.selectionModel().currentRowChanged.connect(self._choose)
        return table

    def _select(self, place: int) -> None:
        self.table.setCurrentIndex(self._sorted.mapFromSource(self.model.index(place, 0)))

    def _row(self, index: QModelIndex) -> ReviewRow:
        return self.model.row_at(self._sorted.mapToSource(index).row())

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.call_chosen.emit(self._row(index).call_id)

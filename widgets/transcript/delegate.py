"""Draws transcript rows: bubbles left and right, marks under words, alerts between."""

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from domain.audio import Role
from widgets.design.clock import minutes
from widgets.design.fonts import sized
from widgets.design.tokens import RADIUS_BUBBLE, TYPE_TINY, Colours, colours_of
from widgets.transcript.bubble import LABEL_HEIGHT, RADIUS_TIGHT, SIDE, Bubble, lay_out
from widgets.transcript.model import TranscriptModel
from widgets.transcript.rows import MarkKind, RowKind, TranscriptRow

KEPT_BUBBLES: Final = 128  # some screens full; heights are kept for all rows
EDGE: Final = 3
LABEL_SIDE: Final = 4


class TranscriptDelegate(QStyledItemDelegate):
    """Heights are cached for every row, layouts for the rows last drawn."""

    def __init__(self, model: TranscriptModel) -> None:
        super().__init__()
        self._model = model
        self._width = 600
        self._sizes: dict[str, tuple[TranscriptRow, QSize]] = {}
        self._bubbles: OrderedDict[str, tuple[TranscriptRow, Bubble]] = OrderedDict()
        self.playing_key = ""
        model.modelReset.connect(self.forget)

    def set_width(self, width: int) -> None:
        if width != self._width:
            self._width = width
            self.forget()

    def forget(self) -> None:
        self._sizes.clear()
        self._bubbles.clear()

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row = self._model.row_at(index.row())
        known = self._sizes.get(row.key)
        if known is not None and known[0] is row:
            return known[1]
        size = QSize(self._width, self._bubble(row, option).height)
        self._sizes[row.key] = (row, size)
        return size

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = self._model.row_at(index.row())
        bubble = self._bubble(row, option)
        colours = colours_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(option.rect.topLeft())
        if row.kind in (RowKind.SEGMENT, RowKind.PARTIAL):
            self._paint_label(painter, option, row, colours)
        self._paint_box(painter, option, row, bubble, colours)
        for mark in row.marks:
            self._paint_mark(painter, bubble.mark_boxes(mark), mark.kind, colours)
        painter.setPen(QColor(_ink(row, colours)))
        bubble.layout.draw(painter, bubble.origin)
        for mark in row.unsure:
            self._paint_line(painter, bubble.mark_boxes(mark), mark.kind, colours)
        painter.restore()

    def _bubble(self, row: TranscriptRow, option: QStyleOptionViewItem) -> Bubble:
        known = self._bubbles.get(row.key)
        if known is not None and known[0] is row:
            self._bubbles.move_to_end(row.key)
            return known[1]
        bubble = lay_out(row, self._width, option.font)
        self._bubbles[row.key] = (row, bubble)
        while len(self._bubbles) > KEPT_BUBBLES:
            self._bubbles.popitem(last=False)
        return bubble

    def _paint_label(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: TranscriptRow,
        colours: Colours,
    ) -> None:
        text = f"{self._model.speaker(row)} {minutes(row.start_s)}"
        if row.kind is RowKind.PARTIAL:
            text += " …"
        if row.is_doubtful:
            text += self.tr(" · 存疑，不作证据")
        if row.key == self.playing_key:
            text += " ▶"
        painter.setFont(sized(option.font, TYPE_TINY))
        painter.setPen(QColor(colours.faint))
        side = SIDE + LABEL_SIDE
        room = QRectF(side, 0, self._width - 2 * side, LABEL_HEIGHT - 1)
        is_right = row.role is Role.AGENT
        flag = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(flag | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_box(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: TranscriptRow,
        bubble: Bubble,
        colours: Colours,
    ) -> None:
        path = _shape(row, bubble.box)
        painter.fillPath(path, QColor(_fill(row, colours)))
        if row.kind in (RowKind.ALERT, RowKind.NOTE):
            painter.strokePath(path, QPen(QColor(colours.warn_line), 1))
        if row.is_angry:
            painter.save()
            painter.setClipPath(path)
            edge = QRectF(bubble.box)
            edge.setWidth(EDGE)
            painter.fillRect(edge, QColor(colours.bad))
            painter.restore()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected and row.kind is not RowKind.ALERT:
            painter.strokePath(path, QPen(QColor(colours.accent), 1.5))
        elif row.is_hit:
            painter.strokePath(path, QPen(QColor(colours.warn), 1.5))

    @staticmethod
    def _paint_mark(
        painter: QPainter, boxes: list[QRectF], kind: MarkKind, colours: Colours
    ) -> None:
        fills = {
            MarkKind.ENTITY: colours.mark_entity,
            MarkKind.WARM: colours.mark_warm,
            MarkKind.SEVERE: colours.mark_severe,
        }
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fills[kind]))
        for box in boxes:
            painter.drawRoundedRect(box, RADIUS_TIGHT, RADIUS_TIGHT)

    @staticmethod
    def _paint_line(
        painter: QPainter, boxes: list[QRectF], kind: MarkKind, colours: Colours
    ) -> None:
        """Draw a dotted line under words that were hard to hear, a dashed one under put-right."""
        is_unsure = kind is MarkKind.UNSURE
        pen = QPen(QColor(colours.warn if is_unsure else colours.accent), 1.5)
        pen.setStyle(Qt.PenStyle.DotLine if is_unsure else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        for box in boxes:
            painter.drawLine(box.bottomLeft(), box.bottomRight())


def _fill(row: TranscriptRow, colours: Colours) -> str:
    if row.kind in (RowKind.ALERT, RowKind.NOTE):
        return colours.warn_soft
    if row.kind is RowKind.PARTIAL:
        return colours.bubble_partial
    if row.role is Role.AGENT:
        return colours.bubble_agent
    return colours.bubble_angry if row.is_angry else colours.bubble_customer


def _ink(row: TranscriptRow, colours: Colours) -> str:
    if row.kind in (RowKind.ALERT, RowKind.NOTE):
        return colours.warn_ink
    if row.kind is RowKind.PARTIAL:
        return colours.faint
    return colours.mute if row.is_doubtful else colours.ink


def _shape(row: TranscriptRow, box: QRectF) -> QPainterPath:
    """Return the outline: round, but for the corner that points to the speaker."""
    path = QPainterPath()
    if row.kind is RowKind.NOTE:
        path.addRoundedRect(box, 6, 6)
        return path
    if row.kind is RowKind.ALERT:
        radius = min(box.height() / 2, 14.0)
        path.addRoundedRect(box, radius, radius)
        return path
    path.addRoundedRect(box, RADIUS_BUBBLE, RADIUS_BUBBLE)
    corner = QRectF(box.left(), box.top(), RADIUS_BUBBLE * 2, RADIUS_BUBBLE * 2)
    if row.role is Role.AGENT:
        corner.moveRight(box.right())
    tight = QPainterPath()
    tight.addRoundedRect(corner, RADIUS_TIGHT, RADIUS_TIGHT)
    return path.united(tight)

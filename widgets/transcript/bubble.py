"""One row of the transcript laid out: where its words, bubble and marks go."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QTextLayout, QTextLine, QTextOption

from domain.audio import Role
from widgets.design.tokens import RADIUS_BUBBLE, TYPE_BODY, TYPE_SMALL
from widgets.transcript.rows import Mark, RowKind, TranscriptRow

SIDE: Final = 14  # free space left and right of all rows
LABEL_HEIGHT: Final = 17
LINE_HEIGHT: Final = 20
PAD_X: Final = 12
PAD_Y: Final = 6
ROW_GAP: Final = 8
WIDEST_SHARE: Final = 0.76
PILL_PAD_Y: Final = 2
NOTE_PAD: Final = 6
RADIUS_TIGHT: Final = 3

__all__ = ["LABEL_HEIGHT", "PAD_X", "RADIUS_BUBBLE", "RADIUS_TIGHT", "SIDE", "Bubble"]


@dataclass(slots=True)
class Bubble:
    """Geometry of a row, relative to the row's own top left."""

    layout: QTextLayout
    box: QRectF
    origin: QPointF  # of the text
    height: int

    def mark_boxes(self, mark: Mark) -> list[QRectF]:
        boxes = []
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            start = max(mark.start, line.textStart())
            end = min(mark.end, line.textStart() + line.textLength())
            if start < end:
                boxes.append(_stretch(line, start, end).translated(self.origin))
        return boxes


def lay_out(row: TranscriptRow, width: int, font: QFont) -> Bubble:
    """Return the geometry of a row in a view of this width; about 60 µs."""
    if row.kind is RowKind.ALERT:
        return _pill(row, width, font)
    if row.kind is RowKind.NOTE:
        return _note(row, width, font)
    widest = (width - 2 * SIDE) * WIDEST_SHARE - 2 * PAD_X
    style = QFont(font)
    style.setPixelSize(TYPE_BODY)
    style.setItalic(row.kind is RowKind.PARTIAL)
    layout, text_width = _text(row.text, widest, style)
    box_width = text_width + 2 * PAD_X
    box_height = layout.lineCount() * LINE_HEIGHT + 2 * PAD_Y
    is_right = row.role is Role.AGENT
    left = width - SIDE - box_width if is_right else SIDE
    box = QRectF(left, LABEL_HEIGHT, box_width, box_height)
    origin = QPointF(left + PAD_X, LABEL_HEIGHT + PAD_Y)
    return Bubble(layout, box, origin, int(box.bottom()) + ROW_GAP)


def _pill(row: TranscriptRow, width: int, font: QFont) -> Bubble:
    style = QFont(font)
    style.setPixelSize(TYPE_SMALL)
    layout, text_width = _text("⚠ " + row.text, width - 4 * SIDE - 2 * PAD_X, style)
    box_width = text_width + 2 * PAD_X
    height = layout.lineCount() * LINE_HEIGHT + 2 * PILL_PAD_Y
    box = QRectF((width - box_width) / 2, 2, box_width, height)
    origin = QPointF(box.left() + PAD_X, box.top() + PILL_PAD_Y)
    return Bubble(layout, box, origin, int(box.bottom()) + ROW_GAP + 2)


def _note(row: TranscriptRow, width: int, font: QFont) -> Bubble:
    style = QFont(font)
    style.setPixelSize(TYPE_SMALL)
    layout, _ = _text(row.text, width - 2 * SIDE - 2 * PAD_X, style)
    height = layout.lineCount() * LINE_HEIGHT + 2 * NOTE_PAD
    box = QRectF(SIDE, 0, width - 2 * SIDE, height)
    origin = QPointF(box.left() + PAD_X, NOTE_PAD)
    return Bubble(layout, box, origin, int(box.bottom()) + ROW_GAP)


def _text(text: str, widest: float, font: QFont) -> tuple[QTextLayout, float]:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    top, natural = 0.0, 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(widest, 1.0))
        line.setPosition(QPointF(0, top + (LINE_HEIGHT - line.height()) / 2))
        top += LINE_HEIGHT
        natural = max(natural, line.naturalTextWidth())
    layout.endLayout()
    return layout, natural + 1


def _stretch(line: QTextLine, start: int, end: int) -> QRectF:
    left, right = _x(line, start), _x(line, end)
    middle = line.y() + line.height() / 2
    return QRectF(left - 1, middle - LINE_HEIGHT / 2 + 1, right - left + 2, LINE_HEIGHT - 2)


def _x(line: QTextLine, place: int) -> float:
    found: object = line.cursorToX(place)  # the stubs say float, PySide 6.11 gives (x, place)
    x = found[0] if isinstance(found, tuple) else found
    assert isinstance(x, float)
    return x

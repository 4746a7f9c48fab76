"""The mood of the call over time: each customer segment, and the call so far."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from widgets.design.fonts import sized
from widgets.design.tokens import TYPE_TINY, colours_of

HEIGHT: Final = 74
LEGEND: Final = 70
SHORTEST_S: Final = 30.0  # the curve does not race at the start of a call
FURIOUS_FROM: Final = 0.6


class MoodCurve(QWidget):
    """Calm is up, furious is down; the lower part is tinted."""

    def __init__(self) -> None:
        super().__init__()
        self._segments: list[tuple[float, float]] = []  # seconds, 0 calm to 1 furious
        self._call: list[tuple[float, float]] = []
        self._until_s = SHORTEST_S
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("情绪曲线"))

    def clear(self) -> None:
        self._segments.clear()
        self._call.clear()
        self._until_s = SHORTEST_S
        self.update()

    def add_segment(self, at_s: float, score: float) -> None:
        self._add(self._segments, at_s, score)

    def add_call(self, at_s: float, emotion: float) -> None:
        self._add(self._call, at_s, emotion)
        mood = self.tr("客户情绪 {n:.2f}，0 平静，1 愤怒")
        self.setAccessibleDescription(mood.format(n=emotion))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(colours.line))
        room = QRectF(14 + LEGEND, 10, self.width() - 28 - LEGEND, self.height() - 20)
        furious = QRectF(room)
        furious.setTop(room.top() + room.height() * FURIOUS_FROM)
        painter.fillRect(furious, QColor(colours.bad_soft))
        painter.setPen(QPen(QColor(colours.line), 1))
        middle = room.center().y()
        painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
        self._paint_legend(painter, room)
        self._paint_line(
            painter, room, self._call, QPen(QColor(colours.agent), 1.5, Qt.PenStyle.DashLine)
        )
        self._paint_line(painter, room, self._segments, QPen(QColor(colours.customer), 2))

    def _add(self, line: list[tuple[float, float]], at_s: float, score: float) -> None:
        line.append((at_s, min(max(score, 0.0), 1.0)))
        line.sort()
        self._until_s = max(self._until_s, at_s)
        self.update()

    def _paint_legend(self, painter: QPainter, room: QRectF) -> None:
        colours = colours_of(self.palette())
        painter.setFont(sized(self.font(), TYPE_TINY))
        entries = (
            (self.tr("— 逐句"), colours.customer),
            (self.tr("┄ 全程"), colours.agent),
        )
        for place, (text, colour) in enumerate(entries):
            painter.setPen(QColor(colour))
            line = QRectF(14, room.top() + 8 + place * 18, LEGEND, 16)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.setPen(QColor(colours.faint))
        side = QRectF(14 + LEGEND / 2, room.top() - 4, LEGEND / 2 - 6, 16)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(side, right, self.tr("平静"))
        side.moveBottom(room.bottom() + 4)
        painter.drawText(side, right, self.tr("愤怒"))

    def _paint_line(
        self, painter: QPainter, room: QRectF, line: list[tuple[float, float]], pen: QPen
    ) -> None:
        points = [
            QPointF(
                room.left() + at_s / self._until_s * room.width(),
                room.top() + score * room.height(),
            )
            for at_s, score in line
        ]
        if not points:
            return
        path = QPainterPath(points[0])
        for before, after in pairwise(points):
            middle = (before.x() + after.x()) / 2
            path.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.color())
        painter.drawEllipse(points[-1], 2.5, 2.5)

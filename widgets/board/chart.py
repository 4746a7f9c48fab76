"""Half hours: forecast dashed, what came in solid, agents needed and on duty as bars."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from domain.board import HalfHour
from widgets.design.cards import Card
from widgets.design.clock import time_of_day
from widgets.design.fonts import sized
from widgets.design.labels import PlainLabel
from widgets.design.tokens import TYPE_TINY, Colours, colours_of

HEIGHT: Final = 226
GRID_LINES: Final = 5
BAR_SHARE: Final = 0.42  # of the height that the tallest bar takes
BAR: Final = 7
FOOT: Final = 20
LABEL_EVERY: Final = 2
FEW: Final = 10  # so few half hours that each has its label
HALF_MS: Final = 1_800_000
LEGEND_HEIGHT: Final = 18


class HalfHourChart(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._halves: Sequence[HalfHour] = ()
        self._now_ms = 0
        self.setMinimumHeight(HEIGHT)
        self.setAccessibleName(self.tr("半小时来电与人力"))

    def show_halves(self, halves: Sequence[HalfHour], now_ms: int) -> None:
        self._halves, self._now_ms = halves, now_ms
        words = [f"{time_of_day(half.start_ms)} {half.offered}" for half in self._past()]
        self.setAccessibleDescription("，".join(words))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = LEGEND_HEIGHT + 6
        self._paint_legend(painter, colours)
        room = QRectF(8, top, self.width() - 16, self.height() - FOOT - 4 - top)
        painter.setPen(QPen(QColor(colours.line_soft), 1))
        for number in range(GRID_LINES):
            y = room.top() + room.height() * (number + 1) / GRID_LINES
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        if not self._halves:
            return
        self._paint_bars(painter, room, colours)
        self._paint_lines(painter, room, colours)
        self._paint_hours(painter, room, colours)

    def _paint_legend(self, painter: QPainter, colours: Colours) -> None:
        painter.save()
        painter.setFont(sized(self.font(), TYPE_TINY))
        x = 8.0
        entries = (
            (self.tr("预测"), colours.faint, Qt.PenStyle.DashLine),
            (self.tr("实际来电"), colours.agent, Qt.PenStyle.SolidLine),
            (self.tr("需要人数"), colours.accent_line, None),
            (self.tr("在岗"), colours.ok_line, None),
            (self.tr("在岗，不够"), colours.bad_line, None),
        )
        for text, colour, style in entries:
            if style is None:
                painter.fillRect(QRectF(x, 4, 10, 10), QColor(colour))
            else:
                painter.setPen(QPen(QColor(colour), 2, style))
                painter.drawLine(QPointF(x, 9), QPointF(x + 16, 9))
            painter.setPen(QColor(colours.mute))
            width = painter.fontMetrics().horizontalAdvance(text)
            left = x + (14 if style is None else 21)
            room = QRectF(left, 0, width + 4, LEGEND_HEIGHT)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
            x = left + width + 18
        painter.restore()

    def _past(self) -> list[HalfHour]:
        """Return the half hours that are over: one that runs would look like a slump."""
        return [half for half in self._halves if half.start_ms + HALF_MS <= self._now_ms]

    def _x(self, room: QRectF, place: int) -> float:
        return room.left() + 12 + place * (room.width() - 24) / max(len(self._halves) - 1, 1)

    def _paint_bars(self, painter: QPainter, room: QRectF, colours: Colours) -> None:
        staff = [n for half in self._halves for n in (half.needed, half.on_duty) if n is not None]
        if not staff:
            return
        unit = room.height() * BAR_SHARE / max(1, *staff)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, half in enumerate(self._halves):
            x = self._x(room, place)
            is_short = (half.needed or 0) > (half.on_duty or 0)
            fills = (colours.accent_line, colours.bad_line if is_short else colours.ok_line)
            for number, (count, fill) in enumerate(
                zip((half.needed, half.on_duty), fills, strict=True)
            ):
                if count is None:
                    continue
                bar = QRectF(x - BAR - 0.5 + number * (BAR + 1), 0, BAR, count * unit)
                bar.moveBottom(room.bottom())
                painter.setBrush(QColor(fill))
                painter.drawRect(bar)

    def _paint_lines(self, painter: QPainter, room: QRectF, colours: Colours) -> None:
        values = [float(half.offered) for half in self._halves]
        values += [half.forecast for half in self._halves if half.forecast is not None]
        unit = room.height() * 0.92 / max(1.0, *values)

        def points(line: list[tuple[int, float]]) -> list[QPointF]:
            return [QPointF(self._x(room, n), room.bottom() - v * unit) for n, v in line]

        forecast = [
            (place, half.forecast)
            for place, half in enumerate(self._halves)
            if half.forecast is not None
        ]
        actual = [(place, float(half.offered)) for place, half in enumerate(self._past())]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.faint), 2, Qt.PenStyle.DashLine))
        painter.drawPolyline(points(forecast))
        painter.setPen(QPen(QColor(colours.agent), 2.5))
        painter.drawPolyline(points(actual))
        self._paint_running(painter, room, unit, colours)

    def _paint_running(
        self, painter: QPainter, room: QRectF, unit: float, colours: Colours
    ) -> None:
        """Draw the half hour that still runs as a ring with its count so far."""
        for place, half in enumerate(self._halves):
            if half.start_ms <= self._now_ms < half.start_ms + HALF_MS:
                ring = QPointF(self._x(room, place), room.bottom() - half.offered * unit)
                painter.setPen(QPen(QColor(colours.agent), 1.5))
                painter.drawEllipse(ring, 3.5, 3.5)
                painter.setFont(sized(self.font(), TYPE_TINY))
                painter.setPen(QColor(colours.mute))
                text = self.tr("进行中 {n}").format(n=half.offered)
                width = painter.fontMetrics().horizontalAdvance(text)
                is_far = ring.x() + 9 + width > self.width()
                painter.drawText(ring + QPointF(-9 - width if is_far else 9, 4), text)

    def _paint_hours(self, painter: QPainter, room: QRectF, colours: Colours) -> None:
        painter.setPen(QColor(colours.faint))
        painter.setFont(sized(self.font(), TYPE_TINY))
        for place, half in enumerate(self._halves):
            if place % LABEL_EVERY and len(self._halves) > FEW:
                continue
            label = QRectF(0, room.bottom() + 4, 48, FOOT)
            label.moveLeft(self._x(room, place) - 24)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), time_of_day(half.start_ms))


class HalfHourCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("半小时来电与人力"))
        self.note = PlainLabel(self.tr("历史不足两周，暂无预测"), tone="faint")
        self.chart = HalfHourChart()
        self.body.addWidget(self.note)
        self.body.addWidget(self.chart)

    def show_halves(self, halves: Sequence[HalfHour], now_ms: int) -> None:
        has_forecast = any(half.forecast is not None for half in halves)
        self.note.setVisible(not has_forecast)
        self.chart.show_halves(halves, now_ms)
        self.aside.setText(self._shortage(halves, now_ms))

    def _shortage(self, halves: Sequence[HalfHour], now_ms: int) -> str:
        for half in halves:
            if half.start_ms <= now_ms or half.needed is None or half.on_duty is None:
                continue
            if half.needed > half.on_duty:
                text = self.tr("{time} 起缺 {n} 人")
                missing = half.needed - half.on_duty
                return text.format(time=time_of_day(half.start_ms), n=missing)
        return ""

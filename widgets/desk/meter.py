"""A level meter: name, decibels and a bar."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from domain.audio import Role
from widgets.design.fonts import sized
from widgets.design.tokens import TYPE_TINY, colours_of

FLOOR_DBFS: Final = -60.0
BAR_HEIGHT: Final = 5
WIDTH: Final = 120


class LevelMeter(QWidget):
    def __init__(self, role: Role, name: str) -> None:
        super().__init__()
        self._role = role
        self._name = name
        self._level_dbfs = FLOOR_DBFS
        self.setFixedSize(QSize(WIDTH, 30))
        self.setAccessibleName(self.tr("{name}音量").format(name=name))

    def show_level(self, level_dbfs: float) -> None:
        self._level_dbfs = max(level_dbfs, FLOOR_DBFS)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(self.font(), TYPE_TINY))
        painter.setPen(QColor(colours.mute))
        words = QRectF(0, 0, self.width(), 18)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self._name)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        is_silent = self._level_dbfs <= FLOOR_DBFS
        painter.drawText(words, right, "— dB" if is_silent else f"{self._level_dbfs:.0f} dB")
        bar = QRectF(0, 20, self.width(), BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.track))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        bar.setWidth(self.width() * (self._level_dbfs - FLOOR_DBFS) / -FLOOR_DBFS)
        colour = colours.agent if self._role is Role.AGENT else colours.customer
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(bar, 2.5, 2.5)

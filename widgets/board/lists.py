"""The right of the board: complaints, live alerts, tickets that fall due."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.board import AlertOnBoard, ComplaintOnBoard, DueOnBoard
from domain.meaning import Level
from widgets.design.cards import Card, row
from widgets.design.clock import minutes
from widgets.design.fonts import mono_font
from widgets.design.labels import ElidedLabel, PlainLabel
from widgets.design.tokens import TYPE_SMALL
from widgets.design.words import word

SHOWN: Final = 8
SOON_MIN: Final = 30
HOUR_MIN: Final = 60
CHIP_WIDTH: Final = 36
ALERT_LEVELS: Final = {"红线": Level.P1, "禁语": Level.P2, "安全": Level.P1, "情绪": Level.P2}


@dataclass(frozen=True, slots=True)
class Line:
    level: Level
    chip: str
    text: str
    side: str = ""
    age: str = ""


class LineView(QWidget):
    def __init__(self, *, is_bold: bool) -> None:
        super().__init__()
        self._chip = PlainLabel(chip="P4")
        self._chip.setMinimumWidth(CHIP_WIDTH)
        self._chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = ElidedLabel(bold=is_bold)
        self._side = PlainLabel(tone="mute", size="small")
        self._age = PlainLabel(tone="" if is_bold else "faint")
        self._age.setFont(mono_font(TYPE_SMALL))
        line = row(self._chip, self._text, self._side, self._age)
        line.setStretch(1, 1)
        line.setContentsMargins(0, 3, 0, 3)
        self.setLayout(line)

    def show_line(self, line: Line) -> None:
        self._chip.setText(line.chip)
        self._chip.restyle(chip=line.level.value)
        if self._text.text() != line.text:
            self._text.setText(line.text)
        self._side.setText(line.side)
        self._age.setText(line.age)
        self.setAccessibleName(" ".join((line.chip, line.text, line.side, line.age)))


class ListCard(Card):
    """Lines are made once and filled anew: nothing flickers, nothing jumps."""

    def __init__(self, *, is_bold: bool = False) -> None:
        super().__init__()
        self._is_bold = is_bold
        self.empty = PlainLabel(tone="faint")
        self._stack = QVBoxLayout()
        self._stack.setSpacing(1)
        self._views: list[LineView] = []

    def open_with(self, heading: str, aside: str, empty: str) -> None:
        self.title(heading, aside)
        self.empty.setText(empty)
        self.body.addWidget(self.empty)
        self.body.addLayout(self._stack)
        self.body.addStretch(1)

    def show_lines(self, lines: Sequence[Line]) -> None:
        shown = lines[:SHOWN]
        self.empty.setVisible(not shown)
        while len(self._views) < len(shown):
            view = LineView(is_bold=self._is_bold)
            self._stack.addWidget(view)
            self._views.append(view)
        for place, view in enumerate(self._views):
            view.setVisible(place < len(shown))
            if place < len(shown):
                view.show_line(shown[place])


class ComplaintsCard(ListCard):
    def __init__(self) -> None:
        super().__init__(is_bold=True)
        self.open_with(self.tr("投诉堆"), self.tr("按级别与时长"), self.tr("没有待处理的投诉"))

    def show_complaints(self, complaints: tuple[ComplaintOnBoard, ...], now_ms: int) -> None:
        ordered = sorted(complaints, key=lambda one: (one.level, one.since_ms))
        self.show_lines(
            [
                Line(
                    one.level,
                    one.level.value,
                    f"{one.title} · {one.customer_name}",
                    one.category,
                    minutes((now_ms - one.since_ms) / 1000),
                )
                for one in ordered
            ]
        )


class AlertsCard(ListCard):
    def __init__(self) -> None:
        super().__init__()
        self.open_with(self.tr("实时告警"), "", self.tr("没有告警"))

    def show_alerts(self, alerts: tuple[AlertOnBoard, ...], now_ms: int) -> None:
        self.show_lines(
            [
                Line(
                    ALERT_LEVELS.get(one.kind, Level.P3),
                    word(one.kind),
                    one.text,
                    age=minutes((now_ms - one.at_ms) / 1000),
                )
                for one in alerts
            ]
        )


class DueCard(ListCard):
    def __init__(self) -> None:
        super().__init__()
        empty = self.tr("两小时内没有到期的工单")
        self.open_with(self.tr("两小时内到期工单"), "", empty)

    def show_due(self, due: tuple[DueOnBoard, ...], now_ms: int) -> None:
        self.aside.setText(str(len(due)))
        ordered = sorted(due, key=lambda one: one.due_at_ms)
        self.show_lines([self._line(one, now_ms) for one in ordered])

    def _line(self, one: DueOnBoard, now_ms: int) -> Line:
        text = f"{one.number} {one.text}"
        left_min = (one.due_at_ms - now_ms) // 60_000
        if left_min < 0:
            return Line(Level.P1, self.tr("超时"), text)
        left = f"{left_min // HOUR_MIN:02d}:{left_min % HOUR_MIN:02d}"
        return Line(Level.P2 if left_min < SOON_MIN else Level.P3, left, text)

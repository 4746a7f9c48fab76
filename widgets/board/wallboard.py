"""The wallboard for the second screen: few numbers, large, targets printed."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from widgets.board.tiles import Figure
from widgets.design.cards import Card
from widgets.design.labels import PlainLabel

COLUMNS: Final = 3
CLOSING_KEYS: Final = (Qt.Key.Key_Escape, Qt.Key.Key_F11)


class Wallboard(QWidget):
    """Full screen; Esc or F11 closes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("聆台大屏"))
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._grid = QGridLayout()
        self._grid.setSpacing(20)
        self._labels: list[tuple[Card, PlainLabel, PlainLabel, PlainLabel]] = []
        self.banner = PlainLabel(chip="state_stale", size="wall_name")
        self.banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.banner.hide()
        stack = QVBoxLayout(self)
        stack.setContentsMargins(32, 32, 32, 32)
        stack.addWidget(self.banner)
        stack.addLayout(self._grid, 1)

    def open_on_second_screen(self) -> None:
        screens = QGuiApplication.screens()
        self.setScreen(screens[-1])
        self.setGeometry(screens[-1].geometry())
        self.showFullScreen()

    def show_figures(self, shown: tuple[Figure, ...]) -> None:
        while len(self._labels) < len(shown):
            self._add()
        for figure, (card, name, number, target) in zip(shown, self._labels, strict=True):
            name.setText(figure.name)
            number.setText(figure.text)
            number.restyle(tone=figure.tone)
            target.setText(figure.target)
            card.setAccessibleName(f"{figure.name} {figure.text}，{figure.target}")

    def show_staleness(self, text: str) -> None:
        self.banner.setText(text)
        self.banner.setVisible(bool(text))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in CLOSING_KEYS:
            self.close()
            return
        super().keyPressEvent(event)

    def _add(self) -> None:
        card = Card()
        labels = (
            PlainLabel(tone="mute", size="wall_name"),
            PlainLabel(size="wall"),
            PlainLabel(tone="faint", size="wall_name"),
        )
        card.body.addStretch(1)
        for label in labels:
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            card.body.addWidget(label)
        card.body.addStretch(1)
        place = len(self._labels)
        self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        self._labels.append((card, *labels))

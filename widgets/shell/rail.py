"""The rail on the left: one button for each page that the role may see."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout
from typing_extensions import override

from widgets.design.icons import icon
from widgets.design.labels import PlainLabel
from widgets.design.tokens import RAIL_WIDTH, colours_of

BUTTON = QSize(50, 50)
ICON = 20


@dataclass(frozen=True, slots=True)
class RailEntry:
    key: str  # also the name of its icon
    caption: str
    is_last: bool = False  # stands at the bottom


class Rail(QFrame):
    chosen = Signal(str)

    def __init__(self, entries: tuple[RailEntry, ...]) -> None:
        super().__init__()
        self.setProperty("surface", "rail")
        self.setFixedWidth(RAIL_WIDTH)
        self.setAccessibleName(self.tr("页面"))
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(4, 10, 4, 10)
        stack.setSpacing(4)
        logo = PlainLabel("聆", chip="logo")
        logo.setFixedSize(34, 34)
        logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        stack.addWidget(logo, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addSpacing(6)
        for entry in entries:
            if entry.is_last:
                stack.addStretch(1)
            stack.addWidget(self._button(entry), 0, Qt.AlignmentFlag.AlignHCenter)
        self._tint()

    def show_chosen(self, key: str) -> None:
        self._buttons[key].setChecked(True)
        self._tint()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _button(self, entry: RailEntry) -> QToolButton:
        made = QToolButton()
        made.setProperty("tone", "rail")
        made.setText(entry.caption)
        made.setAccessibleName(entry.caption)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setIconSize(QSize(ICON, ICON))
        made.setFixedSize(BUTTON)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.chosen.emit(entry.key))
        self._group.addButton(made)
        self._buttons[entry.key] = made
        return made

    def _tint(self) -> None:
        colours = colours_of(self.palette())
        for key, made in self._buttons.items():
            colour = colours.rail_on_ink if made.isChecked() else colours.rail_ink
            made.setIcon(icon(key, colour, ICON))

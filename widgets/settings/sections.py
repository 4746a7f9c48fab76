"""Sections of a page behind a line of buttons: one is shown, each is made when first opened."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QVBoxLayout, QWidget

from widgets.design.buttons import button
from widgets.design.cards import row
from widgets.design.tokens import GAP_CARDS


class Sections(QWidget):
    """Arrow keys go from button to button; the first section added is shown first."""

    def __init__(self) -> None:
        super().__init__()
        self._makers: list[Callable[[], QWidget]] = []
        self._made: dict[int, QWidget] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.open)
        self._line = row(None)
        self._line.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, 0)
        self._stack = QStackedWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._line)
        whole.addWidget(self._stack, 1)

    def add(self, caption: str, make: Callable[[], QWidget]) -> int:
        """Add a section; return the number that opens it."""
        number = len(self._makers)
        self._makers.append(make)
        made = button(caption, tone="chip")
        made.setCheckable(True)
        self._group.addButton(made, number)
        self._line.insertWidget(number, made)
        if number == 0:
            self.open(0)
        return number

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(one.text() for one in self._group.buttons())

    @property
    def current(self) -> QWidget | None:
        return self._stack.currentWidget()

    @Slot(int)
    def open(self, number: int) -> None:
        """Show a section, making it if nobody has seen it yet."""
        self._group.button(number).setChecked(True)
        if number not in self._made:
            self._made[number] = self._makers[number]()
            self._stack.addWidget(self._made[number])
        self._stack.setCurrentWidget(self._made[number])

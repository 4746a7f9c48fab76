"""Buttons that show their key, and small buttons drawn as chips and links."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton
from typing_extensions import override

from widgets.design.labels import PlainLabel


class KeyButton(QPushButton):
    """A button with its shortcut in a little key cap."""

    def __init__(self, caption: str, key: str, *, tone: str = "") -> None:
        super().__init__()
        if tone:
            self.setProperty("tone", tone)
        self._caption = PlainLabel(caption, chip="caption")
        cap = PlainLabel(QKeySequence(key).toString().replace("+", " "), chip="key")
        line = QHBoxLayout(self)
        side = 6 if tone == "flat" else 12
        line.setContentsMargins(side, 3, side, 3)
        line.setSpacing(6)
        line.addStretch(1)
        for part in (self._caption, cap):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(part)
        line.addStretch(1)
        self.setShortcut(QKeySequence(key))
        self.set_caption(caption)
        self.setMinimumHeight(28)

    @property
    def caption(self) -> str:
        return self._caption.text()

    def set_caption(self, caption: str) -> None:
        self._caption.setText(caption)
        self.setAccessibleName(caption)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def button(caption: str, *, tone: str = "", name: str = "") -> QPushButton:
    """Return a plain button; `name` is what a screen reader says, if not the caption."""
    made = QPushButton(caption)
    if tone:
        made.setProperty("tone", tone)
    made.setAccessibleName(name or caption)
    return made

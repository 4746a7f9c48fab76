"""Cards: the white panels with a heading that pages are made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from widgets.design.labels import PlainLabel
from widgets.design.tokens import GAP_M, GAP_S


class Card(QFrame):
    """A panel; `body` takes the content, title() gives it a heading with a quiet aside."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, GAP_M, 14, GAP_M)
        self.body.setSpacing(GAP_S)
        self.aside = PlainLabel(tone="faint", size="small")

    def title(self, heading: str, aside: str = "") -> None:
        self.setAccessibleName(heading)
        self.aside.setText(aside)
        self.body.addLayout(
            row(PlainLabel(heading, tone="mute", size="small", bold=True), None, self.aside)
        )


def row(*parts: QWidget | None, gap: int = GAP_S) -> QHBoxLayout:
    """Return a horizontal line of widgets; None is the space that stretches."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    for part in parts:
        if part is None:
            line.addStretch(1)
        else:
            line.addWidget(part)
    return line


def column(*parts: QWidget | None, gap: int = GAP_S) -> QVBoxLayout:
    """Return a vertical stack of widgets; None is the space that stretches."""
    stack = QVBoxLayout()
    stack.setContentsMargins(0, 0, 0, 0)
    stack.setSpacing(gap)
    for part in parts:
        if part is None:
            stack.addStretch(1)
        else:
            stack.addWidget(part)
    return stack


def held(inside: QLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(inside)
    return holder


def scrolled(inside: QLayout, name: str) -> QScrollArea:
    """Return a column that scrolls when the window is too low for it; it takes no focus.

    name: what a screen reader calls it.
    """
    holder, area = held(inside), QScrollArea()
    area.setAccessibleName(name)
    area.setWidget(holder)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setProperty("surface", "clear")
    area.viewport().setAutoFillBackground(False)
    holder.setAutoFillBackground(False)
    return area


def rule() -> QFrame:
    """Return a thin line between entries."""
    line = QFrame()
    line.setProperty("surface", "rule")
    line.setFixedHeight(1)
    return line


def surface(kind: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("surface", kind)
    return frame


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, from layouts within it too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)

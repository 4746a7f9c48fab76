"""Labels: plain text always, so that nothing a customer says is read as markup."""

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override


class PlainLabel(QLabel):
    """A label that shows its text as it is, with tone, size and weight from the stylesheet."""

    def __init__(
        self, text: str = "", *, tone: str = "", size: str = "", bold: bool = False, chip: str = ""
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        for name, value in (("tone", tone), ("type", size), ("chip", chip)):
            if value:
                self.setProperty(name, value)
        if bold:
            self.setProperty("weight", "bold")
        self.setText(text)

    def restyle(self, **properties: str) -> None:
        """Change stylesheet properties; cheap when they are what they were."""
        restyle(self, **properties)


class ElidedLabel(PlainLabel):
    """One line that ends in … when there is no room; the whole text is its tool tip."""

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(plain_tip(text))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)


def wrapped(label: PlainLabel) -> PlainLabel:
    label.setWordWrap(True)
    return label


def restyle(widget: QWidget, **properties: str) -> None:
    """Set stylesheet properties and have them drawn, if any of them changed."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def plain_tip(text: str) -> str:
    """Return text for a tool tip; Qt would else guess markup in what a customer said."""
    if not text:
        return ""
    return "<span>" + html.escape(text).replace("\n", "<br>") + "</span>"

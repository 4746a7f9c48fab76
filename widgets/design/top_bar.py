"""The top strip of pages that have no call controls: title, tools, search."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from widgets.design.buttons import KeyButton
from widgets.design.cards import row
from widgets.design.labels import PlainLabel
from widgets.design.tokens import TOP_HEIGHT


class TopBar(QFrame):
    search_wanted = Signal()

    def __init__(self, title: str, *tools: QWidget | None) -> None:
        super().__init__()
        self.setProperty("surface", "top")
        self.setFixedHeight(TOP_HEIGHT)
        search = KeyButton(self.tr("搜索知识、页面、演示"), "Ctrl+K", tone="flat")
        search.clicked.connect(self.search_wanted)
        line = row(PlainLabel(title, size="title", bold=True), *(tools or (None,)), search, gap=14)
        line.setContentsMargins(16, 0, 16, 0)
        self.setLayout(line)

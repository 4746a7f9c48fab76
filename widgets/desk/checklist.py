"""What a good call says, ticking itself; what is due now counts the seconds."""

import time

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from domain.events import ChecklistItem
from widgets.design.cards import Card, row
from widgets.design.chips import TickBox
from widgets.design.clock import minutes
from widgets.design.labels import ElidedLabel

COLUMNS = 2


class ChecklistEntry(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._item: ChecklistItem | None = None
        self._due_since_s = 0.0
        self.box = TickBox()
        self.name = ElidedLabel()
        line = row(self.box, self.name, gap=6)
        line.setStretch(1, 1)
        self.setLayout(line)

    @property
    def is_due(self) -> bool:
        return self._item is not None and self._item.is_due and not self._item.is_done

    def show_item(self, item: ChecklistItem) -> None:
        was_due = self.is_due
        self._item = item
        if self.is_due and not was_due:
            self._due_since_s = time.monotonic()
        self.box.show_state("done" if item.is_done else "due" if item.is_due else "")
        self.name.restyle(tone="warn_ink" if self.is_due else "")
        self.count()

    def count(self) -> None:
        if self._item is None:
            return
        text = self._item.name
        if self.is_due:
            text += " " + minutes(time.monotonic() - self._due_since_s)[1:]
            said = self.tr("现在该说")
        else:
            said = self.tr("已完成") if self._item.is_done else self.tr("未完成")
        if text != self.name.text():
            self.name.setText(text)
        self.setAccessibleName(f"{self._item.name}，{said}")


class ChecklistCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("服务核对"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        for place in range(COLUMNS):
            self._grid.setColumnStretch(place, 1)
        self.body.addLayout(self._grid)
        self._entries: list[ChecklistEntry] = []
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._count)

    def show_items(self, items: tuple[ChecklistItem, ...]) -> None:
        self._fit(len(items))
        for entry, item in zip(self._entries, items, strict=True):
            entry.show_item(item)
        done = sum(item.is_done for item in items)
        self.aside.setText(self.tr("自动勾选 {a}/{b}").format(a=done, b=len(items)))
        if any(entry.is_due for entry in self._entries):
            self._second.start()
        else:
            self._second.stop()

    def freeze(self) -> None:
        """Stop the seconds: the call is over."""
        self._second.stop()

    def _fit(self, count: int) -> None:
        while len(self._entries) > count:
            entry = self._entries.pop()
            entry.hide()
            entry.deleteLater()
        while len(self._entries) < count:
            place = len(self._entries)
            entry = ChecklistEntry()
            self._grid.addWidget(entry, place // COLUMNS, place % COLUMNS)
            self._entries.append(entry)

    @Slot()
    def _count(self) -> None:
        for entry in self._entries:
            if entry.is_due:
                entry.count()

"""Ctrl+K: pages, demo calls and knowledge, found as you type; pinyin initials work."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from domain.tickets import KnowledgeCard
from widgets.tasks import Task, Tasks

WIDTH: Final = 560
HEIGHT: Final = 420
PAUSE_MS: Final = 150  # of typing, before the knowledge base is asked
KNOWLEDGE_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Command:
    kind: str  # 页面, 演示
    text: str
    act: Callable[[], None]


class CommandPalette(QDialog):
    article_wanted = Signal(object)  # Article

    def __init__(
        self,
        parent: QWidget,
        commands: tuple[Command, ...],
        look_up: Callable[[str], tuple[KnowledgeCard, ...]] | None,
        tasks: Tasks,
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._look_up = look_up
        self._tasks = tasks
        self._search: Task[tuple[KnowledgeCard, ...]] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("搜索"))
        self.resize(WIDTH, HEIGHT)
        self.box = QLineEdit()
        self.box.setPlaceholderText(self.tr("页面、演示来电、知识；拼音首字母也行"))
        self.box.setAccessibleName(self.tr("搜索词"))
        self.found = QListWidget()
        self.found.setProperty("surface", "plain")
        self.found.setAccessibleName(self.tr("搜索结果"))
        stack = QVBoxLayout(self)
        stack.addWidget(self.box)
        stack.addWidget(self.found)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask_knowledge)
        self.box.textChanged.connect(self._filter)
        self.box.returnPressed.connect(self._act)
        self.box.installEventFilter(self)
        self.found.itemActivated.connect(self._act)
        self.found.itemClicked.connect(self._act)
        self._filter("")

    @override
    def done(self, result: int) -> None:
        """Close; a search under way must not come back to a dialog that is gone."""
        self._pause.stop()
        if self._search is not None:
            self._search.cancel()
        super().done(result)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move in the list while the caret stays in the box."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.found.count():
                place = self.found.currentRow() + step
                self.found.setCurrentRow(min(max(place, 0), self.found.count() - 1))
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.found.clear()
        for command in self._commands:
            if matches(text, command.text):
                self._add(f"{command.kind}　{command.text}", command.act)
        self.found.setCurrentRow(0)
        if text.strip() and self._look_up is not None:
            self._pause.start()

    @Slot()
    def _ask_knowledge(self) -> None:
        look_up, text = self._look_up, self.box.text().strip()
        if look_up is None or not text:
            return
        if self._search is not None:
            self._search.cancel()
        self._search = self._tasks.run(lambda: look_up(text), self._show_knowledge)

    def _show_knowledge(self, cards: tuple[KnowledgeCard, ...]) -> None:
        for card in cards[:KNOWLEDGE_SHOWN]:
            article = card.article
            self._add(
                self.tr("知识") + f"　{article.title}",
                partial(self.article_wanted.emit, article),
            )
        if self.found.currentRow() < 0:
            self.found.setCurrentRow(0)

    def _add(self, text: str, act: Callable[[], None]) -> None:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, act)
        self.found.addItem(item)

    @Slot()
    def _act(self) -> None:
        item = self.found.currentItem()
        if item is not None:
            act = item.data(Qt.ItemDataRole.UserRole)
            self.accept()
            act()


def matches(typed: str, text: str) -> bool:
    """Say whether what was typed is in the text, as it is or as pinyin initials."""
    typed = typed.strip().lower()
    return not typed or typed in text.lower() or typed in initials(text)


@lru_cache(maxsize=512)
def initials(text: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()

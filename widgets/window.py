"""The main window: rail, pages, status bar."""

from functools import partial

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from domain.errors import WorkstationError
from domain.facts import StationFacts
from domain.tickets import Article
from widgets.bridge import Bridge
from widgets.design.theme import Theme
from widgets.desk.page import DeskPage
from widgets.knowledge.page import KnowledgePage
from widgets.pages import DESK, KNOWLEDGE, SETTINGS, page_makers
from widgets.shell.command_palette import Command, CommandPalette
from widgets.shell.rail import Rail
from widgets.shell.shortcuts import ShortcutList
from widgets.shell.status_bar import StatusBar
from widgets.tasks import Tasks
from widgets.workplace import Workplace

FIRST_SIZE = (1440, 900)
SMALLEST_SIZE = (1180, 720)
GEOMETRY = "window/geometry"


class Window(QMainWindow):
    """The desk page is made at once, for it follows calls; others when first shown."""

    bug_found = Signal(object)  # an Exception of a task that is not ours
    closed = Signal()

    def __init__(
        self,
        workplace: Workplace,
        bridge: Bridge,
        tasks: Tasks,
        theme: Theme,
        memory: QSettings | None = None,
    ) -> None:
        super().__init__()
        self._workplace = workplace
        self._tasks = tasks
        self.theme = theme
        self.page_key = ""
        self._memory = memory
        makers = page_makers(workplace, bridge, tasks, theme)
        self._makers = {maker.entry.key: maker for maker in makers}
        self._pages: dict[str, QWidget] = {}
        self.status = StatusBar(bridge)
        self.rail = Rail(tuple(maker.entry for maker in makers))
        self._stack = QStackedWidget()
        self.setWindowTitle(self.tr("聆台"))
        self._lay_out()
        self._add_keys()
        self.rail.chosen.connect(self.show_page)
        tasks.failed.connect(self.report)
        self._learn_facts()
        bridge.call_ended.connect(self._learn_facts)  # by now the model's speed was measured
        self.show_page(next(iter(self._makers)))

    @property
    def page_keys(self) -> tuple[str, ...]:
        return tuple(self._makers)

    @Slot(str)
    def show_page(self, key: str) -> QWidget:
        if key not in self._pages:
            page = self._makers[key].make()
            search = getattr(page, "search_wanted", None)
            if search is not None:
                search.connect(self.open_palette)
            if isinstance(page, DeskPage):
                page.settings_wanted.connect(lambda: self.show_page(SETTINGS))
            self._pages[key] = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._pages[key])
        self.rail.show_chosen(key)
        self.page_key = key
        self._pages[key].setFocus()
        return self._pages[key]

    @property
    def desk_page(self) -> DeskPage | None:
        page = self._pages.get(DESK)
        return page if isinstance(page, DeskPage) else None

    @Slot()
    def _learn_facts(self) -> None:
        self._tasks.run(self._workplace.facts, self._show_facts)

    @Slot(object)
    def report(self, error: Exception) -> None:
        """Tell of a task's error: ours as it is, anything else as the bug that it is."""
        if isinstance(error, WorkstationError):
            self.status.report(str(error))
        else:
            self.bug_found.emit(error)

    @Slot()
    def open_palette(self) -> None:
        desk = self._workplace.desk
        look_up = desk.look_up if desk is not None else None
        palette = CommandPalette(self, self._commands(), look_up, self._tasks)
        palette.article_wanted.connect(self._show_article)
        palette.open()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._memory is not None:
            self._memory.setValue(GEOMETRY, self.saveGeometry())
        super().closeEvent(event)
        self.closed.emit()

    def _lay_out(self) -> None:
        self.setMinimumSize(*SMALLEST_SIZE)
        self.resize(*FIRST_SIZE)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addWidget(self._stack, 1)
        whole = QWidget()
        whole.setProperty("surface", "bg")
        stack = QVBoxLayout(whole)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addLayout(upper, 1)
        stack.addWidget(self.status)
        self.setCentralWidget(whole)
        if self._memory is not None and self._memory.contains(GEOMETRY):
            self.restoreGeometry(self._memory.value(GEOMETRY))

    def _add_keys(self) -> None:
        for number, (key, maker) in enumerate(self._makers.items(), 1):
            action = QAction(maker.entry.caption, self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _=False, chosen=key: self.show_page(chosen))
            self.addAction(action)
        help_action = QAction(self.tr("快捷键一览"), self)
        help_action.setShortcut(QKeySequence("F1"))
        help_action.triggered.connect(lambda: ShortcutList(self).open())
        self.addAction(help_action)

    def _commands(self) -> tuple[Command, ...]:
        commands = [
            Command(self.tr("页面"), maker.entry.caption, partial(self._go, key))
            for key, maker in self._makers.items()
        ]
        page = self.desk_page
        if page is not None:
            commands += [
                Command(self.tr("演示"), title, partial(self._play, name))
                for name, title in page.demos.items()
            ]
        return tuple(commands)

    def _go(self, key: str) -> None:
        self.show_page(key)

    def _play(self, name: str) -> None:
        page = self.show_page(DESK)
        assert isinstance(page, DeskPage)
        page.play_demo(name)

    @Slot(object)
    def _show_article(self, article: Article) -> None:
        page = self.show_page(KNOWLEDGE)
        assert isinstance(page, KnowledgePage)
        page.show_article(article)

    def _show_facts(self, facts: StationFacts) -> None:
        self.status.show_facts(facts)
        if self.desk_page is not None:
            self.desk_page.strip.agent.setText(facts.agent)

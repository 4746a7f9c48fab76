"""Which pages there are, for whom, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from widgets.board.page import BoardPage
from widgets.bridge import Bridge
from widgets.design.theme import Theme
from widgets.desk.page import DeskPage
from widgets.knowledge.page import KnowledgePage
from widgets.settings.page import SettingsPage
from widgets.shell.rail import RailEntry
from widgets.tasks import Tasks
from widgets.workplace import Workplace

DESK: Final = "desk"
KNOWLEDGE: Final = "knowledge"
REVIEW: Final = "review"
BOARD: Final = "board"
SETTINGS: Final = "settings"

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class PageMaker:
    entry: RailEntry
    make: Callable[[], QWidget]


def page_makers(
    workplace: Workplace, bridge: Bridge, tasks: Tasks, theme: Theme
) -> tuple[PageMaker, ...]:
    """Return the pages of the roles that this workplace has, in the rail's order."""
    desk, review, board = workplace.desk, workplace.review, workplace.board
    makers = []
    if desk is not None:
        makers.append(
            _maker(DESK, translate("pages", "工作台"), lambda: DeskPage(desk, bridge, tasks))
        )
        makers.append(
            _maker(KNOWLEDGE, translate("pages", "知识库"), lambda: KnowledgePage(desk, tasks))
        )
    if review is not None:
        makers.append(
            _maker(
                REVIEW, translate("pages", "质检"), lambda: _review_page(workplace, bridge, tasks)
            )
        )
    if board is not None:
        makers.append(_maker(BOARD, translate("pages", "看板"), lambda: BoardPage(board, tasks)))
    settings = RailEntry(SETTINGS, translate("pages", "设置"), is_last=True)
    makers.append(PageMaker(settings, lambda: SettingsPage(workplace, bridge, tasks, theme)))
    return tuple(makers)


def preload() -> None:
    """Import what the review page draws with, while nobody waits: it takes half a second."""
    import widgets.review.page  # noqa: F401


def _review_page(workplace: Workplace, bridge: Bridge, tasks: Tasks) -> QWidget:
    # pyqtgraph takes a third of a second to import: only who opens the page pays
    from widgets.review.page import ReviewPage

    assert workplace.review is not None
    return ReviewPage(workplace.review, bridge, tasks)


def _maker(key: str, caption: str, make: Callable[[], QWidget]) -> PageMaker:
    return PageMaker(RailEntry(key, caption), make)

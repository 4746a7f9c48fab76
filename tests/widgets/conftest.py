"""A window's surroundings for each test: real bridge, real tasks, roles in memory."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from domain.events import Event
from tests.widgets.memory_workplace import MemoryWorkplace
from widgets.bridge import Bridge
from widgets.design.fonts import body_font
from widgets.design.theme import Scheme, Theme
from widgets.tasks import Tasks
from widgets.window import Window


@pytest.fixture
def bridge(qtbot: QtBot) -> Bridge:
    del qtbot  # makes the QApplication
    return Bridge()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    del qtbot
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    qapp.setFont(body_font())
    made = Theme(qapp, Scheme.LIGHT)
    yield made
    qapp.styleHints().colorSchemeChanged.disconnect()


@pytest.fixture
def workplace(bridge: Bridge) -> MemoryWorkplace:
    return MemoryWorkplace(bridge.publish)


@pytest.fixture
def window(
    qtbot: QtBot, workplace: MemoryWorkplace, bridge: Bridge, tasks: Tasks, theme: Theme
) -> Window:
    made = Window(workplace, bridge, tasks, theme)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def publish_all(qtbot: QtBot, bridge: Bridge) -> Callable[[list[Event]], None]:
    """Publish events and wait until the windows have sorted them."""

    def publish(events: list[Event]) -> None:
        for event in events:
            bridge.publish(event)
        qtbot.waitUntil(lambda: bridge.is_quiet, timeout=5000)

    return publish

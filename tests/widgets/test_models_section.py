"""设置 → 语音模型: choosing, fetching, cancelling, what went wrong."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.widgets.memory_models import MemoryModels
from widgets.settings.models import ModelsSection
from widgets.tasks import Tasks

WAIT_MS = 20_000


@pytest.fixture
def models() -> Iterator[MemoryModels]:
    made = MemoryModels()
    yield made
    made.close()


@pytest.fixture
def section(qtbot: QtBot, models: MemoryModels, tasks: Tasks) -> ModelsSection:
    made = ModelsSection(models, tasks)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.table.rowCount() > 0, timeout=WAIT_MS)
    return made


def select(section: ModelsSection, name: str) -> None:
    items = section.table.findItems(name, Qt.MatchFlag.MatchExactly)
    section.table.setCurrentCell(items[0].row(), 0)


def enabled(section: ModelsSection) -> set[str]:
    return {name for name, made in section.buttons.items() if made.isEnabled()}


def test_the_model_in_use_is_selected_and_the_reason_shown(section: ModelsSection) -> None:
    assert section.table.name == "small"
    assert "0.46" in section.reason.text()
    assert "线程" in section.machine.text()


def test_the_whole_note_of_the_selected_model_is_shown(section: ModelsSection) -> None:
    select(section, "broken")
    assert "model.bin 被截断" in section.about.text()
    select(section, "lingtai-demo")
    assert "只懂合成的演示语言" in section.about.text()


@pytest.mark.parametrize(
    ("name", "can"),
    [
        ("small", {"use", "auto", "bench", "import", "remove"}),
        ("lingtai-demo", {"use", "auto", "bench", "import"}),
        ("broken", {"auto", "import", "remove"}),
        ("large-v3-turbo", {"fetch", "auto", "import"}),
    ],
)
def test_only_what_can_be_done_is_offered(section: ModelsSection, name: str, can: set[str]) -> None:
    select(section, name)
    assert enabled(section) == can


def test_a_fetch_shows_how_far_it_is_and_how_it_ended(
    qtbot: QtBot, section: ModelsSection, models: MemoryModels
) -> None:
    select(section, "large-v3-turbo")
    section.buttons["fetch"].click()
    qtbot.waitUntil(lambda: "729" in section.progress_text.text(), timeout=WAIT_MS)
    assert section.progress.isVisible()
    assert section.progress.value() == 450
    assert "04:47" in section.progress_text.text()
    assert enabled(section) == {"cancel"}
    models.going_on.set()
    qtbot.waitUntil(lambda: "0.46×" in section.result.text(), timeout=WAIT_MS)
    assert not section.progress.isVisible()
    assert models.started == [("fetch", "large-v3-turbo")]


def test_a_cancelled_fetch_says_so(
    qtbot: QtBot, section: ModelsSection, models: MemoryModels
) -> None:
    select(section, "large-v3-turbo")
    section.buttons["fetch"].click()
    qtbot.waitUntil(lambda: bool(models.started), timeout=WAIT_MS)
    section.buttons["cancel"].click()
    qtbot.waitUntil(lambda: "已取消" in section.result.text(), timeout=WAIT_MS)
    assert section.result.property("tone") == "bad"


def test_enter_fetches_what_is_not_here_and_uses_what_is(
    qtbot: QtBot, section: ModelsSection, models: MemoryModels
) -> None:
    select(section, "small")
    QTest.keyClick(section.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: models.wanted == "small", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "马上生效" in section.result.text(), timeout=WAIT_MS)
    select(section, "belle-large-v3-zh")
    QTest.keyClick(section.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(models.started), timeout=WAIT_MS)
    models.going_on.set()
    qtbot.waitUntil(section.progress.isHidden, timeout=WAIT_MS)
    assert models.started == [("fetch", "belle-large-v3-zh")]


def test_a_choice_that_waits_for_the_next_start_says_so(
    qtbot: QtBot, section: ModelsSection, models: MemoryModels
) -> None:
    select(section, "lingtai-demo")
    section.buttons["use"].click()
    qtbot.waitUntil(lambda: "重新启动" in section.result.text(), timeout=WAIT_MS)
    assert models.wanted == "lingtai-demo"


def test_a_picked_archive_comes_in_and_none_picked_does_nothing(
    qtbot: QtBot, section: ModelsSection, models: MemoryModels
) -> None:
    section.bring("")
    assert models.started == []
    models.going_on.set()
    section.bring("/stick/medium.zip")
    qtbot.waitUntil(lambda: "0.46×" in section.result.text(), timeout=WAIT_MS)
    assert models.started == [("import", "medium.zip")]

"""The window as a whole: named for screen readers, worked by keys, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from domain.errors import Damaged, FontMissing
from domain.events import BacklogChanged, Event, SyncChanged, TroubleMet, WorkerDied
from tests.widgets import scripted_call
from tests.widgets.memory_workplace import MemoryWorkplace
from widgets.bridge import Bridge
from widgets.design.fonts import body_font
from widgets.design.theme import Scheme, Theme
from widgets.design.tokens import DARK, LIGHT, Colours
from widgets.heartbeat import Heartbeat
from widgets.knowledge.page import KnowledgePage
from widgets.screenshots import take_screenshots
from widgets.settings.page import SettingsPage
from widgets.shell.command_palette import CommandPalette, matches
from widgets.shell.shortcuts import keys_of
from widgets.tasks import Tasks
from widgets.window import Window

PublishAll = Callable[[list[Event]], None]
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollArea,
)


def visible_controls(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and not widget.objectName().startswith("qt_")
    ]


@pytest.mark.parametrize("key", ["desk", "knowledge", "review", "board", "settings"])
def test_every_control_has_a_name_and_a_place_in_the_tab_order(
    qtbot: QtBot, window: Window, publish_all: PublishAll, key: str
) -> None:
    publish_all([*scripted_call.running_call(), scripted_call.safety_alert()])
    window.show_page(key)
    if key == "review":
        qtbot.waitUntil(lambda: len(visible_controls(window)) > 15, timeout=5000)
    controls = visible_controls(window)
    assert controls
    nameless = [repr(widget) for widget in controls if not widget.accessibleName()]
    assert nameless == []
    unreachable = [
        widget.accessibleName()
        for widget in controls
        if widget.isEnabled()
        and not isinstance(widget, QScrollArea | QHeaderView)
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert unreachable == []


def test_pages_are_reached_by_number(window: Window) -> None:
    window.activateWindow()
    shown: list[str] = []
    for number in range(1, len(window.page_keys) + 1):
        digit = Qt.Key(Qt.Key.Key_0 + number)
        QTest.keyClick(window, digit, Qt.KeyboardModifier.ControlModifier)
        shown.append(window.page_key)
    assert tuple(shown) == window.page_keys


def test_the_list_of_keys_names_those_of_the_page(window: Window) -> None:
    keys = dict(keys_of(window))
    assert keys["F4"] == "挂断"
    assert keys["F1"] == "快捷键一览"
    assert "F10" not in keys  # signing a score belongs to the review page


def test_a_role_that_is_missing_is_not_in_the_rail(
    qtbot: QtBot, bridge: Bridge, tasks: Tasks, theme: Theme
) -> None:
    class AgentOnly(MemoryWorkplace):
        def __init__(self) -> None:
            super().__init__(bridge.publish)
            self.review = None  # type: ignore[assignment]
            self.board = None  # type: ignore[assignment]

    window = Window(AgentOnly(), bridge, tasks, theme)
    qtbot.addWidget(window)
    assert window.page_keys == ("desk", "knowledge", "settings")


def test_the_palette_finds_pages_demo_calls_and_knowledge(qtbot: QtBot, window: Window) -> None:
    desk = window.desk_page
    assert desk is not None
    qtbot.waitUntil(lambda: bool(desk.demos), timeout=5000)
    window.open_palette()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    palette.box.setText("漏水")
    qtbot.waitUntil(
        lambda: any("排水管" in palette.found.item(n).text() for n in range(palette.found.count())),
        timeout=3000,
    )
    palette.box.setText("zj")  # initials of 质检
    assert "质检" in palette.found.item(0).text()
    QTest.keyClick(palette.box, Qt.Key.Key_Return)
    assert window.page_key == "review"


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [("", "质检", True), ("zj", "质检", True), ("质", "质检", True), ("xx", "质检", False)],
)
def test_typed_letters_match_text_or_pinyin_initials(typed: str, text: str, expected: bool) -> None:
    assert matches(typed, text) is expected


def test_the_status_bar_tells_what_waits(window: Window, publish_all: PublishAll) -> None:
    publish_all([SyncChanged(False, 4, 1, None, parked=2), BacklogChanged(3, 7.5, 12)])
    assert window.status.central.text() == "○ 中心不在线"
    assert window.status.waiting.text() == "待同步 5 · 被拒 2"
    assert window.status.backlog.text() == "积压 3（8 秒）"


def test_troubles_are_told_in_the_status_bar(window: Window, publish_all: PublishAll) -> None:
    publish_all([TroubleMet(Damaged("录音损坏 / recording damaged"))])
    assert "录音损坏" in window.status.trouble.text()
    publish_all([WorkerDied("sync", ValueError("x"))])
    assert "sync" in window.status.trouble.text()


def test_what_is_not_known_is_kept_as_a_gap(
    qtbot: QtBot, window: Window, workplace: MemoryWorkplace
) -> None:
    page = window.show_page("knowledge")
    assert isinstance(page, KnowledgePage)
    page.box.setText("没有这个词")
    qtbot.waitUntil(lambda: "知识缺口" in page.told.text() and "没有找到" in page.told.text())
    assert workplace.desk.gaps == ["没有这个词"]


def test_settings_say_what_the_bundled_model_cannot_do(qtbot: QtBot, window: Window) -> None:
    page = window.show_page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: "演示语言" in page.model_note.text(), timeout=3000)
    assert "large-v3-turbo" in page.model_note.text()
    assert page.audio_note.isVisible()


def test_pictures_of_every_page_in_both_schemes_are_written_and_differ(
    window: Window, publish_all: PublishAll, tmp_path: Path
) -> None:
    publish_all(scripted_call.running_call())
    files = take_screenshots(window, tmp_path, keys=("desk",))
    assert [file.name for file in files] == ["desk-light.png", "desk-dark.png"]
    light, dark = (QImage(str(file)) for file in files)
    assert light.size().toTuple() == (1440, 900)
    corner = (70, 880)
    assert light.pixelColor(*corner).lightness() > 200
    assert dark.pixelColor(*corner).lightness() < 60


def test_the_scheme_can_be_forced(qapp: QApplication, theme: Theme) -> None:
    theme.choose(Scheme.DARK)
    assert qapp.palette().window().color().name() == DARK.bg
    theme.choose(Scheme.LIGHT)
    assert qapp.palette().window().color().name() == LIGHT.bg


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_what_it_lies_on(colours: Colours) -> None:
    body = [
        (colours.ink, ground)
        for ground in (
            colours.panel,
            colours.bubble_agent,
            colours.bubble_customer,
            colours.bubble_angry,
            colours.mark_warm,
            colours.mark_severe,
            colours.mark_entity,
        )
    ]
    body += [
        (colours.mute, colours.panel),
        (colours.warn_ink, colours.warn_soft),
        (colours.accent_ink, colours.accent_soft),
        (colours.on_accent, colours.accent),
        (colours.p3_ink, colours.p3),
        (colours.p4_ink, colours.p4),
    ]
    weak = [(one, other) for one, other in body if contrast(one, other) < 4.5]
    assert weak == []
    assert contrast(colours.faint, colours.panel) >= 3.0


def test_no_chinese_font_is_told_in_one_line(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qapp

    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    with pytest.raises(FontMissing, match="fonts-wqy-microhei"):
        body_font()


def test_the_heartbeat_counts_gaps(qtbot: QtBot) -> None:
    heart = Heartbeat()
    heart.start()
    qtbot.waitUntil(lambda: len(heart._gaps_ms) >= 5, timeout=2000)
    beats = heart.stop()
    assert beats.count >= 5
    assert 0 < beats.p50_ms <= beats.p99_ms <= beats.max_ms

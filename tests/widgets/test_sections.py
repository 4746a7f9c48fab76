"""Sections of a page: one is shown, each is made once, the keyboard reaches all."""

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from widgets.settings.sections import Sections


def test_a_section_is_made_when_first_opened_and_kept(qtbot: QtBot) -> None:
    made: list[str] = []

    def make() -> QLabel:
        made.append("second")
        return QLabel("second")

    sections = Sections()
    qtbot.addWidget(sections)
    sections.add("First", lambda: QLabel("first"))
    second = sections.add("Second", make)
    assert isinstance(sections.current, QLabel)
    assert sections.current.text() == "first"
    assert made == []
    sections.open(second)
    shown = sections.current
    sections.open(0)
    sections.open(second)
    assert sections.current is shown
    assert made == ["second"]


def test_a_click_opens_the_section_of_its_button(qtbot: QtBot) -> None:
    sections = Sections()
    qtbot.addWidget(sections)
    sections.add("First", lambda: QLabel("first"))
    sections.add("Second", lambda: QLabel("second"))
    assert sections.captions == ("First", "Second")
    wanted = next(one for one in sections.findChildren(QPushButton) if one.text() == "Second")
    wanted.click()
    assert isinstance(sections.current, QLabel)
    assert sections.current.text() == "second"
    assert wanted.isChecked()

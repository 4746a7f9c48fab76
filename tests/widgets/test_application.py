"""The start and the end: Qt first, errors in one line, everything closed."""

import logging
import signal
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from domain.errors import ModelMissing
from domain.events import Publish
from tests.widgets.memory_workplace import MemoryWorkplace
from widgets.application import run
from widgets.error_window import ErrorWindow, install_hook, report_of
from widgets.window import Window


@pytest.fixture(autouse=True)
def signals_and_hook_as_before(qapp: QApplication) -> Iterator[None]:
    del qapp
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hook = sys.excepthook
    yield
    sys.excepthook = hook
    for number, handler in before.items():
        signal.signal(number, handler)


def test_closing_the_window_closes_the_workplace() -> None:
    made: list[MemoryWorkplace] = []

    def assemble(publish: Publish) -> MemoryWorkplace:
        assert QApplication.instance() is not None
        made.append(MemoryWorkplace(publish))
        return made[0]

    def started(window: Window) -> None:
        assert window.isVisible()
        window.close()

    assert run(assemble, language="zh", started=started) == 0
    assert made[0].is_closed


def test_what_cannot_start_is_told_in_one_line_with_its_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def assemble(_publish: Publish) -> MemoryWorkplace:
        raise ModelMissing("语音模型缺 vocabulary.json / vocabulary.json is missing")

    assert run(assemble, language="zh") == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert told == ["语音模型缺 vocabulary.json / vocabulary.json is missing"]


@pytest.mark.expects_warning_log
def test_a_bug_is_shown_with_a_report_and_its_words_stay_out_of_the_log(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    window = ErrorWindow()
    qtbot.addWidget(window)
    install_hook(window)
    words = "客户说的话"
    with caplog.at_level(logging.ERROR):
        try:
            raise KeyError(words)
        except KeyError as error:
            sys.excepthook(KeyError, error, error.__traceback__)
    assert window.isVisible()
    assert words in window.report.toPlainText()
    assert "KeyError" in caplog.text
    assert words not in caplog.text


def test_the_first_of_many_errors_is_the_one_reported(qtbot: QtBot) -> None:
    window = ErrorWindow()
    qtbot.addWidget(window)
    for name in ("first", "second"):
        window.show_error(ValueError(name))
    assert "first" in window.report.toPlainText()
    assert "second" not in window.report.toPlainText()


def test_a_report_names_the_versions() -> None:
    assert "Python" in report_of(ValueError("x"))
    assert "Qt" in report_of(ValueError("x"))

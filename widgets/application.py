"""Runs the windows: Qt first, then the workstation, then what people see."""

import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from domain.errors import WorkstationError
from domain.events import Publish
from widgets.bridge import Bridge
from widgets.design.fonts import body_font
from widgets.design.theme import Scheme, Theme
from widgets.error_window import ErrorWindow, install_hook, log_bug
from widgets.language import speak
from widgets.pages import preload
from widgets.tasks import Tasks
from widgets.window import Window
from widgets.workplace import Workplace

UNSEEN_PLATFORMS = ("offscreen", "minimal")
PRELOAD_AFTER_MS = 300  # the window is drawn by then, and nobody is in a call yet


def run(
    assemble: Callable[[Publish], Workplace],
    *,
    scheme: str = "system",
    language: str = "",
    started: Callable[[Window], None] | None = None,
) -> int:
    """Show the window until it is closed; return the exit code.

    assemble is called in this thread, once Qt and the bridge exist; `started`
    once the window is on the screen. scheme: system, light or dark. language:
    zh, en or "" for the system's.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("lingtai")
    app.setOrganizationName("lingtai")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: QCoreApplication.quit())
    try:
        speak(app, language)
        app.setFont(body_font())
        theme = Theme(app, Scheme(scheme))
        bridge, tasks = Bridge(), Tasks()
        workplace = assemble(bridge.publish)
    except WorkstationError as error:
        _refuse(error)
        return error.exit_code
    try:
        window = Window(workplace, bridge, tasks, theme, _memory())
        return _show(app, window, has_review=workplace.review is not None, started=started)
    finally:
        sys.excepthook = sys.__excepthook__
        workplace.models.close()  # a fetch would keep a task, and so the window, for hours
        tasks.close()
        workplace.close()


def _show(
    app: QApplication,
    window: Window,
    *,
    has_review: bool,
    started: Callable[[Window], None] | None,
) -> int:
    errors = ErrorWindow(window)
    install_hook(errors)
    window.bug_found.connect(log_bug)
    window.bug_found.connect(errors.show_error)
    window.closed.connect(app.quit)  # the wallboard may still be open
    window.show()
    if has_review:
        QTimer.singleShot(PRELOAD_AFTER_MS, preload)
    if started is not None:
        started(window)
    return app.exec() if window.isVisible() else 0


def _memory() -> QSettings | None:
    """Return where the window's place is kept; nothing is kept of a window nobody sees."""
    if QGuiApplication.platformName() in UNSEEN_PLATFORMS:
        return None
    return QSettings()


def _refuse(error: WorkstationError) -> None:
    print(error, file=sys.stderr)
    if QGuiApplication.platformName() not in UNSEEN_PLATFORMS:
        box = QMessageBox(QMessageBox.Icon.Warning, "聆台 Lingtai", "")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(str(error))
        box.exec()

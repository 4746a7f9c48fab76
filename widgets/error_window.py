"""The last door (3 of 3, see domain.errors): a bug is logged and shown with a report to copy."""

import logging
import platform
import sys
import traceback
from types import TracebackType

import PySide6
from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from widgets.design.buttons import button
from widgets.design.cards import row
from widgets.design.labels import PlainLabel, wrapped

log = logging.getLogger(__name__)

SIZE = (680, 420)


class ErrorWindow(QDialog):
    """Stays one window however many errors come; the first one is the one to report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setWindowTitle(self.tr("程序出错"))
        self.resize(*SIZE)
        self._told = wrapped(PlainLabel(bold=True))
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setAccessibleName(self.tr("错误报告"))
        copy = button(self.tr("复制报告"), tone="primary")
        close = button(self.tr("关闭"))
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.accept)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(16, 16, 16, 16)
        stack.addWidget(self._told)
        stack.addWidget(self.report)
        stack.addLayout(row(None, copy, close))

    def show_error(self, error: BaseException) -> None:
        self._count += 1
        text = self.tr("这是程序的错，不是您的。录音和已存的数据都在。请把报告发给管理员。")
        if self._count > 1:
            text += self.tr("（已出现 {n} 次，下面是第一次）").format(n=self._count)
        self._told.setText(text)
        if self._count == 1:
            self.report.setPlainText(report_of(error))
        self.show()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


def report_of(error: BaseException) -> str:
    versions = (
        f"Python {platform.python_version()}, Qt {PySide6.__version__}, {platform.platform()}"
    )
    return versions + "\n\n" + "".join(traceback.format_exception(error))


def log_bug(error: BaseException) -> None:
    """Log where and of what kind, but not the message: it may quote what a customer said."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("bug: %s\n%s", type(error).__name__, where)


def install_hook(window: ErrorWindow) -> None:
    """Send every exception that nobody caught to the log and to the window."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        log_bug(error.with_traceback(trace))
        window.show_error(error)

    sys.excepthook = hook

"""F1: the list of keys that work now, read from the window itself."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from widgets.design.buttons import KeyButton
from widgets.design.labels import PlainLabel


def keys_of(window: QWidget) -> list[tuple[str, str]]:
    """Return key and meaning of every visible button and action that has a key."""
    found: dict[str, str] = {}
    for action in window.findChildren(QAction):
        if not action.shortcut().isEmpty() and action.text():
            found[_text(action.shortcut())] = action.text()
    for made in window.findChildren(KeyButton):
        if made.isVisibleTo(window):
            found[_text(made.shortcut())] = made.caption
    return sorted(found.items())


class ShortcutList(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("快捷键"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for line, (key, meaning) in enumerate(keys_of(parent)):
            grid.addWidget(PlainLabel(key, chip="key"), line, 0)
            grid.addWidget(PlainLabel(meaning), line, 1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(24, 20, 24, 20)
        stack.addWidget(PlainLabel(self.tr("此页可用的快捷键"), size="title", bold=True))
        stack.addLayout(grid)


def _text(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.NativeText)

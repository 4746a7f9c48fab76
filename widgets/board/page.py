"""看板: the team at this moment."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.roles import BoardRole
from widgets.tasks import Tasks


class BoardPage(QWidget):
    search_wanted = Signal()

    def __init__(self, board: BoardRole, tasks: Tasks) -> None:
        super().__init__()

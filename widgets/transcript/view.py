"""The transcript's view: follows the call until the reader scrolls up."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QPushButton
from typing_extensions import override

from widgets.transcript.delegate import TranscriptDelegate
from widgets.transcript.model import TranscriptModel

NEAR_END_PX = 6
BUTTON_UP_PX = 12


class TranscriptView(QListView):
    """`line_chosen` carries the key of a row that was clicked or entered."""

    line_chosen = Signal(str)

    def __init__(self, model: TranscriptModel, *, follows: bool = True) -> None:
        super().__init__()
        self._model = model
        self._follows = follows
        self._wants_to_follow = follows
        self.setModel(model)
        self._delegate = TranscriptDelegate(model)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(self.tr("通话转写"))
        self.to_latest = QPushButton(self.tr("↓ 回到最新"), self)
        self.to_latest.setAccessibleName(self.tr("回到最新"))
        self.to_latest.setProperty("tone", "primary")
        self.to_latest.hide()
        self.to_latest.clicked.connect(self.follow)
        self.verticalScrollBar().rangeChanged.connect(self._keep_up)
        self.verticalScrollBar().valueChanged.connect(self._note_scroll)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    @property
    def is_following(self) -> bool:
        return self._follows

    @Slot()
    def follow(self) -> None:
        """Go to the newest line and stay there."""
        self._follows = True
        self.to_latest.hide()
        self.scrollToBottom()

    def jump_to(self, key: str) -> bool:
        """Show and select the row of a segment; return whether it is there."""
        place = self._model.place_of(key)
        if place is None:
            return False
        index = self._model.index(place)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    @property
    def playing_key(self) -> str:
        return self._delegate.playing_key

    def mark_playing(self, key: str) -> None:
        if key != self._delegate.playing_key:
            self._delegate.playing_key = key
            self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.set_width(self.viewport().width())
        super().resizeEvent(event)
        button = self.to_latest
        button.adjustSize()
        button.move(
            (self.width() - button.width()) // 2, self.height() - button.height() - BUTTON_UP_PX
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(index.row() for index in self.selectedIndexes())
            texts = [self._model.row_at(row).text for row in rows]
            QGuiApplication.clipboard().setText("\n".join(texts))
            return
        super().keyPressEvent(event)

    @Slot(int, int)
    def _keep_up(self, _lowest: int, highest: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(highest)
        elif self._wants_to_follow:
            self._note_scroll(self.verticalScrollBar().value())

    @Slot(int)
    def _note_scroll(self, value: int) -> None:
        if not self._wants_to_follow:
            return
        self._follows = value >= self.verticalScrollBar().maximum() - NEAR_END_PX
        self.to_latest.setVisible(not self._follows)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        self.line_chosen.emit(self._model.row_at(index.row()).key)

"""A call begun by hand: the customer's number, and what to do when a device is missing."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from domain.errors import AudioDeviceMissing
from widgets.design.buttons import button
from widgets.design.cards import Card, row
from widgets.design.labels import PlainLabel, wrapped


class HandCallCard(Card):
    """`start_wanted` carries the number as it was typed."""

    start_wanted = Signal(str)
    settings_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("接听来电"), self.tr("声音来自麦克风和客户线路"))
        self.number = QLineEdit()
        self.number.setPlaceholderText(self.tr("客户号码，可不填"))
        self.number.setAccessibleName(self.tr("客户号码"))
        self.number.setMaxLength(32)
        self.start = button(self.tr("用麦克风和线路开始"), tone="primary")
        self.note = wrapped(PlainLabel(tone="bad"))
        self.to_settings = button(self.tr("去设置里选设备"))
        line = row(self.number, self.start)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.note)
        self.body.addLayout(row(self.to_settings, None))
        self.start.clicked.connect(self._start)
        self.number.returnPressed.connect(self._start)
        self.to_settings.clicked.connect(self.settings_wanted)
        self._say("", is_device=False)

    def show_failure(self, error: Exception) -> None:
        """The call did not begin: say why; the number stays, so that it can be tried again."""
        self.start.setEnabled(True)
        self._say(str(error), is_device=isinstance(error, AudioDeviceMissing))

    def show_started(self) -> None:
        self.start.setEnabled(True)
        self.number.clear()
        self._say("", is_device=False)

    def _say(self, text: str, *, is_device: bool) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.to_settings.setVisible(is_device)

    @Slot()
    def _start(self) -> None:
        if self.start.isEnabled():  # opening a device may take a second
            self.start.setEnabled(False)
            self._say("", is_device=False)
            self.start_wanted.emit(self.number.text())

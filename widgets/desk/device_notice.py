"""Above the transcript: which device of the running call is away, and since when."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from domain.audio import Role
from domain.events import DeviceChanged
from widgets.design.clock import minutes
from widgets.design.labels import PlainLabel, wrapped


class DeviceNotice(QFrame):
    """Stays while a device is away; takes no focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "bad")
        self.setAccessibleName(self.tr("声音设备告警"))
        self._away: dict[str, DeviceChanged] = {}
        self.text = wrapped(PlainLabel(tone="bad", bold=True))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(14, 8, 14, 8)
        lines.addWidget(self.text)
        self.hide()

    @Slot(object)
    def show_change(self, event: DeviceChanged) -> None:
        if event.is_there:
            self._away.pop(event.name, None)
        else:
            self._away[event.name] = event
        self.text.setText("\n".join(map(self._line, self._away.values())))
        self.setVisible(bool(self._away))

    def clear(self) -> None:
        self._away.clear()
        self.hide()

    def _line(self, event: DeviceChanged) -> str:
        if len(event.roles) > 1:
            text = self.tr("⚠ {name} 断开（{time}），双方的声音都没有录到；接好后自动继续")
        elif Role.AGENT in event.roles:
            text = self.tr("⚠ 麦克风 {name} 断开（{time}），您的声音没有录到；接好后自动继续")
        else:
            text = self.tr("⚠ 客户线路 {name} 断开（{time}），客户的声音没有录到；接好后自动继续")
        return text.format(name=event.name, time=minutes(event.at_s))

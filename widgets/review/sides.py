"""Above the dialogue: who is on which channel, when that is in doubt."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from domain.review import OpenedCall
from widgets.design.buttons import button
from widgets.design.labels import PlainLabel, restyle, wrapped


class SidesBanner(QFrame):
    """Hidden when nothing is in doubt. `swap_wanted`: exchange the channels, or undo that."""

    swap_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("声道"))
        self.text = wrapped(PlainLabel())
        self.swap = button(self.tr("交换"))
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 14, 8)
        line.setSpacing(12)
        line.addWidget(self.text, 1)
        line.addWidget(self.swap)
        self.swap.clicked.connect(self.swap_wanted)
        self.hide()

    def show_call(self, opened: OpenedCall) -> None:
        text = self._text(opened)
        self.text.setText(text)
        is_doubt = not opened.is_swapped or bool(opened.swap_signs)
        restyle(self, surface="warn" if is_doubt else "card")
        self.text.restyle(tone="warn_ink" if is_doubt else "mute")
        self.swap.setVisible(not opened.is_mono)
        caption = self.tr("撤销交换") if opened.is_swapped else self.tr("交换")
        self.swap.setText(caption)
        self.swap.setAccessibleName(caption)
        self.swap.setEnabled(True)
        self.setVisible(bool(text))

    def _text(self, opened: OpenedCall) -> str:
        if opened.is_mono:
            return self.tr("单声道录音：分不清谁在说话，与说话人有关的项目不评，请听录音确认")
        said = "、".join(f"「{sign}」" for sign in opened.swap_signs[:2])
        if opened.is_swapped and opened.swap_signs:
            return self.tr("左右声道已交换，可是客户一侧说了{said}").format(said=said)
        if opened.is_swapped:
            return self.tr("左右声道已交换，说话人与得分都按交换后的算")
        if opened.swap_signs:
            return self.tr("左右声道可能接反了：客户一侧说了{said}").format(said=said)
        return ""

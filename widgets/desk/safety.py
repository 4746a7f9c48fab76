"""The red card: what to say at once when a customer is in danger, with its countdown."""

import time

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from domain.events import AlertRaised, ChecklistItem
from widgets.design.buttons import button
from widgets.design.cards import clear, row
from widgets.design.fonts import mono_font
from widgets.design.labels import PlainLabel, wrapped
from widgets.design.tokens import TYPE_TIMER

TICK_MS = 250
LEFT_WIDTH = 64
SAFETY_ITEM = "safety"  # of resources/lexicons/checklist.toml


class SafetyCard(QFrame):
    """Above the transcript; takes no focus, for the agent may be typing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "bad")
        self.setAccessibleName(self.tr("安全告警"))
        self._text = wrapped(PlainLabel(tone="bad", size="title", bold=True))
        self._left = PlainLabel(tone="bad")
        self._left.setFont(mono_font(TYPE_TIMER, bold=True))
        self._left.setMinimumWidth(LEFT_WIDTH)
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left.setAccessibleName(self.tr("剩余秒数"))
        self.said = button(self.tr("已提示"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._until_s: float | None = None
        self._raised_at_s = 0.0  # of the call
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._count)
        top = row(self._text, self._left, self.said, gap=12)
        top.setStretch(0, 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 10, 14, 10)
        inside.addLayout(top)
        inside.addLayout(self._lines)
        self.said.clicked.connect(self.dismiss)
        self.hide()

    def show_alert(self, alert: AlertRaised) -> None:
        self._text.setText("⚠ " + alert.text)
        self._raised_at_s = alert.at_s
        clear(self._lines)
        for number, line in enumerate(alert.script, 1):
            self._lines.addWidget(wrapped(PlainLabel(f"{number}. {line}")))
        self._until_s = None
        self._left.setText("")
        if alert.answer_within_s is not None:
            self._until_s = time.monotonic() + alert.answer_within_s
            self._timer.start()
            self._count()
        self.show()

    def hear_checklist(self, items: tuple[ChecklistItem, ...]) -> None:
        """Close once the agent has said the script, after the alert."""
        for item in items:
            is_said = item.item_id == SAFETY_ITEM and item.is_done
            if is_said and (item.at_s is None or item.at_s >= self._raised_at_s):
                self.dismiss()

    @Slot()
    def dismiss(self) -> None:
        self._timer.stop()
        self._until_s = None
        self.hide()

    @Slot()
    def _count(self) -> None:
        if self._until_s is None:
            return
        left_s = self._until_s - time.monotonic()
        if left_s > 0:
            self._left.setText(f"{left_s:.0f} s")
            return
        self._left.setText(self.tr("已超时"))
        self._timer.stop()

"""After the hang-up: what the call came to, and the way back to ready."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from domain.events import CallEnded, CallScored
from domain.quality import Scorecard
from widgets.design.buttons import KeyButton
from widgets.design.cards import row
from widgets.design.clock import minutes
from widgets.design.labels import ElidedLabel, PlainLabel
from widgets.design.score import tone_of_score


class WrapUpBar(QFrame):
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "warn")
        self.setAccessibleName(self.tr("话后整理"))
        self._text = ElidedLabel(tone="warn_ink", bold=True)
        self._score = PlainLabel(bold=True)
        self.ready = KeyButton(self.tr("完成，回到示闲"), "Ctrl+Return", tone="primary")
        line = row(self._text, self._score, self.ready, gap=16)
        line.setStretch(0, 1)
        line.setContentsMargins(14, 6, 6, 6)
        self.setLayout(line)
        self.ready.clicked.connect(self.done)
        self.hide()

    def end_call(self, event: CallEnded) -> None:
        text = self.tr("话后整理 · 通话 {time} · 录音已落盘")
        if event.recording.is_recovered:
            text = self.tr("话后整理 · 通话 {time} · 录音已找回，末尾可能缺 1 秒")
        elif event.recording.has_gap:
            text = self.tr("话后整理 · 通话 {time} · 录音有缺口 {n:.1f} s")
        missing_s = event.recording.missing_s
        self._text.setText(text.format(time=minutes(event.duration_s), n=missing_s))
        self._score.restyle(tone="mute")
        self._score.setText(self.tr("正在质检 …"))
        self.show()

    def show_score(self, event: CallScored) -> None:
        card = event.scorecard
        self._score.restyle(tone=tone_of_score(card.final_score))
        self._score.setText(self._verdict(card))

    def _verdict(self, card: Scorecard) -> str:
        if card.final_score is None:
            return self.tr("不可评：{why}").format(why=card.not_scorable_reason)
        if card.red_lines:
            names = "、".join(line.name for line in card.red_lines)
            return self.tr("质检 0 分，红线：{names}").format(names=names)
        return self.tr("质检 {n:.0f} 分").format(n=card.final_score)

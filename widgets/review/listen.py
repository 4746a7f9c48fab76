"""The sound of the opened call: waveform, speed, position, talk metrics."""

from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from app.roles import ReviewRole
from domain.calls import Recording
from domain.errors import WorkstationError
from domain.quality import CallMetrics
from domain.review import OpenedCall, Peaks
from widgets.design.buttons import KeyButton
from widgets.design.cards import Card, row
from widgets.design.clock import minutes
from widgets.design.flow import FlowLayout
from widgets.design.labels import ElidedLabel, PlainLabel
from widgets.desk.customer import masked
from widgets.review.hits import Hit
from widgets.review.sound import SoundLine
from widgets.review.waveform import Waveform

SPEEDS: Final = (1.0, 1.5, 2.0)
LOOK_EVERY_MS: Final = 100
SPEED_WIDTH: Final = 58
MOST_GAPS: Final = 3  # whose times are told; the waveform shows all


class ListenCard(Card):
    """Calls the role directly: play, pause and position_s return at once."""

    moved = Signal(float)  # seconds of the call, while it plays or when chosen
    refused = Signal(object)  # WorkstationError

    def __init__(self, review: ReviewRole) -> None:
        super().__init__()
        self._review = review
        self._call_id = ""
        self.setAccessibleName(self.tr("录音"))
        self.who = ElidedLabel(tone="mute", size="small", bold=True)
        self.speed = QComboBox()
        self.speed.setAccessibleName(self.tr("播放速度"))
        self.speed.setFixedWidth(SPEED_WIDTH)
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        self.play = KeyButton(self.tr("播放"), "Space")
        self.previous = KeyButton(self.tr("上一处"), "P", tone="flat")
        self.next = KeyButton(self.tr("下一处"), "N", tone="flat")
        self.waveform = Waveform()
        self._metrics = FlowLayout(gap=16)
        top = row(self.who, self.play, self.speed, self.next, self.previous)
        top.setStretch(0, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.waveform)
        self.body.addLayout(self._metrics)
        self.missing = ElidedLabel(tone="warn", size="small")
        self.missing.hide()
        self.body.addWidget(self.missing)
        self.sound = SoundLine()
        self.body.addWidget(self.sound)
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._follow)
        self.play.clicked.connect(self.toggle)
        self.waveform.place_chosen.connect(self.hear)
        self.speed.currentIndexChanged.connect(self._change_speed)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._lend_space)

    @property
    def is_playing(self) -> bool:
        return self._look.isActive()

    @Slot(QWidget, QWidget)
    def _lend_space(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Leave the space bar to a button or list that has the focus: it presses that one."""
        is_needed = isinstance(now, QAbstractButton | QComboBox) and now is not self.play
        self.play.setShortcut(QKeySequence() if is_needed else QKeySequence("Space"))

    def show_call(self, opened: OpenedCall, hits: tuple[Hit, ...]) -> None:
        self.stop()
        call = opened.call
        self._call_id = call.call_id
        duration_s = _duration_s(opened)
        customer = f"{call.customer.name} {masked(call.customer.phone)}"
        self.who.setText(f"{call.agent_name} · {customer} · {minutes(duration_s)}")
        self.waveform.show_gaps(opened.recording.gaps if opened.recording else ())
        self.waveform.show_call(None, duration_s, hits)
        self.play.setEnabled(opened.recording is not None)
        self.sound.show_sound(opened.sound)
        moods = [meaning.mood for meaning in opened.understandings if meaning.mood is not None]
        arc = (moods[0].text_score, moods[-1].text_score) if moods else None
        self._show_metrics(opened.scorecard.metrics if opened.scorecard else None, arc)
        has_gap = opened.recording is not None and opened.recording.has_gap
        self.missing.setText(self._gap_words(opened.recording) if opened.recording else "")
        self.missing.setVisible(has_gap)

    def _gap_words(self, recording: Recording) -> str:
        """Return how much is missing and where; what a kill took from the end is an estimate."""
        words = []
        if recording.gaps:
            places = "、".join(minutes(gap.start_s) for gap in recording.gaps[:MOST_GAPS])
            text = self.tr("录音有缺口 {n:.1f} s（{places} 起）")
            words.append(text.format(n=recording.missing_s - recording.tail_s, places=places))
        if recording.is_recovered:
            text = self.tr("异常中断后找回，末尾约缺 {n:.1f} s")
            words.append(text.format(n=recording.tail_s))
        return " · ".join(words) or self.tr("录音有极短的丢声，位置不明")

    def show_peaks(self, peaks: Peaks | None, duration_s: float, hits: tuple[Hit, ...]) -> None:
        self.waveform.show_call(peaks, duration_s, hits)

    @Slot(float)
    def hear(self, from_s: float) -> None:
        """Play from a moment on; where there is no sound only the cursor moves."""
        self.waveform.show_place(from_s)
        self.moved.emit(from_s)
        try:
            self._review.play(self._call_id, from_s, speed=float(self.speed.currentData()))
        except WorkstationError as error:
            self.refused.emit(error)
            return
        self.play.set_caption(self.tr("暂停"))
        self._look.start()

    @Slot()
    def toggle(self) -> None:
        if self.is_playing:
            self.stop()
        else:
            self.hear(self.waveform.at_s)

    def stop(self) -> None:
        if self.is_playing:
            self._look.stop()
            self._review.pause()
        self.play.set_caption(self.tr("播放"))

    @Slot()
    def _follow(self) -> None:
        at_s = self._review.position_s()
        if at_s is None:
            self.stop()
            return
        self.waveform.show_place(at_s)
        self.moved.emit(at_s)

    @Slot()
    def _change_speed(self) -> None:
        if self.is_playing:
            self.hear(self.waveform.at_s)

    def _show_metrics(self, metrics: CallMetrics | None, arc: tuple[float, float] | None) -> None:
        texts: list[str] = []
        if metrics is not None:
            texts = [
                self.tr("座席 {n:.0%}").format(n=metrics.agent_talk_share),
                self.tr("客户 {n:.0%}").format(n=metrics.customer_talk_share),
                self.tr("静音 {n:.0%}").format(n=metrics.silence_share),
                self.tr("最长静音 {n:.0f} s").format(n=metrics.longest_silence_s),
                self.tr("打断 {n}").format(n=metrics.interruptions),
                self.tr("语速 {n:.0f} 字/分").format(n=metrics.agent_chars_per_min),
            ]
        if arc is not None:
            texts.append(self.tr("情绪 {a:.2f} → {b:.2f}").format(a=arc[0], b=arc[1]))
        self._metrics.refill([PlainLabel(text, tone="mute", size="small") for text in texts])


def _duration_s(opened: OpenedCall) -> float:
    if opened.recording is not None:
        return opened.recording.duration_s
    return max((segment.end_s for segment in opened.segments), default=0.0)

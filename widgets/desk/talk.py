"""The middle of the desk: intents, live transcript, mood curve."""

from PySide6.QtCore import Signal, Slot

from domain.events import (
    AlertKind,
    AlertRaised,
    PartialHeard,
    PictureChanged,
    SegmentHeard,
)
from widgets.design.buttons import button
from widgets.design.cards import Card, column, row, rule
from widgets.design.labels import PlainLabel
from widgets.desk.curve import MoodCurve
from widgets.desk.intents import IntentChips
from widgets.desk.safety import SafetyCard
from widgets.transcript.model import TranscriptModel
from widgets.transcript.view import TranscriptView


class TalkCard(Card):
    """`swap_wanted`: the two channels are the wrong way round."""

    swap_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("实时转写"))
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.intents = IntentChips()
        self.delay = PlainLabel(tone="mute")
        self.swap = button(self.tr("互换声道"))
        self.safety = SafetyCard()
        self.model = TranscriptModel()
        self.view = TranscriptView(self.model)
        self.curve = MoodCurve()
        heading = PlainLabel(self.tr("实时转写"), bold=True)
        top = row(heading, self.intents, None, self.delay, self.swap)
        top.setContentsMargins(14, 9, 14, 9)
        alarm = column(self.safety)
        alarm.setContentsMargins(14, 8, 14, 4)
        self.body.addLayout(top)
        self.body.addWidget(rule())
        self.body.addLayout(alarm)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.curve)
        self.swap.clicked.connect(self.swap_wanted)

    def clear(self) -> None:
        self.model.clear()
        self.curve.clear()
        self.intents.show_intents(())
        self.delay.setText("")
        self.safety.dismiss()
        self.view.follow()

    @Slot(object)
    def hear_partial(self, event: PartialHeard) -> None:
        self.model.hear_partial(event)

    @Slot(object)
    def hear_segment(self, event: SegmentHeard) -> None:
        self.model.hear_segment(event)
        self.delay.setText(self.tr("延迟 {n:.1f} s").format(n=event.delay_s))
        mood = event.understanding.mood
        if mood is not None:
            self.curve.add_segment(event.segment.start_s, mood.text_score)

    @Slot(object)
    def change_picture(self, event: PictureChanged) -> None:
        self.intents.show_intents(event.intents)
        self.curve.add_call(event.at_s, event.emotion)

    @Slot(object)
    def raise_alert(self, event: AlertRaised) -> None:
        self.model.add_alert(event)
        if event.kind is AlertKind.SAFETY:
            self.safety.show_alert(event)

"""The words of the opened call, in step with the sound, and the verdict on the chosen hit."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame

from domain.review import OpenedCall
from widgets.design.buttons import KeyButton
from widgets.design.cards import Card, row
from widgets.design.labels import ElidedLabel
from widgets.review.hits import Hit, rows_of
from widgets.transcript.model import TranscriptModel
from widgets.transcript.rows import RowKind
from widgets.transcript.view import TranscriptView

NOTE = "note/"


class DialogueCard(Card):
    """`line_chosen` carries the moment to hear; `judged` whether the hit is right."""

    line_chosen = Signal(float)
    judged = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._opened: OpenedCall | None = None
        self._hits: tuple[Hit, ...] = ()
        self._title()
        self.body.setContentsMargins(0, 12, 0, 0)
        self.model = TranscriptModel()
        self.view = TranscriptView(self.model, follows=False)
        self.body.addWidget(self.view, 1)
        self.verdict = VerdictBar()
        foot = row(self.verdict)
        foot.setContentsMargins(10, 0, 10, 10)
        self.body.addLayout(foot)
        self.view.line_chosen.connect(self._choose)
        self.verdict.right.clicked.connect(lambda: self.judged.emit(True))
        self.verdict.wrong.clicked.connect(lambda: self.judged.emit(False))

    def show_call(self, opened: OpenedCall, hits: tuple[Hit, ...]) -> None:
        self._opened, self._hits = opened, hits
        self.verdict.show_hit(None, "")
        self._fill()

    def show_hit(self, hit: Hit | None, judged: str) -> None:
        self.verdict.show_hit(hit, judged)
        if hit is not None and hit.segment_id:
            self.view.jump_to(hit.segment_id)

    def show_place(self, at_s: float) -> None:
        """Mark the line that sounds now; scroll to it only when it changes."""
        place = self.model.place_at(at_s)
        if place is None:
            return
        key = self.model.row_at(place).key
        if key != self.view.playing_key:
            self.view.mark_playing(key)
            self.view.scrollTo(self.model.index(place))

    def _title(self) -> None:
        self.only_hits = QCheckBox(self.tr("只看命中"))
        self.only_hits.setAccessibleName(self.tr("只看命中"))
        self.only_hits.toggled.connect(self._fill)
        heading = ElidedLabel(self.tr("对话"), tone="mute", size="small", bold=True)
        line = row(heading, self.only_hits)
        line.setStretch(0, 1)
        line.setContentsMargins(14, 0, 14, 0)
        self.setAccessibleName(self.tr("对话"))
        self.body.addLayout(line)

    @Slot()
    def _fill(self) -> None:
        if self._opened is None:
            return
        notes = {hit.criterion_id: self._note(hit) for hit in self._hits}
        only_hits = self.only_hits.isChecked()
        self.model.show_rows(rows_of(self._opened, self._hits, notes, only_hits=only_hits))

    def _note(self, hit: Hit) -> str:
        parts = [hit.name if hit.is_red else f"{hit.name} −{round(hit.lost, 2):g}", hit.reason]
        if hit.is_red:
            parts.insert(0, self.tr("红线，得分归零"))
        if hit.score_without is not None:
            parts.append(self.tr("若无此条：{n:.0f}").format(n=hit.score_without))
        return "　".join(part for part in parts if part)

    @Slot(str)
    def _choose(self, key: str) -> None:
        place = self.model.place_of(key)
        if place is not None and self.model.row_at(place).kind is not RowKind.PARTIAL:
            self.line_chosen.emit(self.model.row_at(place).start_s)


class VerdictBar(QFrame):
    """What is judged, and the two answers."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "warn")
        self.setAccessibleName(self.tr("复核意见"))
        self.text = ElidedLabel(tone="warn_ink")
        self.right = KeyButton(self.tr("机检正确"), "Y")
        self.wrong = KeyButton(self.tr("机检不正确"), "X")
        line = row(self.text, self.right, self.wrong)
        line.setStretch(0, 1)
        line.setContentsMargins(12, 6, 8, 6)
        self.setLayout(line)
        self.show_hit(None, "")

    def show_hit(self, hit: Hit | None, judged: str) -> None:
        self.setVisible(hit is not None)
        if hit is None:
            return
        parts = [hit.name, hit.reason, judged]
        if hit.score_without is not None:
            parts.insert(2, self.tr("若无此条：{n:.0f}").format(n=hit.score_without))
        self.text.setText("　".join(part for part in parts if part))

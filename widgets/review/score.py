"""The score: automatic and manual, by which rubric, and the signature."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from domain.review import OpenedCall
from widgets.design.buttons import KeyButton, button
from widgets.design.cards import Card, column, row
from widgets.design.chips import LevelBlock
from widgets.design.labels import ElidedLabel, PlainLabel
from widgets.design.score import tone_of_score

DIALOG_WIDTH = 360


class ScoreCard(Card):
    sign_wanted = Signal()
    override_wanted = Signal(float, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("得分"))
        self._score = 0.0
        self.block = LevelBlock()
        self.auto = PlainLabel(bold=True)
        self.manual = PlainLabel()
        self.about = ElidedLabel(tone="mute", size="small")
        self.change = button(self.tr("改分"), tone="time")
        self.sign = KeyButton(self.tr("签发"), "F10", tone="primary")
        words = column(gap=4)
        words.addLayout(row(self.auto, self.manual, self.change, None, gap=12))
        words.addWidget(self.about)
        line = row(self.block, gap=14)
        line.addLayout(words, 1)
        line.addWidget(self.sign)
        self.body.addLayout(line)
        self.sign.clicked.connect(self.sign_wanted)
        self.change.clicked.connect(self._ask)
        self.show_call(None)

    def show_call(self, opened: OpenedCall | None) -> None:
        card = opened.scorecard if opened else None
        automatic = card.final_score if card else None
        manual = opened.manual_score if opened else None
        score = manual if manual is not None else automatic
        self._score = score or 0.0
        tone = tone_of_score(score)
        tones = {"": "accent", "faint": "neutral"}
        self.block.show_score("–" if score is None else f"{score:.0f}", tones.get(tone, tone))
        self.auto.setText(self.tr("自动 {n}").format(n=_number(automatic)))
        self.manual.setText(self.tr("人工 {n}").format(n=_number(manual)))
        about = ""
        if card is not None:
            about = f"{card.rubric_id} {card.rubric_version} · "
            about += self.tr("识别 {n:.2f}").format(n=card.confidence)
        if opened is not None and opened.signed_by:
            about = self.tr("已签发 {who} · ").format(who=opened.signed_by) + about
        self.about.setText(about)
        is_open = opened is not None and not opened.signed_by
        self.sign.setEnabled(is_open and score is not None)
        self.change.setEnabled(is_open and automatic is not None)

    @Slot()
    def _ask(self) -> None:
        dialog = OverrideDialog(self, self._score)
        dialog.accepted.connect(
            lambda: self.override_wanted.emit(dialog.score.value(), dialog.reason.text().strip())
        )
        dialog.open()


class OverrideDialog(QDialog):
    """A new score and why; without a reason there is no new score."""

    def __init__(self, parent: QWidget, score: float) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("改分"))
        self.score = QDoubleSpinBox()
        self.score.setRange(0, 100)
        self.score.setDecimals(1)
        self.score.setValue(score)
        self.score.setAccessibleName(self.tr("人工得分"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("必填，会给座席看"))
        self.reason.setAccessibleName(self.tr("理由"))
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.reason.textChanged.connect(self._check)
        self.setMinimumWidth(DIALOG_WIDTH)
        form = QFormLayout(self)
        form.addRow(self.tr("人工得分"), self.score)
        form.addRow(self.tr("理由"), self.reason)
        form.addRow(self.buttons)
        self._check("")

    @Slot(str)
    def _check(self, text: str) -> None:
        accept = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        accept.setEnabled(bool(text.strip()))


def _number(score: float | None) -> str:
    return "—" if score is None else f"{score:.0f}"

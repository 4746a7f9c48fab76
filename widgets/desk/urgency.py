"""How urgent the call is, and the sum that makes it so."""

from PySide6.QtWidgets import QWidget

from domain.meaning import Urgency, UrgencyTerm
from widgets.design.cards import Card, column, row
from widgets.design.chips import LevelBlock
from widgets.design.flow import FlowLayout
from widgets.design.labels import PlainLabel, plain_tip
from widgets.design.words import word

HOUR_MIN = 60
DAY_MIN = 24 * HOUR_MIN
SMALLEST = 0.05  # points that would print as 0.0


class UrgencyCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("紧急度"))
        self.block = LevelBlock()
        self.value = PlainLabel(size="title", bold=True)
        self.target = PlainLabel(tone="mute")
        self._terms = FlowLayout(gap=10, line_gap=3)
        words = column(gap=5)
        words.addLayout(row(self.value, self.target, None, gap=12))
        words.addLayout(self._terms)
        line = row(self.block, gap=14)
        line.addLayout(words, 1)
        self.body.addLayout(line)
        self.clear()

    def clear(self) -> None:
        self.block.show_score("–", "neutral")
        self.value.setText(self.tr("紧急度 –"))
        self.target.setText(self.tr("听到诉求后计算"))
        self._terms.refill([])

    def show_urgency(self, urgency: Urgency) -> None:
        self.block.show_level(urgency.level)
        self.value.setText(self.tr("紧急度 {n:.1f}").format(n=urgency.value))
        self.target.setText(self._within(urgency.respond_within_min))
        terms = [term for term in urgency.terms if abs(term.points) >= SMALLEST]
        self._terms.refill([self._term(term) for term in terms])
        lines = [f"{word(term.name)} {term.points:.1f}：{term.reason}" for term in terms]
        self.setToolTip(plain_tip("\n".join([*lines, urgency.formula_version])))
        self.setAccessibleDescription("；".join(lines))

    def _term(self, term: UrgencyTerm) -> QWidget:
        part = QWidget()
        name = PlainLabel(word(term.name), tone="mute", size="small")
        points = PlainLabel(f"{term.points:.1f}", size="small", bold=True)
        part.setLayout(row(name, points, gap=3))
        part.setToolTip(plain_tip(term.reason))
        return part

    def _within(self, minutes: int) -> str:
        if minutes < HOUR_MIN:
            return self.tr("{n} 分钟内联系").format(n=minutes)
        if minutes < DAY_MIN:
            return self.tr("{n} 小时内联系").format(n=minutes // HOUR_MIN)
        return self.tr("{n} 天内联系").format(n=minutes // DAY_MIN)

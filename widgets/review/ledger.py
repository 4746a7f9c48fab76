"""The score's ledger by section: every point has its place, click the evidence to hear it."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from domain.quality import LedgerLine, RedLine, Scorecard, Verdict
from domain.review import CriterionVerdict
from widgets.design.cards import Card, clear, row, rule, surface
from widgets.design.clock import minutes
from widgets.design.labels import ElidedLabel, PlainLabel, plain_tip, wrapped

POINTS_WIDTH = 40


class LedgerCard(Card):
    """`line_chosen` carries the criterion's id."""

    line_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("得分账"), self.tr("每一分都有出处"))
        inside = QWidget()
        inside.setProperty("surface", "panel")
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(7)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("得分账"))
        self.body.addWidget(area, 1)

    def show_scorecard(
        self, scorecard: Scorecard | None, verdicts: Mapping[str, CriterionVerdict]
    ) -> None:
        clear(self._list)
        if scorecard is None or scorecard.final_score is None:
            why = scorecard.not_scorable_reason if scorecard else self.tr("还没有质检")
            self._list.addWidget(wrapped(PlainLabel(why, tone="faint")))
            self._list.addStretch(1)
            return
        for red in scorecard.red_lines:
            self._list.addWidget(self._red(red, verdicts.get(red.red_line_id)))
        sections: dict[str, list[LedgerLine]] = {}
        for line in scorecard.lines:
            sections.setdefault(line.section, []).append(line)
        for place, (section, lines) in enumerate(sections.items()):
            if place:
                self._list.addWidget(rule())
            self._list.addLayout(self._section(section, lines, verdicts))
        self._list.addStretch(1)

    def _section(
        self, section: str, lines: list[LedgerLine], verdicts: Mapping[str, CriterionVerdict]
    ) -> QVBoxLayout:
        earned = sum(line.points for line in lines)
        most = sum(line.max_points for line in lines)
        stack = QVBoxLayout()
        stack.setSpacing(5)
        head = PlainLabel(section, bold=True)
        stack.addLayout(row(head, None, PlainLabel(f"{_hundredth(earned)} / {_hundredth(most)}")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(2, POINTS_WIDTH)
        for place, line in enumerate(lines):
            self._line(grid, place, line, verdicts.get(line.criterion_id))
        stack.addLayout(grid)
        return stack

    def _line(
        self, grid: QGridLayout, place: int, line: LedgerLine, verdict: CriterionVerdict | None
    ) -> None:
        name = ElidedLabel(line.name + self._judged(verdict))
        grid.addWidget(name, place, 0)
        grid.addWidget(self._evidence(line), place, 1, Qt.AlignmentFlag.AlignRight)
        is_counted = line.verdict is not Verdict.NOT_APPLICABLE
        tones = {Verdict.PASSED: "ok", Verdict.NOT_APPLICABLE: "faint"}
        earned = f"{_hundredth(line.points)}/{_hundredth(line.max_points)}"
        text = earned if is_counted else self.tr("不适用")
        points = PlainLabel(text, tone=tones.get(line.verdict, "bad"), bold=is_counted)
        points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(points, place, 2)

    def _evidence(self, line: LedgerLine) -> QPushButton:
        is_lost = line.verdict in (Verdict.PARTLY, Verdict.FAILED)
        when = minutes(line.evidence[0].start_s) if line.evidence else ""
        text = " ".join(part for part in (when, line.reason if is_lost else "") if part)
        chip = QPushButton(self._short(text))
        chip.setProperty("tone", "evidence_bad" if is_lost else "evidence")
        chip.setAccessibleName(self.tr("{name}的依据 {text}").format(name=line.name, text=text))
        chip.setEnabled(bool(line.evidence) or is_lost)
        chip.setVisible(bool(text))
        words = "\n".join(f"{minutes(e.start_s)} “{e.text}”" for e in line.evidence)
        chip.setToolTip(plain_tip("\n".join(part for part in (line.reason, words) if part)))
        chip.clicked.connect(partial(self._choose, line.criterion_id))
        return chip

    def _red(self, red: RedLine, verdict: CriterionVerdict | None) -> QFrame:
        box = surface("bad")
        chip = QPushButton(minutes(red.evidence[0].start_s) if red.evidence else self.tr("看"))
        chip.setProperty("tone", "evidence_bad")
        chip.setAccessibleName(self.tr("红线 {name} 的依据").format(name=red.name))
        chip.clicked.connect(partial(self._choose, red.red_line_id))
        text = self.tr("⚠ 红线 {name}").format(name=red.name) + self._judged(verdict)
        name = wrapped(PlainLabel(text, tone="bad", bold=True))
        top = row(name, chip)
        top.setStretch(0, 1)
        stack = QVBoxLayout(box)
        stack.setContentsMargins(10, 6, 10, 6)
        stack.setSpacing(2)
        stack.addLayout(top)
        stack.addWidget(wrapped(PlainLabel(red.reason, size="small")))
        return box

    def _judged(self, verdict: CriterionVerdict | None) -> str:
        if verdict is None:
            return ""
        return self.tr(" · 已确认") if verdict.is_correct else self.tr(" · 误检")

    def _choose(self, criterion_id: str) -> None:
        self.line_chosen.emit(criterion_id)

    @staticmethod
    def _short(text: str) -> str:
        longest = 14
        return text if len(text) <= longest else text[: longest - 1] + "…"


def _hundredth(points: float) -> str:
    """Return points to a hundredth, as the ledger adds up."""
    return f"{round(points, 2):g}"

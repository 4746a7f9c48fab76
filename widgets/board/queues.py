"""Queue by skill: waiting, longest wait, service level, on duty, ready."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from domain.board import QueueOnBoard
from widgets.board import targets
from widgets.design.cards import Card
from widgets.design.clock import minutes
from widgets.design.labels import ElidedLabel, PlainLabel

FIRST_WIDTH: Final = 120
NOTHING: Final = "—"
CALM_WAIT_S: Final = 40.0
BUSY_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    tone: str  # ok, warn or bad


def cells_of(queue: QueueOnBoard) -> tuple[Cell, ...]:
    longest, level = queue.longest_wait_s, queue.service_level
    wait_tone = "ok" if longest is None else targets.at_most(longest, CALM_WAIT_S, red_from=90.0)
    level_tone = "ok" if level is None else targets.at_least(level, targets.SERVICE_LEVEL, close=1)
    waiting_tone = targets.at_most(queue.waiting, BUSY_FROM, red_from=2 * targets.WAITING)
    has_nobody = queue.waiting > 0 and queue.ready == 0
    return (
        Cell(str(queue.waiting), waiting_tone),
        Cell(NOTHING if longest is None else minutes(longest), wait_tone),
        Cell(NOTHING if level is None else f"{level:.0%}", level_tone),
        Cell(str(queue.on_duty), "ok" if queue.on_duty else "warn"),
        Cell(str(queue.ready), "warn" if has_nobody else "ok"),
    )


class QueuesCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("队列 × 技能"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, FIRST_WIDTH)
        names = (self.tr("等待"), self.tr("最长"), "SL", self.tr("在岗"), self.tr("就绪"))
        for place, name in enumerate(names, 1):
            head = PlainLabel(name, tone="mute", size="small")
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(head, 0, place)
            self._grid.setColumnStretch(place, 1)
        self.empty = PlainLabel(self.tr("还没有队列"), tone="faint")
        self._lines: list[tuple[PlainLabel, list[PlainLabel]]] = []
        self.body.addLayout(self._grid)
        self.body.addWidget(self.empty)
        self.body.addStretch(1)

    def show_queues(self, queues: tuple[QueueOnBoard, ...]) -> None:
        self.empty.setVisible(not queues)
        while len(self._lines) < len(queues):
            self._add_line()
        for place, (name, cells) in enumerate(self._lines):
            is_used = place < len(queues)
            for label in (name, *cells):
                label.setVisible(is_used)
            if is_used:
                self._fill(queues[place], name, cells)

    def _add_line(self) -> None:
        line = len(self._lines) + 1
        name = ElidedLabel()
        self._grid.addWidget(name, line, 0)
        cells = []
        for place in range(1, 6):
            cell = PlainLabel(chip="cell_ok")
            cell.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(cell, line, place)
            cells.append(cell)
        self._lines.append((name, cells))

    @staticmethod
    def _fill(queue: QueueOnBoard, name: PlainLabel, labels: list[PlainLabel]) -> None:
        name.setText(queue.name)
        for label, cell in zip(labels, cells_of(queue), strict=True):
            label.setText(cell.text)
            label.restyle(chip=f"cell_{cell.tone}")

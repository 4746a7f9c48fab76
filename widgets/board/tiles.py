"""The six numbers of the board, each with its target in print."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout

from domain.board import BoardSnapshot
from widgets.board import targets
from widgets.design.cards import Card
from widgets.design.clock import minutes
from widgets.design.labels import PlainLabel
from widgets.design.tokens import GAP_CARDS

NOTHING = "—"

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    text: str
    target: str
    tone: str


def figures(board: BoardSnapshot) -> tuple[Figure, ...]:
    """Return the six numbers; nothing to count is a dash, never a zero."""
    coverage = board.scored / board.recorded if board.recorded else None
    longest = board.longest_wait_s
    return (
        Figure(
            translate("board", "等待中"),
            str(board.waiting),
            translate("board", "目标 ≤ {n}").format(n=targets.WAITING),
            targets.at_most(board.waiting, targets.WAITING, red_from=2 * targets.WAITING),
        ),
        Figure(
            translate("board", "最长等待"),
            NOTHING if longest is None else minutes(longest),
            translate("board", "目标 ≤ {n}").format(n=minutes(targets.LONGEST_WAIT_S)),
            targets.at_most(longest, targets.LONGEST_WAIT_S, red_from=90.0),
        ),
        Figure(
            translate("board", "服务水平 30 分"),
            percent(board.service_level_30_min),
            translate("board", "目标 {n:.0%} / 20 s").format(n=targets.SERVICE_LEVEL),
            targets.at_least(board.service_level_30_min, targets.SERVICE_LEVEL),
        ),
        Figure(
            translate("board", "今日服务水平"),
            percent(board.service_level_today),
            translate("board", "目标 {n:.0%}").format(n=targets.SERVICE_LEVEL),
            targets.at_least(board.service_level_today, targets.SERVICE_LEVEL),
        ),
        Figure(
            translate("board", "放弃率"),
            percent(board.abandon_rate),
            translate("board", "目标 ≤ {n:.0%}").format(n=targets.ABANDONED),
            targets.at_most(board.abandon_rate, targets.ABANDONED, red_from=0.08),
        ),
        Figure(
            translate("board", "质检覆盖"),
            NOTHING if coverage is None else f"{coverage:.0%}",
            translate("board", "{a}/{b} · 不可评 {c}").format(
                a=board.scored, b=board.recorded, c=board.not_scorable
            ),
            targets.at_least(coverage, 1.0),
        ),
    )


def percent(rate: float | None) -> str:
    return NOTHING if rate is None else f"{rate:.1%}"


class Tiles(QHBoxLayout):
    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(GAP_CARDS)
        self._tiles: list[tuple[Card, PlainLabel, PlainLabel, PlainLabel]] = []

    def show_figures(self, shown: tuple[Figure, ...]) -> None:
        while len(self._tiles) < len(shown):
            self._add()
        for figure, (card, name, number, target) in zip(shown, self._tiles, strict=True):
            name.setText(figure.name)
            number.setText(figure.text)
            number.restyle(tone=figure.tone)
            target.setText(figure.target)
            card.setAccessibleName(f"{figure.name} {figure.text}，{figure.target}")

    def _add(self) -> None:
        card = Card()
        card.body.setSpacing(0)
        labels = (
            PlainLabel(tone="mute"),
            PlainLabel(size="tile", bold=True),
            PlainLabel(tone="faint", size="tiny"),
        )
        for label in labels:
            card.body.addWidget(label)
        self._tiles.append((card, *labels))
        self.addWidget(card, 1)

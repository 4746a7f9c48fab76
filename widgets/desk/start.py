"""The page between calls: the day's numbers, the last calls, demo calls to play."""

import time
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.demo import DEMO_FOLDER, load_demo
from widgets.design.cards import Card, clear, column, row, rule, scrolled
from widgets.design.clock import minutes, time_of_day
from widgets.design.icons import icon
from widgets.design.labels import ElidedLabel, PlainLabel, wrapped
from widgets.design.score import tone_of_score
from widgets.design.tokens import GAP_CARDS, colours_of
from widgets.design.words import fine_word
from widgets.desk.day import CallOfDay, Day
from widgets.desk.hand_call import HandCallCard

LAST_CALLS = 8
NO_NUMBER = "—"


def demo_titles(names: tuple[str, ...], *, is_english: bool) -> Mapping[str, str]:
    """Return the title of each demo call; reads files, so not for the GUI thread."""
    now_ms = time.time_ns() // 1_000_000
    titles = {}
    for name in names:
        if (DEMO_FOLDER / f"{name}.toml").exists():
            demo = load_demo(name, now_ms=now_ms)
            titles[name] = demo.title_en if is_english else demo.title_zh
    return titles


class StartPage(QWidget):
    """`demo_wanted` carries the name of a demo call."""

    demo_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._demos = QVBoxLayout()
        self._demos.setSpacing(8)
        self._calls = QVBoxLayout()
        self._calls.setSpacing(7)
        self._tiles = {
            "calls": (self.tr("通话"), PlainLabel(NO_NUMBER, size="tile", bold=True)),
            "tickets": (self.tr("工单"), PlainLabel(NO_NUMBER, size="tile", bold=True)),
            "time": (self.tr("平均通话时长"), PlainLabel(NO_NUMBER, size="tile", bold=True)),
            "score": (self.tr("平均质检分"), PlainLabel(NO_NUMBER, size="tile", bold=True)),
        }
        whole = QHBoxLayout(self)
        whole.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        whole.setSpacing(GAP_CARDS)
        self.hand_call = HandCallCard()
        left = column(self.hand_call, self._demo_card(), self._keys_card(), gap=GAP_CARDS)
        left.setStretch(1, 1)
        whole.addWidget(scrolled(left, self.tr("开始")), 5)
        whole.addLayout(self._day_side(), 7)
        self.show_day(Day())

    def show_demos(self, titles: Mapping[str, str]) -> None:
        clear(self._demos)
        for name, title in titles.items():
            entry = QPushButton("  " + title)
            entry.setIcon(icon("play", colours_of(self.palette()).accent, 14))
            entry.setIconSize(QSize(14, 14))
            entry.setMinimumHeight(40)
            entry.setStyleSheet("text-align: left")
            entry.setAccessibleName(self.tr("播放演示来电：{title}").format(title=title))
            entry.clicked.connect(partial(self._want, name))
            self._demos.addWidget(entry)

    def show_day(self, day: Day) -> None:
        self._tiles["calls"][1].setText(str(len(day.calls)))
        self._tiles["tickets"][1].setText(str(day.tickets))
        mean_s, score = day.mean_handling_s, day.mean_score
        self._tiles["time"][1].setText(NO_NUMBER if mean_s is None else minutes(mean_s))
        self._tiles["score"][1].setText(NO_NUMBER if score is None else f"{score:.0f}")
        self._tiles["score"][1].restyle(tone=tone_of_score(score))
        clear(self._calls)
        last = list(day.calls.values())[-LAST_CALLS:][::-1]
        if not last:
            text = self.tr("还没有通话。左边的演示来电不需要话机、网络或模型下载，点按即播。")
            self._calls.addWidget(wrapped(PlainLabel(text, tone="faint")))
        for place, call in enumerate(last):
            if place:
                self._calls.addWidget(rule())
            self._calls.addLayout(self._call_line(call))

    def _demo_card(self) -> Card:
        card = Card()
        card.title(self.tr("演示来电"), self.tr("像真来电一样从头走到尾"))
        text = self.tr(
            "播放一段合成语音的来电：实时转写、意图、情绪、紧急度、知识、工单，挂断后自动质检。"
        )
        card.body.addWidget(wrapped(PlainLabel(text, tone="mute")))
        card.body.addLayout(self._demos)
        card.body.addStretch(1)
        return card

    def _keys_card(self) -> Card:
        card = Card()
        card.title(self.tr("通话中常用的键"), self.tr("F1 看全部"))
        keys = (
            ("F6", self.tr("保持，再按取回")),
            ("F7", self.tr("静音，再按打开")),
            ("F9", self.tr("按草稿创建工单")),
            ("F4", self.tr("挂断，随后自动质检")),
            ("Ctrl K", self.tr("搜索知识、页面、演示；拼音首字母也行")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for line, (key, meaning) in enumerate(keys):
            cap = PlainLabel(key, chip="key")
            grid.addWidget(cap, line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(PlainLabel(meaning, tone="mute"), line, 1)
        card.body.addLayout(grid)
        return card

    def _day_side(self) -> QVBoxLayout:
        side = column(gap=GAP_CARDS)
        tiles = QGridLayout()
        tiles.setSpacing(GAP_CARDS)
        for place, (name, number) in enumerate(self._tiles.values()):
            tile = Card()
            tile.setAccessibleName(name)
            number.setAccessibleName(name)
            tile.body.setSpacing(0)
            tile.body.addWidget(PlainLabel(name, tone="mute"))
            tile.body.addWidget(number)
            tile.body.addWidget(PlainLabel(self.tr("本次登录以来"), tone="faint", size="tiny"))
            tiles.addWidget(tile, 0, place)
        side.addLayout(tiles)
        calls = Card()
        calls.title(self.tr("最近通话"))
        calls.body.addLayout(self._calls)
        calls.body.addStretch(1)
        side.addWidget(calls, 1)
        return side

    def _call_line(self, call: CallOfDay) -> QHBoxLayout:
        when = PlainLabel(time_of_day(call.started_at_ms), tone="mute")
        name = ElidedLabel(call.customer_name, bold=True)
        intent = ElidedLabel(fine_word(call.fine) if call.fine else "", tone="mute")
        parts: list[QWidget] = [when, name, intent]
        if call.level is not None:
            parts.append(PlainLabel(call.level.value, chip=call.level.value))
        parts.append(ElidedLabel(call.ticket_number or self.tr("无工单"), tone="mute"))
        parts.append(self._score(call))
        line = row(*parts, gap=12)
        for place, share in enumerate((0, 2, 2)):
            line.setStretch(place, share)
        line.setStretch(len(parts) - 2, 3)
        return line

    def _score(self, call: CallOfDay) -> PlainLabel:
        if not call.is_scored:
            return PlainLabel(self.tr("待质检"), tone="faint")
        if call.score is None:
            return PlainLabel(self.tr("不可评"), tone="faint")
        text = self.tr("红线 {n:.0f} 分") if call.is_red else self.tr("{n:.0f} 分")
        label = PlainLabel(text.format(n=call.score), tone=tone_of_score(call.score), bold=True)
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        return label

    def _want(self, name: str) -> None:
        self.demo_wanted.emit(name)

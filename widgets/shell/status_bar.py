"""The status bar: central, what waits, the model, backlog, recording, coverage."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame

from domain.events import (
    BacklogChanged,
    CallEnded,
    CallStarted,
    CoverageChanged,
    EngineChanged,
    LevelHeard,
    SyncChanged,
    TroubleMet,
    WorkerDied,
)
from domain.facts import StationFacts
from widgets.bridge import Bridge
from widgets.design.cards import row
from widgets.design.clock import hours
from widgets.design.labels import PlainLabel, plain_tip
from widgets.design.tokens import STATUS_HEIGHT


class StatusBar(QFrame):
    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.setProperty("surface", "status")
        self.setFixedHeight(STATUS_HEIGHT)
        self.setAccessibleName(self.tr("状态栏"))
        self.central = PlainLabel(self.tr("○ 单机"), size="small", tone="mute")
        self.waiting = PlainLabel(size="small", tone="mute")
        self.model = PlainLabel(size="small", tone="mute")
        self.backlog = PlainLabel(size="small", tone="mute")
        self.recording = PlainLabel(size="small", tone="mute")
        self.trouble = PlainLabel(size="small", tone="bad")
        self.coverage = PlainLabel(size="small", tone="mute")
        parts = (self.central, self.waiting, self.model, self.backlog, self.recording)
        line = row(*parts, self.trouble, None, self.coverage, gap=18)
        line.setContentsMargins(14, 0, 14, 0)
        self.setLayout(line)
        self._has_central = False
        self._facts = StationFacts()
        self._stand_in = ""  # the local model that hears while the server is away
        self._call_id = ""
        bridge.sync_changed.connect(self._change_sync)
        bridge.backlog_changed.connect(self._change_backlog)
        bridge.engine_changed.connect(self._change_engine)
        bridge.level_heard.connect(self._hear_level)
        bridge.call_started.connect(self._start_call)
        bridge.call_ended.connect(self._end_call)
        bridge.coverage_changed.connect(self._change_coverage)
        bridge.trouble_met.connect(self._meet_trouble)
        bridge.worker_died.connect(self._report_death)

    def show_facts(self, facts: StationFacts) -> None:
        self._has_central = bool(facts.central_url)
        self._facts = facts
        self._show_model()

    def _show_model(self) -> None:
        facts = self._facts
        if self._stand_in:
            text = self.tr("⚠ 转写服务器不在，本机模型 {name} 代听").format(name=self._stand_in)
            self.model.setText(text)
            self.model.restyle(tone="warn")
            return
        if not facts.model:
            self.model.setText(self.tr("没有语音模型"))
            self.model.restyle(tone="warn")
            return
        text = self.tr("语音模型 {name}").format(name=facts.model)
        if facts.realtime_factor is not None:
            text += self.tr(" · {n:.2g}× 实时").format(n=facts.realtime_factor)
        if facts.is_demo_model:
            text += self.tr(" · 仅演示语言")
        self.model.setText(text)
        self.model.restyle(tone="mute")

    def report(self, text: str) -> None:
        """Show a passing trouble until the next one or the next call."""
        self.trouble.setText(text)
        self.trouble.setToolTip(plain_tip(text))

    @Slot(object)
    def _change_sync(self, event: SyncChanged) -> None:
        is_online = event.is_online
        self.central.setText(self.tr("● 已连接中心") if is_online else self.tr("○ 中心不在线"))
        self.central.restyle(tone="ok" if is_online else "warn")
        text = self.tr("待同步 {n}").format(n=event.waiting + event.uploads_waiting)
        if event.parked:
            text += self.tr(" · 被拒 {n}").format(n=event.parked)
        self.waiting.setText(text)

    @Slot(object)
    def _change_backlog(self, event: BacklogChanged) -> None:
        text = self.tr("积压 {n}").format(n=event.finals)
        if event.finals:
            text += self.tr("（{n:.0f} 秒）").format(n=event.seconds)
        self.backlog.setText(text)
        self.backlog.restyle(tone="warn" if event.finals else "mute")

    @Slot(object)
    def _change_engine(self, event: EngineChanged) -> None:
        self._stand_in = event.engine if event.is_stand_in else ""
        self._show_model()

    @Slot(object)
    def _start_call(self, event: CallStarted) -> None:
        self._call_id = event.call.call_id
        self.trouble.setText("")
        self.recording.setText(self.tr("录音 00:00:00"))

    @Slot(object)
    def _hear_level(self, event: LevelHeard) -> None:
        text = self.tr("录音 {time} 已落盘").format(time=hours(event.at_s))
        if text != self.recording.text():
            self.recording.setText(text)

    @Slot(object)
    def _end_call(self, event: CallEnded) -> None:
        if event.call_id != self._call_id:
            return  # a recording that was brought in, or found after a kill
        text = self.tr("录音 {time} 已封存").format(time=hours(event.duration_s))
        self.recording.setText(text)

    @Slot(object)
    def _change_coverage(self, event: CoverageChanged) -> None:
        text = self.tr("质检 今日 {a}/{b}").format(a=event.scored, b=event.recorded)
        if event.not_scorable:
            text += self.tr(" · 不可评 {n}").format(n=event.not_scorable)
        self.coverage.setText(text)

    @Slot(object)
    def _meet_trouble(self, event: TroubleMet) -> None:
        self.report("⚠ " + str(event.error))

    @Slot(object)
    def _report_death(self, event: WorkerDied) -> None:
        self.report(self.tr("⚠ 后台部件 {name} 停了，请重启").format(name=event.name))

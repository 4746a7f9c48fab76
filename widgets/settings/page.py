"""设置: what this desk runs on, and what is still missing for real calls."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from domain.events import SyncChanged
from domain.facts import StationFacts
from widgets.bridge import Bridge
from widgets.design.buttons import button
from widgets.design.cards import Card, column, row
from widgets.design.clock import day_and_time
from widgets.design.labels import ElidedLabel, PlainLabel, wrapped
from widgets.design.theme import Scheme, Theme
from widgets.design.tokens import GAP_CARDS
from widgets.design.top_bar import TopBar
from widgets.settings.models import ModelsSection
from widgets.settings.sections import Sections
from widgets.settings.sound import SoundSection
from widgets.tasks import Tasks
from widgets.workplace import Workplace

CAPTION_WIDTH = 110


class SettingsPage(QWidget):
    search_wanted = Signal()

    def __init__(self, workplace: Workplace, bridge: Bridge, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self._workplace = workplace
        self._tasks = tasks
        self._theme = theme
        self._values: dict[str, ElidedLabel] = {}
        self.model_note = wrapped(PlainLabel(tone="warn_ink"))
        self.audio_note = wrapped(PlainLabel(tone="warn_ink"))
        self.central_state = PlainLabel(tone="mute")
        self.again = button(self.tr("重新检查"))
        self.sections = Sections()
        self._lay_out()
        self.again.clicked.connect(self._check)
        bridge.sync_changed.connect(self._change_sync)
        self.central_state.setVisible(bridge.last_sync is not None)
        if bridge.last_sync is not None:
            self._change_sync(bridge.last_sync)
        self._check()

    def _lay_out(self) -> None:
        bar = TopBar(self.tr("设置"))
        bar.search_wanted.connect(self.search_wanted)
        self.sections.add(self.tr("本机"), self._this_machine)
        self.sections.add(
            self.tr("语音模型"), lambda: ModelsSection(self._workplace.models, self._tasks)
        )
        self.sections.add(self.tr("声音"), lambda: SoundSection(self._workplace.sound, self._tasks))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addWidget(self.sections, 1)

    def _this_machine(self) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        line.setSpacing(GAP_CARDS)
        left = column(self._model_card(), self._look_card(), None, gap=GAP_CARDS)
        right = column(self._audio_card(), self._central_card(), None, gap=GAP_CARDS)
        line.addLayout(left, 1)
        line.addLayout(right, 1)
        return made

    def _model_card(self) -> Card:
        card = Card()
        card.title(self.tr("语音模型"))
        card.body.addLayout(
            self._grid(
                ("model", self.tr("模型")),
                ("model_folder", self.tr("文件夹")),
                ("speed", self.tr("本机速度")),
            )
        )
        card.body.addWidget(self.model_note)
        return card

    def _audio_card(self) -> Card:
        card = Card()
        card.title(self.tr("声音设备"))
        card.body.addLayout(
            self._grid(("microphone", self.tr("麦克风")), ("speaker", self.tr("扬声器")))
        )
        card.body.addWidget(self.audio_note)
        return card

    def _central_card(self) -> Card:
        card = Card()
        card.title(self.tr("中心与数据"))
        card.body.addLayout(
            self._grid(
                ("agent", self.tr("座席")),
                ("central_url", self.tr("中心地址")),
                ("data_folder", self.tr("数据文件夹")),
                ("config_file", self.tr("配置文件")),
            )
        )
        card.body.addWidget(self.central_state)
        card.body.addLayout(row(self.again, None))
        return card

    def _look_card(self) -> Card:
        card = Card()
        card.title(self.tr("外观"))
        schemes = QComboBox()
        schemes.setAccessibleName(self.tr("明暗"))
        names = (
            (Scheme.SYSTEM, self.tr("跟随系统")),
            (Scheme.LIGHT, self.tr("浅色")),
            (Scheme.DARK, self.tr("深色")),
        )
        for scheme, name in names:
            schemes.addItem(name, scheme)
        schemes.setCurrentIndex(schemes.findData(self._theme.scheme))
        schemes.currentIndexChanged.connect(
            lambda _: self._theme.choose(Scheme(schemes.currentData()))
        )
        card.body.addLayout(row(PlainLabel(self.tr("明暗"), tone="mute"), schemes, None))
        return card

    def _grid(self, *lines: tuple[str, str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnMinimumWidth(0, CAPTION_WIDTH)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(6)
        for place, (key, caption) in enumerate(lines):
            value = ElidedLabel("…")
            value.setAccessibleName(caption)
            self._values[key] = value
            grid.addWidget(PlainLabel(caption, tone="mute"), place, 0)
            grid.addWidget(value, place, 1)
        return grid

    @Slot()
    def _check(self) -> None:
        self._tasks.run(self._workplace.facts, self._show_facts)

    def _show_facts(self, facts: StationFacts) -> None:
        none = self.tr("没有")
        speed = facts.realtime_factor
        texts = {
            "model": facts.model or none,
            "model_folder": facts.model_folder or none,
            "speed": self.tr("还没有测过")
            if speed is None
            else self.tr("1 秒声音用 {n:.2g} 秒").format(n=speed),
            "microphone": facts.microphone or none,
            "speaker": facts.speaker or none,
            "agent": facts.agent or none,
            "central_url": facts.central_url or self.tr("单机，不连中心"),
            "data_folder": facts.data_folder,
            "config_file": facts.config_file,
        }
        for key, text in texts.items():
            self._values[key].setText(text)
        self.model_note.setText(self._model_words(facts))
        self.model_note.setVisible(bool(self.model_note.text()))
        self.audio_note.setText(self._audio_words(facts))
        self.audio_note.setVisible(bool(self.audio_note.text()))

    def _model_words(self, facts: StationFacts) -> str:
        fetch = self.tr(
            "接真实来电请在上面的“语音模型”里下载或导入一个（如 large-v3-turbo），"
            "聆台会检查、测速并自动选用。"
        )
        if facts.sends_sound_to:
            return self.tr(
                "通话语音会发到 {url} 转写，只发到这个地址；"
                "服务器不在时来电照常录音，恢复后自动补写。"
            ).format(url=facts.sends_sound_to)
        if not facts.model:
            return self.tr("没有可用的语音模型，来电只录音、不转写。") + fetch
        if facts.is_demo_model:
            text = self.tr("自带的小模型只认识合成的演示语言，真实来电它听不懂。")
            return text + fetch
        return ""

    def _audio_words(self, facts: StationFacts) -> str:
        if facts.microphone and facts.speaker:
            return ""
        return self.tr("缺少的设备插好后按“重新检查”。演示来电不需要任何设备，只是听不到声音。")

    @Slot(object)
    def _change_sync(self, event: SyncChanged) -> None:
        text = self.tr("● 在线") if event.is_online else self.tr("○ 不在线，数据留在本机，稍后补传")
        if event.last_ok_ms is not None:
            text += self.tr(" · 上次成功 {time}").format(time=day_and_time(event.last_ok_ms))
        self.central_state.setText(text)
        self.central_state.show()

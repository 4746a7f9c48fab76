"""设置 → 声音: microphone, customer line, loudspeaker; live levels and a test for each."""

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.roles import SoundRole
from domain.audio import Role
from domain.sound_devices import DeviceChoice, DeviceWish, SoundDevice, SoundProblem, SoundTest
from widgets.design.buttons import button
from widgets.design.cards import Card, row
from widgets.design.labels import PlainLabel, wrapped
from widgets.design.tokens import GAP_CARDS
from widgets.desk.meter import LevelMeter
from widgets.tasks import Tasks

LEVELS_MS = 100
LEAST_COMBO_WIDTH = 320
MICROPHONE, LINE, OUTPUT = "microphone", "line", "output"


class SoundSection(QWidget):
    """Listens only while it is seen, so that nobody is heard who does not look."""

    def __init__(self, sound: SoundRole, tasks: Tasks) -> None:
        super().__init__()
        self._sound, self._tasks = sound, tasks
        self._is_filling = True
        self._kept = DeviceChoice()  # as the choosers show what is saved
        self.choosers: dict[str, QComboBox] = {}
        self.testers: dict[str, QPushButton] = {}
        self.results: dict[str, PlainLabel] = {}
        self.meters = {
            MICROPHONE: LevelMeter(Role.AGENT, self.tr("座席")),
            LINE: LevelMeter(Role.CUSTOMER, self.tr("客户")),
        }
        self.stereo = QCheckBox(self.tr("一个立体声设备：左声道座席，右声道客户"))
        self.again = button(self.tr("重新查找设备"))
        self.save = button(self.tr("保存"), tone="primary")
        self.saved = PlainLabel(tone="ok")
        self.note = wrapped(PlainLabel(tone="warn_ink"))
        self._lay_out()
        self._timer = QTimer(self, interval=LEVELS_MS)
        self._timer.timeout.connect(self._show_levels)
        self.again.clicked.connect(self._find)
        self.save.clicked.connect(self._save)
        self.stereo.toggled.connect(self._show_layout)
        self._find()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._listen()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._tasks.run(self._sound.stop_listening)

    def _lay_out(self) -> None:
        card = Card()
        card.title(self.tr("声音"), self.tr("离开本页即停止监听"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        captions = (
            (MICROPHONE, self.tr("麦克风"), self.tr("录 3 秒再放给您听")),
            (LINE, self.tr("客户线路"), self.tr("录 3 秒再放给您听")),
            (OUTPUT, self.tr("扬声器"), self.tr("放一声，并检查麦克风是否收到回声")),
        )
        for place, (key, caption, tip) in enumerate(captions):
            chooser, tester = QComboBox(), button(self.tr("测试"))
            chooser.setAccessibleName(caption)
            chooser.setMinimumWidth(LEAST_COMBO_WIDTH)
            tester.setAccessibleName(self.tr("测试{name}").format(name=caption))
            tester.setToolTip(tip)
            tester.clicked.connect(partial(self._test, key))
            chooser.currentIndexChanged.connect(self._note_choice)
            result = wrapped(PlainLabel(tone="mute"))
            self.choosers[key], self.testers[key], self.results[key] = chooser, tester, result
            grid.addWidget(PlainLabel(caption, tone="mute"), place * 2, 0)
            grid.addWidget(chooser, place * 2, 1)
            if key in self.meters:
                grid.addWidget(self.meters[key], place * 2, 2)
            grid.addWidget(tester, place * 2, 3)
            grid.addWidget(result, place * 2 + 1, 1, 1, 3)
        card.body.addLayout(grid)
        card.body.addWidget(self.stereo)
        card.body.addWidget(self.note)
        card.body.addLayout(row(self.save, self.again, self.saved, None))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        whole.addWidget(card)
        whole.addStretch(1)

    @Slot()
    def _find(self) -> None:
        self._tasks.run(self._sound.devices, self._show_devices, self._fail)

    def _show_devices(self, known: tuple[SoundDevice, ...]) -> None:
        choice = self._sound.choice
        wishes = {MICROPHONE: choice.microphone, LINE: choice.line, OUTPUT: choice.output}
        defaults = {
            MICROPHONE: self.tr("系统默认麦克风"),
            LINE: self.tr("默认扬声器里的声音"),
            OUTPUT: self.tr("系统默认扬声器"),
        }
        self._is_filling = True
        for key, chooser in self.choosers.items():
            chooser.clear()
            chooser.addItem(defaults[key], DeviceWish())
            for one in known:
                if one.outputs if key == OUTPUT else one.inputs:
                    chooser.addItem(_caption(one), DeviceWish(one.name, one.host_api))
            wish = wishes[key]
            place = _place_of(chooser, wish)
            if place < 0:  # chosen once, now unplugged: shown as it is, never replaced
                chooser.addItem(self.tr("{name}（没有接上）").format(name=wish.name), wish)
                place = chooser.count() - 1
            chooser.setCurrentIndex(place)
        self.stereo.setChecked(choice.is_stereo)
        self._is_filling, self._kept = False, self.choice
        self._show_layout()
        self._listen()

    @Slot()
    def _show_layout(self) -> None:
        is_stereo = self.stereo.isChecked()
        self.choosers[LINE].setEnabled(not is_stereo)
        self.testers[LINE].setEnabled(not is_stereo)
        self._note_choice()

    @property
    def choice(self) -> DeviceChoice:
        """What is selected here, saved or not."""
        wish = {key: one.currentData() or DeviceWish() for key, one in self.choosers.items()}
        return DeviceChoice(wish[MICROPHONE], wish[LINE], wish[OUTPUT], self.stereo.isChecked())

    @Slot()
    def _note_choice(self) -> None:
        """The meters go on with what is saved; the tests take what is selected."""
        if self._is_filling:
            return
        self.saved.restyle(tone="warn_ink")
        self.saved.setText(
            "" if self.choice == self._kept else self.tr("还没有保存；测试用的是所选的设备")
        )

    @Slot()
    def _save(self) -> None:
        self._say("")
        choice = self.choice
        self._tasks.run(
            partial(self._sound.choose, choice), lambda _: self._show_saved(choice), self._fail
        )

    def _show_saved(self, choice: DeviceChoice) -> None:
        self._kept = choice
        self.saved.restyle(tone="ok")
        self.saved.setText(self.tr("✓ 已保存"))
        self._listen()

    def _listen(self) -> None:
        if self.isVisible():
            self._tasks.run(self._sound.listen, lambda _: self._show_heard(), self._fail)

    def _show_heard(self) -> None:
        if self.isVisible():
            self._timer.start()
        else:  # the page was left while the devices were being opened
            self._tasks.run(self._sound.stop_listening)

    @Slot()
    def _show_levels(self) -> None:
        levels = self._sound.levels()
        self.meters[MICROPHONE].show_level(levels.agent_dbfs)
        self.meters[LINE].show_level(levels.customer_dbfs)
        self._say(" ".join(self._problem(one) for one in levels.problems))

    def _test(self, key: str) -> None:
        for tester in self.testers.values():
            tester.setEnabled(False)
        self._timer.stop()
        self.results[key].setText(
            self.tr("请说话，正在录 3 秒…") if key != OUTPUT else self.tr("…")
        )
        if key == OUTPUT:
            work = partial(self._sound.try_output, self.choice)
        else:
            work = partial(self._sound.try_input, key, self.choice)
        self._tasks.run(work, partial(self._show_test, key), partial(self._fail_test, key))

    def _show_test(self, key: str, test: SoundTest) -> None:
        figures = self.tr("音量 {db:.0f} dB").format(db=test.level_dbfs)
        if test.rate_hz:
            figures += self.tr(" · 实测采样率 {n:.0f} Hz").format(n=test.rate_hz)
        problems = [one for one in test.problems if key != OUTPUT or one is SoundProblem.ECHO]
        words = " ".join(map(self._problem, problems)) or self.tr("✓ 正常")
        self.results[key].restyle(tone="warn_ink" if problems else "ok")
        self._end_test(key, f"{words} {figures}" if key != OUTPUT else words)

    def _fail_test(self, key: str, error: Exception) -> None:
        self.results[key].restyle(tone="bad")
        self._end_test(key, str(error))

    def _end_test(self, key: str, text: str) -> None:
        self.results[key].setText(text)
        for tester in self.testers.values():
            tester.setEnabled(True)
        self._show_layout()
        self._listen()

    def _fail(self, error: Exception) -> None:
        self._timer.stop()
        self._say(str(error))

    def _say(self, text: str) -> None:
        if text != self.note.text():
            self.note.setText(text)

    def _problem(self, problem: SoundProblem) -> str:
        match problem:
            case SoundProblem.NO_SIGNAL:
                return self.tr("⚠ 没有声音：检查静音键、插头和音量。")
            case SoundProblem.CLIPPING:
                return self.tr("⚠ 声音过载失真：把音量调低。")
            case SoundProblem.WRONG_RATE:
                return self.tr("⚠ 实际采样率与设备所报不符：在系统声音设置里改正。")
            case SoundProblem.SAME_ON_BOTH:
                return self.tr("⚠ 两个声道一样：麦克风和线路选成了同一路，说话人会分不清。")
            case SoundProblem.CROSSTALK:
                return self.tr("⚠ 两个声道互相串音：请戴耳机，或把扬声器调小。")
            case SoundProblem.ECHO:
                return self.tr("⚠ 麦克风收到了扬声器的声音：请戴耳机，或把扬声器调小。")


def _caption(device: SoundDevice) -> str:
    extra = f" [{device.name}]" if device.title != device.name else ""
    return f"{device.title} · {device.host_api}{extra}"


def _place_of(chooser: QComboBox, wish: DeviceWish) -> int:
    for place in range(chooser.count()):
        known = chooser.itemData(place)
        if known.name == wish.name and wish.host_api in ("", known.host_api):
            return place
    return -1

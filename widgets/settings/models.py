"""设置 → 语音模型: what is here, what can be had, how quick each is on this machine."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QMessageBox,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.roles import ModelsRole
from domain.speech_models import ModelJob, ModelList
from widgets.design.buttons import button
from widgets.design.cards import Card, row
from widgets.design.clock import minutes
from widgets.design.labels import PlainLabel, wrapped
from widgets.design.tokens import GAP_CARDS
from widgets.settings.models_table import ModelsTable
from widgets.tasks import Tasks

PROGRESS_MS = 250
AUTO = "auto"
_MEGA = 1e6


class ModelsSection(QWidget):
    """One piece of work at a time; how far it is, is asked four times a second."""

    def __init__(self, models: ModelsRole, tasks: Tasks) -> None:
        super().__init__()
        self._models, self._tasks = models, tasks
        self._is_working = False
        self.table = ModelsTable()
        self.reason = wrapped(PlainLabel("…"))
        self.machine = wrapped(PlainLabel(tone="mute", size="small"))
        self.place = wrapped(PlainLabel(tone="faint", size="small"))
        self.about = wrapped(PlainLabel(tone="mute", size="small"))
        self.result = wrapped(PlainLabel())
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("进度"))
        self.progress.setTextVisible(False)
        self.progress_text = PlainLabel(tone="mute", size="small")
        self.buttons = {
            "fetch": button(self.tr("下载"), tone="primary"),
            "cancel": button(self.tr("取消")),
            "use": button(self.tr("使用")),
            "auto": button(self.tr("自动选择")),
            "bench": button(self.tr("测速")),
            "import": button(self.tr("导入…")),
            "remove": button(self.tr("删除")),
        }
        self._timer = QTimer(self, interval=PROGRESS_MS)
        self._timer.timeout.connect(self._show_progress)
        self._lay_out()
        self._connect()
        self._show_work(None)
        self._look()

    def _lay_out(self) -> None:
        card = Card()
        card.title(self.tr("语音模型"))
        card.body.addWidget(self.reason)
        card.body.addWidget(self.machine)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.about)
        card.body.addLayout(row(*self.buttons.values(), None))
        card.body.addLayout(row(self.progress, self.progress_text))
        card.body.addWidget(self.result)
        card.body.addWidget(self.place)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        whole.addWidget(card, 1)
        menu = QMenu(self)
        menu.addAction(self.tr("从文件夹…"), self._import_folder)
        menu.addAction(self.tr("从压缩包…"), self._import_archive)
        self.buttons["import"].setMenu(menu)

    def _connect(self) -> None:
        self.table.chosen.connect(self._show_buttons)
        self.table.wanted.connect(self._take)
        self.buttons["fetch"].clicked.connect(lambda: self._with_name(self._models.fetch))
        self.buttons["bench"].clicked.connect(lambda: self._with_name(self._models.measure))
        self.buttons["use"].clicked.connect(lambda: self._use(self.table.name))
        self.buttons["auto"].clicked.connect(lambda: self._use(AUTO))
        self.buttons["remove"].clicked.connect(self._remove)
        self.buttons["cancel"].clicked.connect(self._models.cancel)

    @Slot()
    def _look(self) -> None:
        self._tasks.run(self._models.listed, self._show)

    def _show(self, models: ModelList) -> None:
        self.table.show_rows(models.rows)
        which = int(QLocale().language() is QLocale.Language.English)
        lead = self.tr("自动：") if models.wanted == AUTO else ""
        self.reason.setText(lead + models.reason[which])
        self.machine.setText(models.machine[which])
        place = self.tr("放在 {folder}；从 {hub} 下载。").format(
            folder=models.folder, hub=models.hub
        )
        self.place.setText(
            place + self.tr("镜像与代理在配置文件的 [models] 里，也认 HF_ENDPOINT 与 HTTPS_PROXY。")
        )
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        model, free = self.table.model_row, not self._is_working
        self.about.setText(f"{model.name}：{self.table.note_of(model)}" if model else "")
        here = model is not None and model.is_installed
        usable = model is not None and here and not model.trouble
        can = {
            "fetch": free and model is not None and model.can_fetch,
            "cancel": self._is_working,
            "use": free and usable,
            "auto": free,
            "bench": free and usable,
            "import": free,
            "remove": free and model is not None and here and not model.is_demo,
        }
        for name, made in self.buttons.items():
            made.setEnabled(can[name])

    @Slot()
    def _take(self) -> None:
        """Enter or a double click does what is nearest: fetch what is not here, use what is."""
        for name in ("fetch", "use"):
            if self.buttons[name].isEnabled():
                self.buttons[name].click()
                return

    def _with_name(self, work: Callable[[str], None]) -> None:
        self._work(partial(work, self.table.name))

    def _work(self, work: Callable[[], None]) -> None:
        self._is_working = True
        self._say("")
        self._show_work(None)
        self._timer.start()
        self._tasks.run(work, lambda _: self._over(), self._failed)

    def _over(self) -> None:
        job = self._models.job()
        self._end()
        self._say(job.text if job else "", tone="ok")

    def _failed(self, error: Exception) -> None:
        self._end()
        self._say(str(error), tone="bad")

    def _end(self) -> None:
        self._is_working = False
        self._timer.stop()
        self._show_work(None)
        self._look()

    @Slot()
    def _show_progress(self) -> None:
        job = self._models.job()
        if job is not None and not job.is_over:
            self._show_work(job)

    def _show_work(self, job: ModelJob | None) -> None:
        self.progress.setVisible(self._is_working)
        self.progress_text.setVisible(self._is_working)
        self._show_buttons()
        if job is None or not job.total:
            self.progress.setRange(0, 0)  # nobody knows how long it takes
            self.progress_text.setText(self.tr("正在处理…"))
            return
        self.progress.setRange(0, 1000)
        self.progress.setValue(1000 * job.done // job.total)
        text = self.tr("{done:.0f} / {total:.0f} MB，{speed:.1f} MB/秒").format(
            done=job.done / _MEGA, total=job.total / _MEGA, speed=job.bytes_per_s / _MEGA
        )
        if job.left_s is not None:
            text += self.tr("，还要 {time}").format(time=minutes(job.left_s))
        self.progress_text.setText(text)

    def _use(self, name: str) -> None:
        self._tasks.run(lambda: self._models.use(name), self._used, self._refused)

    def _used(self, is_now: bool) -> None:
        self._look()
        self._say(
            self.tr("已换用，马上生效。")
            if is_now
            else self.tr("已保存；通话结束并重新启动聆台后生效。"),
            tone="ok",
        )

    def _refused(self, error: Exception) -> None:
        self._say(str(error), tone="bad")

    def _remove(self) -> None:
        name = self.table.name
        question = self.tr("删除模型 {name}？再用时要重新下载或导入。").format(name=name)
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        icon = QMessageBox.Icon.Question
        box = QMessageBox(icon, self.tr("删除模型"), "", yes | no, self)
        box.setTextFormat(Qt.TextFormat.PlainText)  # a folder's name is no markup
        box.setText(question)
        box.setDefaultButton(no)
        if box.exec() == yes:
            self._tasks.run(
                lambda: self._models.remove(name), lambda _: self._look(), self._refused
            )

    @Slot()
    def _import_folder(self) -> None:
        self.bring(QFileDialog.getExistingDirectory(self, self.tr("含 model.bin 的文件夹")))

    @Slot()
    def _import_archive(self) -> None:
        kinds = self.tr("压缩包") + " (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz)"
        self.bring(QFileDialog.getOpenFileName(self, self.tr("模型压缩包"), "", kinds)[0])

    def bring(self, path: str) -> None:
        """Bring in what somebody picked; "" when they picked nothing."""
        if path:
            self._work(lambda: self._models.bring(Path(path)))

    def _say(self, text: str, *, tone: str = "") -> None:
        self.result.setText(text)
        self.result.restyle(tone=tone)
        self.result.setVisible(bool(text))

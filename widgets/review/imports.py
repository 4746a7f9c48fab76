"""Recordings from elsewhere: chosen here, heard in the background, paused and gone on with."""

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from domain.events import FileProgressed
from domain.review import ImportCounts, ImportRow, ImportState
from widgets.design.buttons import button
from widgets.design.cards import Card, clear, row
from widgets.design.labels import ElidedLabel, PlainLabel, plain_tip

SHOWN: Final = 3  # of those that are not done
_ORDER: Final = (
    ImportState.HEARING,
    ImportState.FAILED,
    ImportState.PAUSED,
    ImportState.WAITING,
    ImportState.DONE,
)
_PATTERNS: Final = "*.wav *.flac *.mp3 *.ogg *.opus *.m4a *.mp4 *.aac *.amr"


class ImportLine(QWidget):
    """One file on its way; `acted` asks to pause it, or to go on."""

    acted = Signal()

    def __init__(self, one: ImportRow) -> None:
        super().__init__()
        self.call_id = one.call_id
        self.is_stopped = one.state in (ImportState.PAUSED, ImportState.FAILED)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(self.tr("进度 {name}").format(name=one.name))
        self.percent = PlainLabel(tone="faint", size="small")
        name = ElidedLabel(one.name, size="small")
        name.setMinimumWidth(120)
        caption = self.tr("继续") if self.is_stopped else self.tr("暂停")
        self.act = button(caption, tone="time", name=f"{caption} {one.name}")
        self.act.clicked.connect(self.acted)
        top = row(name, self.percent, self.act)
        top.setStretch(0, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 2, 0, 2)
        lines.setSpacing(2)
        lines.addLayout(top)
        lines.addWidget(self.bar)
        self._state = self._named(one.state)
        self.show_done(one.done)

    def show_done(self, done: float) -> None:
        self.bar.setValue(round(100 * done))
        self.percent.setText(f"{self._state} {done:.0%}")

    def _named(self, state: ImportState) -> str:
        return {
            ImportState.WAITING: self.tr("等待"),
            ImportState.HEARING: self.tr("转写中"),
            ImportState.PAUSED: self.tr("已暂停"),
            ImportState.FAILED: self.tr("读不出"),
            ImportState.DONE: self.tr("完成"),
        }[state]


class ImportCard(Card):
    """`chosen` carries paths; `pause_wanted` and `resume_wanted` the call of a file."""

    chosen = Signal(list)
    pause_wanted = Signal(str)
    resume_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("录音导入"))
        self.files = button(self.tr("选文件…"))
        self.folder = button(self.tr("选文件夹…"))
        self.about = PlainLabel(tone="mute", size="small")
        self.told = ElidedLabel(tone="mute", size="small")
        self.told.hide()
        self.body.addLayout(row(self.files, self.folder, None, self.about))
        self.body.addWidget(self.told)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.body.addLayout(self._lines)
        self.lines: dict[str, ImportLine] = {}
        self.files.clicked.connect(self._ask_files)
        self.folder.clicked.connect(self._ask_folder)

    def show_rows(self, rows: tuple[ImportRow, ...]) -> None:
        acting = next((one for one in self.lines.values() if one.act.hasFocus()), None)
        open_rows = sorted(
            (one for one in rows if one.state is not ImportState.DONE),
            key=lambda one: _ORDER.index(one.state),
        )
        clear(self._lines)
        self.lines = {}
        for one in open_rows[:SHOWN]:
            line = ImportLine(one)
            wanted = self.resume_wanted if line.is_stopped else self.pause_wanted
            line.acted.connect(lambda wanted=wanted, call_id=one.call_id: wanted.emit(call_id))
            self.lines[one.call_id] = line
            self._lines.addWidget(line)
            if acting is not None and acting.call_id == one.call_id:
                line.act.setFocus()  # who works by keyboard stays at this file
        more = len(open_rows) - len(self.lines)
        done = len(rows) - len(open_rows)
        if rows:
            text = self.tr("完成 {done} · 还有 {more}") if more else self.tr("完成 {done}")
            self.about.setText(text.format(done=done, more=more))

    def show_counts(self, counts: ImportCounts) -> None:
        """Say what became of the files that were chosen; stays until others are."""
        text = self.tr("新 {queued} · 已有 {known}").format(
            queued=counts.queued, known=counts.known
        )
        if counts.unread:
            text += self.tr(" · 读不出 {n}").format(n=len(counts.unread))
        self.told.setText(text)
        self.told.restyle(tone="warn_ink" if counts.unread else "mute")
        if counts.unread:
            self.told.setToolTip(plain_tip("\n".join(counts.unread)))
        self.told.show()

    @Slot(object)
    def show_progress(self, event: FileProgressed) -> None:
        line = self.lines.get(event.call_id)
        if line is not None:
            line.show_done(event.done)

    @Slot()
    def _ask_files(self) -> None:
        kinds = self.tr("录音") + f" ({_PATTERNS})"
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("导入录音"), "", kinds)
        if paths:
            self.chosen.emit(paths)

    @Slot()
    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("导入文件夹里的录音"))
        if folder:
            self.chosen.emit([folder])

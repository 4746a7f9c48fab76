"""The list of speech models: one line each, chosen by keyboard or mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from domain.speech_models import ModelRow
from widgets.design.labels import plain_tip

ROW_HEIGHT = 30
WIDTHS = (210, 150, 80, 70, 150, 100)
KEEPS_UP = 0.5
FEW_LANGUAGES = 8  # characters: then they are named, not counted


class ModelsTable(QTableWidget):
    chosen = Signal()
    wanted = Signal()  # Enter, or a double click

    def __init__(self) -> None:
        super().__init__(0, len(WIDTHS) + 1)
        self._rows: tuple[ModelRow, ...] = ()
        self.setAccessibleName(self.tr("语音模型"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("模型"),
                self.tr("状态"),
                self.tr("大小"),
                self.tr("语言"),
                self.tr("本机速度"),
                self.tr("内存"),
                self.tr("普通话准确率与说明"),
            ]
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab goes on to the buttons
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, width)
        self.itemSelectionChanged.connect(self.chosen)
        self.itemDoubleClicked.connect(lambda _: self.wanted.emit())

    @property
    def model_row(self) -> ModelRow | None:
        number = self.currentRow()
        return self._rows[number] if 0 <= number < len(self._rows) else None

    @property
    def name(self) -> str:
        return self.model_row.name if self.model_row else ""

    def show_rows(self, rows: Sequence[ModelRow]) -> None:
        """Show these; what was selected stays so, else the model in use is."""
        before = self.name
        self._rows = tuple(rows)
        self.setRowCount(len(rows))
        for number, model in enumerate(rows):
            for column, text in enumerate(self._texts(model)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(model.trouble or text))
                self.setItem(number, column, item)
        names = [model.name for model in rows]
        used = next((n for n, model in enumerate(rows) if model.is_chosen), 0)
        self.setCurrentCell(names.index(before) if before in names else used, 0)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def note_of(self, model: ModelRow) -> str:
        which = int(QLocale().language() is QLocale.Language.English)
        note = model.trouble or model.note[which]
        if model.licence and not model.trouble:
            note += f" · {model.licence}"
        return note

    def _texts(self, model: ModelRow) -> tuple[str, ...]:
        return (
            model.name,
            self._state(model),
            f"{model.size_mb:.0f} MB",
            self._languages(model.languages),
            self._speed(model),
            f"{model.memory_mb:.0f} MB" if model.memory_mb else "—",
            self.note_of(model),
        )

    def _state(self, model: ModelRow) -> str:
        if model.trouble:
            return self.tr("✗ 损坏")
        if model.is_chosen:
            return self.tr("● 使用中")
        if model.for_recordings:
            return self.tr("● 用于录音")
        return self.tr("✓ 已安装") if model.is_installed else self.tr("↓ 可下载")

    def _languages(self, languages: str) -> str:
        if languages.isdigit():
            return self.tr("{n} 种").format(n=languages)
        return languages or "—"

    def _speed(self, model: ModelRow) -> str:
        if model.speed is None:
            return self.tr("还没有测过")
        text = self.tr("≈ {n:.2f}× 实时").format(n=model.speed)
        if not model.is_measured:
            text = self.tr("估计 {n:.1f}× 实时").format(n=model.speed)
        return text if model.speed <= KEEPS_UP else text + self.tr("，偏慢")

"""The ticket draft: fields filled from the call, each with the moment it was heard."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton

from domain.tickets import DraftField, Ticket, TicketDraft
from widgets.design.buttons import KeyButton
from widgets.design.cards import Card
from widgets.design.clock import minutes
from widgets.design.labels import PlainLabel, restyle, wrapped
from widgets.design.words import fine_word, word

translate = QCoreApplication.translate


class DraftEntry:
    """One line of the form; what the agent typed is never overwritten."""

    def __init__(self, form: "DraftCard", grid: QGridLayout, line: int) -> None:
        self._form = form
        self.field: DraftField | None = None
        self.is_edited = False
        self.label = PlainLabel(tone="mute")
        self.value = QLineEdit()
        self.heard = QPushButton()
        self.heard.setProperty("tone", "time")
        self.heard.setFixedWidth(48)
        for place, widget in enumerate((self.label, self.value, self.heard)):
            grid.addWidget(widget, line, place)
        self.value.textEdited.connect(self._note_edit)
        self.value.textChanged.connect(self._mark_missing)
        self.value.editingFinished.connect(self._fill_later)

    def show_field(self, field: DraftField) -> None:
        self.field = field
        name = word(field.name)
        self.label.setText(name)
        self.value.setAccessibleName(name)
        self.value.setPlaceholderText(
            translate("DraftCard", "待填")
            if field.is_required
            else translate("DraftCard", "可不填")
        )
        self._fill()
        self._show_source(field)
        self._mark_missing()

    def _fill(self) -> None:
        """Show what was heard; never in a field that is typed or composed in."""
        if self.field is None or self.is_edited or self.value.hasFocus():
            return
        if self.value.text() != self.field.value:
            self.value.setText(self.field.value)
            self.value.setCursorPosition(0)

    def remove(self) -> None:
        for widget in (self.label, self.value, self.heard):
            widget.hide()
            widget.deleteLater()

    def _show_source(self, field: DraftField) -> None:
        is_heard = field.heard_at_s is not None and bool(field.segment_id)
        text = minutes(field.heard_at_s or 0.0) if is_heard else word(field.source)
        if self.is_edited:
            text, is_heard = translate("DraftCard", "手填"), False
        self.heard.setText(text)
        self.heard.setEnabled(is_heard)
        self.heard.setAccessibleName(
            translate("DraftCard", "{name}的来源 {where}").format(
                name=word(field.name), where=text or "—"
            )
        )
        self.heard.setToolTip(translate("DraftCard", "跳到原话") if is_heard else "")

    def _fill_later(self) -> None:
        QTimer.singleShot(0, self.value, self._fill)  # by then the focus has moved on

    def _note_edit(self, _text: str) -> None:
        self.is_edited = True
        if self.field is not None:
            self._show_source(self.field)

    def _mark_missing(self, _text: str = "") -> None:
        is_missing = bool(self.field and self.field.is_required and not self.value.text().strip())
        restyle(self.value, state="miss" if is_missing else "")
        self._form.recount()


class DraftCard(Card):
    """`create_wanted` carries the values as they stand; `line_wanted` a segment's id."""

    create_wanted = Signal(object)  # Mapping[str, str]
    line_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("工单草稿"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(0, 48)
        self._grid.setColumnStretch(1, 1)
        self._entries: list[DraftEntry] = []
        self._has_ticket = False
        self._hint = PlainLabel(self.tr("听到诉求后自动填写"), tone="faint")
        self.create_ticket = KeyButton(self.tr("创建工单"), "F9", tone="primary")
        self.outcome = wrapped(PlainLabel(tone="ok", bold=True))
        self.outcome.hide()
        self.body.addWidget(self._hint)
        self.body.addLayout(self._grid)
        self.body.addSpacing(4)
        self.body.addWidget(self.create_ticket)
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        self.create_ticket.clicked.connect(self._create)
        self.clear()

    def clear(self) -> None:
        for entry in self._entries:
            entry.remove()
        self._entries.clear()
        self._has_ticket = False
        self._hint.show()
        self.outcome.hide()
        self.create_ticket.setEnabled(False)
        self.create_ticket.set_caption(self.tr("创建工单"))
        self.aside.setText("")

    @property
    def values(self) -> Mapping[str, str]:
        return {entry.field.name: entry.value.text() for entry in self._entries if entry.field}

    def show_draft(self, draft: TicketDraft) -> None:
        while len(self._entries) < len(draft.fields):
            self._entries.append(DraftEntry(self, self._grid, len(self._entries)))
        while len(self._entries) > len(draft.fields):
            self._entries.pop().remove()
        for entry, field in zip(self._entries, draft.fields, strict=True):
            if entry.field is None:
                entry.heard.clicked.connect(partial(self._jump, entry))
            entry.show_field(field)
        self._hint.hide()
        self.create_ticket.setEnabled(not self._has_ticket)
        self.recount()

    def show_ticket(self, ticket: Ticket) -> None:
        self._has_ticket = True
        self.create_ticket.setEnabled(False)
        self.create_ticket.set_caption(self.tr("工单已建"))
        text = self.tr("✓ {number} · {fine} · {level}")
        self.outcome.restyle(tone="ok")
        self.outcome.setText(
            text.format(number=ticket.number, fine=fine_word(ticket.fine), level=ticket.level)
        )
        self.outcome.show()

    def show_failure(self, text: str) -> None:
        self.outcome.restyle(tone="bad")
        self.outcome.setText(text)
        self.outcome.show()
        self.create_ticket.setEnabled(True)
        self.create_ticket.set_caption(self.tr("再试一次"))

    def recount(self) -> None:
        filled = sum(bool(entry.value.text().strip()) for entry in self._entries)
        text = self.tr("{a}/{b} 项已填").format(a=filled, b=len(self._entries))
        self.aside.setText(text)

    def _jump(self, entry: DraftEntry) -> None:
        if entry.field is not None:
            self.line_wanted.emit(entry.field.segment_id)

    @Slot()
    def _create(self) -> None:
        self.create_ticket.setEnabled(False)
        self.create_wanted.emit(self.values)

"""工作台: the agent's page, from the ring to the ticket."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.roles import DeskRole
from domain.board import AgentStatus
from domain.events import (
    AlertRaised,
    CallEnded,
    CallScored,
    CallStarted,
    CardsFound,
    ChecklistChanged,
    DeviceChanged,
    DraftChanged,
    LevelHeard,
    PartialHeard,
    PictureChanged,
    SegmentHeard,
    TicketSaved,
)
from domain.meaning import Fine, Intent
from domain.tickets import Ticket
from widgets.bridge import Bridge
from widgets.design.cards import column, held, scrolled
from widgets.design.tokens import GAP_CARDS
from widgets.desk.call_strip import CallStrip
from widgets.desk.cards_found import CardsFoundCard
from widgets.desk.checklist import ChecklistCard
from widgets.desk.customer import ContactsCard, CustomerCard, DevicesCard
from widgets.desk.day import Day
from widgets.desk.device_notice import DeviceNotice
from widgets.desk.draft import DraftCard
from widgets.desk.start import StartPage, demo_titles
from widgets.desk.talk import TalkCard
from widgets.desk.urgency import UrgencyCard
from widgets.desk.wrap_up import WrapUpBar
from widgets.tasks import Tasks

LEFT_WIDTH = 300
RIGHT_WIDTH = 372


class DeskPage(QWidget):
    """Shows the call that CallStarted named last; events of other calls only count."""

    search_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, desk: DeskRole, bridge: Bridge, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._call_id = ""
        self._day = Day()
        self.demos: Mapping[str, str] = {}
        self.strip = CallStrip(desk)
        self.start = StartPage()
        self.customer, self.devices, self.contacts = CustomerCard(), DevicesCard(), ContactsCard()
        self.wrap_up, self.talk = WrapUpBar(), TalkCard()
        self.device_notice = DeviceNotice()
        self.urgency, self.checklist = UrgencyCard(), ChecklistCard()
        self.cards, self.draft = CardsFoundCard(), DraftCard()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect(bridge)
        self._fetch_demos()

    @property
    def is_in_call(self) -> bool:
        return self.strip.status in (AgentStatus.TALKING, AgentStatus.HOLDING)

    def play_demo(self, name: str) -> None:
        if not self.is_in_call:
            self._desk.play_demo(name)

    @Slot(str)
    def _start_by_hand(self, number: str) -> None:
        card = self.start.hand_call
        self._tasks.run(
            partial(self._desk.start_call, number),
            lambda _: card.show_started(),
            card.show_failure,
        )

    def _lay_out(self) -> None:
        left = column(self.customer, self.devices, self.contacts, gap=GAP_CARDS)
        left.setStretch(2, 1)
        middle = column(self.wrap_up, self.device_notice, self.talk, gap=GAP_CARDS)
        middle.setStretch(2, 1)
        right = column(self.urgency, self.checklist, self.cards, self.draft, gap=GAP_CARDS)
        right.setStretch(3, 1)
        board = QWidget()
        line = QHBoxLayout(board)
        line.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        line.setSpacing(GAP_CARDS)
        for part, width in ((left, LEFT_WIDTH), (middle, 0), (right, RIGHT_WIDTH)):
            holder = scrolled(part, self.tr("工单")) if part is right else held(part)
            if width:
                holder.setFixedWidth(width)
            line.addWidget(holder, 0 if width else 1)
        self._stack.addWidget(self.start)
        self._stack.addWidget(board)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.strip)
        whole.addWidget(self._stack, 1)

    def _connect(self, bridge: Bridge) -> None:
        bridge.call_started.connect(self._start_call)
        bridge.level_heard.connect(self._hear_level)
        bridge.partial_heard.connect(self._hear_partial)
        bridge.segment_heard.connect(self._hear_segment)
        bridge.picture_changed.connect(self._change_picture)
        bridge.alert_raised.connect(self._raise_alert)
        bridge.checklist_changed.connect(self._change_checklist)
        bridge.cards_found.connect(self._find_cards)
        bridge.draft_changed.connect(self._change_draft)
        bridge.ticket_saved.connect(self._save_ticket)
        bridge.call_ended.connect(self._end_call)
        bridge.call_scored.connect(self._score_call)
        bridge.device_changed.connect(self._change_device)
        self.start.demo_wanted.connect(self.play_demo)
        self.start.hand_call.start_wanted.connect(self._start_by_hand)
        self.start.hand_call.settings_wanted.connect(self.settings_wanted)
        self.strip.search_wanted.connect(self.search_wanted)
        self.talk.swap_wanted.connect(self._desk.swap_channels)
        self.talk.intents.corrected.connect(self._correct_intent)
        self.draft.line_wanted.connect(self.talk.view.jump_to)
        self.draft.create_wanted.connect(self._create_ticket)
        self.wrap_up.done.connect(self._finish_wrap_up)

    def _fetch_demos(self) -> None:
        is_english = QLocale().language() is QLocale.Language.English
        self._tasks.run(
            lambda: demo_titles(self._desk.demo_names(), is_english=is_english),
            self._show_demos,
        )

    def _show_demos(self, titles: Mapping[str, str]) -> None:
        self.demos = titles
        self.start.show_demos(titles)

    @Slot(object)
    def _start_call(self, event: CallStarted) -> None:
        self._call_id = event.call.call_id
        self._day.start(event)
        customer = event.call.customer
        self.customer.show_customer(customer)
        self.devices.show_devices(customer.devices, date.today())
        self.contacts.show_contacts(customer.contacts)
        self.talk.clear()
        self.device_notice.clear()
        self.urgency.clear()
        self.checklist.show_items(())
        self.cards.show_cards(())
        self.draft.clear()
        self.wrap_up.hide()
        self.strip.start_call(event)
        self._stack.setCurrentIndex(1)

    @Slot(object)
    def _change_device(self, event: DeviceChanged) -> None:
        if event.call_id == self._call_id:
            self.device_notice.show_change(event)

    @Slot(object)
    def _hear_level(self, event: LevelHeard) -> None:
        if event.call_id == self._call_id:
            self.strip.hear_level(event)

    @Slot(object)
    def _hear_partial(self, event: PartialHeard) -> None:
        if event.call_id == self._call_id:
            self.talk.hear_partial(event)

    @Slot(object)
    def _hear_segment(self, event: SegmentHeard) -> None:
        if event.segment.call_id == self._call_id:
            self.talk.hear_segment(event)

    @Slot(object)
    def _change_picture(self, event: PictureChanged) -> None:
        self._day.picture(event)
        if event.call_id == self._call_id:
            self.talk.change_picture(event)
            self.urgency.show_urgency(event.urgency)

    @Slot(object)
    def _raise_alert(self, event: AlertRaised) -> None:
        if event.call_id == self._call_id:
            self.talk.raise_alert(event)

    @Slot(object)
    def _change_checklist(self, event: ChecklistChanged) -> None:
        if event.call_id == self._call_id:
            self.checklist.show_items(event.items)
            self.talk.safety.hear_checklist(event.items)

    @Slot(object)
    def _find_cards(self, event: CardsFound) -> None:
        if event.call_id == self._call_id:
            self.cards.show_cards(event.cards)

    @Slot(object)
    def _change_draft(self, event: DraftChanged) -> None:
        if event.draft.call_id == self._call_id:
            self.draft.show_draft(event.draft)

    @Slot(object)
    def _save_ticket(self, event: TicketSaved) -> None:
        self._day.ticket(event)
        self._show_ticket(event.ticket)

    @Slot(object)
    def _end_call(self, event: CallEnded) -> None:
        self._day.end(event)
        if event.call_id == self._call_id:
            self.strip.end_call(event)
            self.talk.model.drop_partials()
            self.talk.safety.dismiss()
            self.device_notice.clear()
            self.checklist.freeze()
            self.wrap_up.end_call(event)

    @Slot(object)
    def _score_call(self, event: CallScored) -> None:
        self._day.score(event)
        if event.scorecard.call_id == self._call_id:
            self.wrap_up.show_score(event)
        self.start.show_day(self._day)

    @Slot(object, object)
    def _correct_intent(self, intent: Intent, fine: Fine) -> None:
        segment_id = intent.evidence[-1].segment_id if intent.evidence else ""
        self._tasks.run(partial(self._desk.correct_intent, self._call_id, segment_id, fine))

    @Slot(object)
    def _create_ticket(self, values: Mapping[str, str]) -> None:
        call_id = self._call_id
        self._tasks.run(
            lambda: self._desk.create_ticket(call_id, values),
            self._show_ticket,
            lambda error: self.draft.show_failure(str(error)),
        )

    def _show_ticket(self, ticket: Ticket) -> None:
        if ticket.call_id == self._call_id:
            self.draft.show_ticket(ticket)

    @Slot()
    def _finish_wrap_up(self) -> None:
        self.wrap_up.hide()
        self.strip.choose(AgentStatus.READY)
        self.start.show_day(self._day)
        self._stack.setCurrentIndex(0)

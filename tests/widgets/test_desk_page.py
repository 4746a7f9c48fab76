"""The desk: from the ring to the ticket and back to ready, drawn from real events."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from domain.board import AgentStatus
from domain.calls import Device
from domain.events import (
    CardsFound,
    ChecklistChanged,
    ChecklistItem,
    DraftChanged,
    Event,
    SegmentHeard,
)
from domain.meaning import Fine
from domain.tickets import KnowledgeCard
from tests.widgets import scripted_call
from tests.widgets.memory_workplace import MemoryWorkplace
from widgets.desk.customer import masked
from widgets.desk.page import DeskPage
from widgets.desk.warranty import Warranty, add_months, warranty_of
from widgets.transcript.rows import RowKind
from widgets.window import Window

PublishAll = Callable[[list[Event]], None]


@pytest.fixture
def desk(window: Window) -> DeskPage:
    page = window.desk_page
    assert page is not None
    return page


@pytest.fixture
def in_call(desk: DeskPage, publish_all: PublishAll) -> DeskPage:
    publish_all(scripted_call.running_call())
    return desk


def test_a_demo_call_is_offered_by_its_title_and_played(
    qtbot: QtBot, desk: DeskPage, workplace: MemoryWorkplace
) -> None:
    qtbot.waitUntil(lambda: len(desk.demos) == 6, timeout=5000)
    buttons = [made for made in desk.start.findChildren(QPushButton) if "煤气" in made.text()]
    buttons[0].click()
    assert workplace.desk.played == ["03_gas_smell"]
    qtbot.waitUntil(lambda: desk.is_in_call, timeout=2000)


def test_a_call_fills_every_panel(in_call: DeskPage) -> None:
    assert in_call.customer.name.text() == "李建国"
    assert in_call.urgency.value.text() == "紧急度 74.3"
    assert in_call.urgency.target.text() == "2 小时内联系"
    assert in_call.checklist.aside.text() == "自动勾选 5/8"
    assert in_call.draft.aside.text() == "6/7 项已填"
    assert len(in_call.cards.shown) == 3
    kinds = [in_call.talk.model.row_at(row).kind for row in range(in_call.talk.model.rowCount())]
    assert kinds.count(RowKind.SEGMENT) == 8
    assert kinds.count(RowKind.ALERT) == 1
    assert kinds[-1] is RowKind.PARTIAL


def test_events_of_another_call_do_not_reach_the_screen(
    in_call: DeskPage, publish_all: PublishAll
) -> None:
    before = in_call.talk.model.rowCount()
    other = scripted_call.segment(0, "call-9")
    publish_all([SegmentHeard(other, scripted_call.understanding(other, 0), 0.1)])
    assert in_call.talk.model.rowCount() == before


def test_a_ticket_is_made_of_what_the_agent_left_in_the_fields(
    qtbot: QtBot, in_call: DeskPage, workplace: MemoryWorkplace
) -> None:
    field = next(
        box for box in in_call.draft.findChildren(QLineEdit) if box.accessibleName() == "责任"
    )
    QTest.keyClicks(field, "bao")
    in_call.draft.create_ticket.click()
    qtbot.waitUntil(in_call.draft.outcome.isVisible, timeout=2000)
    assert "G20261122-0001" in in_call.draft.outcome.text()
    saved = {entry.name: entry.value for entry in workplace.desk.tickets["call-1"].fields}
    assert saved["责任"] == "bao"
    assert not in_call.draft.create_ticket.isEnabled()


def test_a_new_draft_does_not_overwrite_what_the_agent_typed(
    in_call: DeskPage, publish_all: PublishAll
) -> None:
    field = next(
        box for box in in_call.draft.findChildren(QLineEdit) if box.accessibleName() == "设备"
    )
    field.clear()
    QTest.keyClicks(field, "KFR-50")
    publish_all([DraftChanged(scripted_call.draft())])
    assert field.text() == "KFR-50"


def test_a_new_draft_does_not_break_what_an_input_method_composes(
    qtbot: QtBot, window: Window, in_call: DeskPage, publish_all: PublishAll
) -> None:
    field = next(
        box for box in in_call.draft.findChildren(QLineEdit) if box.accessibleName() == "设备"
    )
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=2000)
    QApplication.sendEvent(field, QInputMethodEvent("kong tiao", []))
    draft = scripted_call.draft()
    heard = tuple(
        replace(entry, value="空调 KFR-72LW") if entry.name == "设备" else entry
        for entry in draft.fields
    )
    publish_all([DraftChanged(replace(draft, fields=heard))])
    assert field.text() == "空调 KFR-35GW/BP3"
    QApplication.sendEvent(field, QInputMethodEvent("", []))  # given up without a word
    in_call.talk.view.setFocus()
    qtbot.waitUntil(lambda: field.text() == "空调 KFR-72LW", timeout=2000)


def test_the_moment_of_a_field_leads_to_its_words(in_call: DeskPage) -> None:
    heard = [
        made
        for made in in_call.draft.findChildren(QPushButton)
        if made.text() == "00:58" and made.isEnabled()
    ]
    heard[0].click()
    current = in_call.talk.view.currentIndex()
    assert "建设路" in in_call.talk.model.row_at(current.row()).text


def test_the_safety_script_appears_at_once_and_goes_when_it_was_said(
    in_call: DeskPage, publish_all: PublishAll
) -> None:
    publish_all([scripted_call.safety_alert()])
    assert in_call.talk.safety.isVisible()
    before = ChecklistItem("safety", "安全提示", True, at_s=1.0)
    publish_all([ChecklistChanged("call-1", (before,))])
    assert in_call.talk.safety.isVisible()
    after = replace(before, at_s=40.0)
    publish_all([ChecklistChanged("call-1", (after,))])
    assert not in_call.talk.safety.isVisible()


def test_an_alert_leaves_the_caret_where_the_agent_types(
    qtbot: QtBot, window: Window, in_call: DeskPage, publish_all: PublishAll
) -> None:
    field = in_call.draft.findChildren(QLineEdit)[0]
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field, timeout=2000)
    publish_all([scripted_call.safety_alert(), DraftChanged(scripted_call.draft())])
    assert QApplication.focusWidget() is field


def test_cards_under_the_mouse_do_not_change(in_call: DeskPage, publish_all: PublishAll) -> None:
    cards = in_call.cards
    place = QPointF(5, 5)
    cards.enterEvent(QEnterEvent(place, place, place))
    one = KnowledgeCard(scripted_call.articles()[2], 1.0, "不制冷")
    publish_all([CardsFound("call-1", "call-1/s3", (one,))])
    assert len(cards.shown) == 3
    cards.leaveEvent(QEvent(QEvent.Type.Leave))
    assert [card.article.article_id for card in cards.shown] == ["a3"]


def test_a_corrected_intent_is_kept_with_the_words_behind_it(
    qtbot: QtBot, in_call: DeskPage, workplace: MemoryWorkplace
) -> None:
    intent = scripted_call.intents(scripted_call.segment(5))[0]
    in_call.talk.intents.corrected.emit(intent, Fine.REPAIR)
    qtbot.waitUntil(lambda: bool(workplace.desk.corrections), timeout=2000)
    assert workplace.desk.corrections == [("call-1", "call-1/s5", Fine.REPAIR)]


def test_hold_mute_and_hang_up_reach_the_line(
    qtbot: QtBot, in_call: DeskPage, workplace: MemoryWorkplace
) -> None:
    in_call.strip.hold.click()
    in_call.strip.mute.click()
    assert workplace.desk.is_held
    assert workplace.desk.is_muted
    assert in_call.strip.status is AgentStatus.HOLDING
    in_call.strip.hold.click()
    in_call.strip.hang_up.click()
    qtbot.waitUntil(lambda: in_call.strip.status is AgentStatus.WRAP_UP, timeout=2000)


def test_after_the_hang_up_comes_wrap_up_with_the_score_then_ready(
    qtbot: QtBot, in_call: DeskPage, workplace: MemoryWorkplace, publish_all: PublishAll
) -> None:
    publish_all(scripted_call.ended_call())
    assert in_call.wrap_up.isVisible()
    last = in_call.talk.model.row_at(in_call.talk.model.rowCount() - 1)
    assert last.kind is RowKind.SEGMENT
    in_call.wrap_up.ready.click()
    assert workplace.desk.status is AgentStatus.READY
    qtbot.waitUntil(in_call.start.isVisible, timeout=2000)


def test_customers_words_are_never_markup(in_call: DeskPage, publish_all: PublishAll) -> None:
    of = replace(scripted_call.segment(1), segment_id="x", text="<b>你好</b>", start_s=90.0)
    publish_all([SegmentHeard(of, scripted_call.understanding(of, 0), 0.1)])
    row = in_call.talk.model.place_of("x")
    assert row is not None
    assert in_call.talk.model.row_at(row).text == "<b>你好</b>"
    in_call.customer.name.setText("<i>李</i>")
    assert in_call.customer.name.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize(
    ("bought", "today", "expected"),
    [
        ("2024-02-29", date(2027, 2, 28), Warranty(True, 0)),
        ("2024-02-29", date(2027, 3, 1), Warranty(False, 1)),
        ("2022-10-12", date(2026, 11, 22), Warranty(False, 406)),
    ],
)
def test_warranty_counts_calendar_months(bought: str, today: date, expected: Warranty) -> None:
    assert warranty_of(Device("空调", "K", bought, 36), today) == expected


def test_a_device_of_unknown_age_has_no_warranty_to_tell() -> None:
    assert warranty_of(Device("空调", "K", "", 36), date(2026, 1, 1)) is None


def test_the_last_day_of_a_month_stays_within_the_month() -> None:
    assert add_months(date(2026, 10, 31), 4) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("number", "shown"), [("13987654321", "139****4321"), ("4008", "4008"), ("", "")]
)
def test_a_number_is_shown_without_its_middle(number: str, shown: str) -> None:
    assert masked(number) == shown

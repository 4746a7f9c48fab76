"""The transcript: rows by time, partials replaced, marks under the right words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from domain.audio import Role
from domain.calls import Word
from domain.events import PartialHeard, SegmentHeard
from domain.meaning import Span
from tests.widgets import scripted_call
from widgets.transcript.model import TranscriptModel
from widgets.transcript.rows import (
    Mark,
    MarkKind,
    RowKind,
    joined_marks,
    marks_of,
    row_of_segment,
    unsure_of,
)
from widgets.transcript.view import TranscriptView


def heard(number: int) -> SegmentHeard:
    of = scripted_call.segment(number)
    return SegmentHeard(of, scripted_call.understanding(of, number), 0.5)


def texts(model: TranscriptModel) -> list[str]:
    return [model.row_at(row).text for row in range(model.rowCount())]


@pytest.fixture
def model(qtmodeltester: ModelTester) -> TranscriptModel:
    made = TranscriptModel()
    qtmodeltester.check(made)  # type: ignore[no-untyped-call]  # watches every later change too
    return made


def test_a_final_replaces_its_partial(model: TranscriptModel) -> None:
    model.hear_partial(PartialHeard("call-1", Role.CUSTOMER, 6.0, "我那个"))
    model.hear_partial(PartialHeard("call-1", Role.CUSTOMER, 6.0, "我那个空调"))
    model.hear_segment(heard(1))
    assert texts(model) == [scripted_call.LINES[1][3]]


def test_a_late_partial_of_a_finished_utterance_is_not_shown(model: TranscriptModel) -> None:
    model.hear_segment(heard(1))
    model.hear_partial(PartialHeard("call-1", Role.CUSTOMER, 6.0, "我那个空调又"))
    assert model.rowCount() == 1


def test_a_partial_that_came_to_nothing_leaves_no_empty_bubble(model: TranscriptModel) -> None:
    model.hear_partial(PartialHeard("call-1", Role.CUSTOMER, 6.0, ""))
    assert model.rowCount() == 0
    model.hear_partial(PartialHeard("call-1", Role.CUSTOMER, 6.0, "我那"))
    model.hear_partial(PartialHeard("call-1", Role.CUSTOMER, 6.0, ""))
    assert model.rowCount() == 0


def test_the_other_speakers_partial_stays(model: TranscriptModel) -> None:
    model.hear_partial(PartialHeard("call-1", Role.AGENT, 9.0, "好的"))
    model.hear_segment(heard(1))
    assert [model.row_at(row).kind for row in range(2)] == [RowKind.SEGMENT, RowKind.PARTIAL]


def test_finals_that_come_late_take_their_place_in_time(model: TranscriptModel) -> None:
    for number in (0, 3, 2, 1):
        model.hear_segment(heard(number))
    starts = [model.row_at(row).start_s for row in range(4)]
    assert starts == sorted(starts)


def test_an_alert_stands_after_the_words_that_raised_it(model: TranscriptModel) -> None:
    model.hear_segment(heard(3))
    model.add_alert(scripted_call.alert())
    model.hear_segment(heard(4))
    kinds = [model.row_at(row).kind for row in range(3)]
    assert kinds == [RowKind.SEGMENT, RowKind.ALERT, RowKind.SEGMENT]


def test_a_screen_reader_hears_who_when_and_what(model: TranscriptModel) -> None:
    model.hear_segment(heard(1))
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"客户 00:06：{scripted_call.LINES[1][3]}"


def test_marks_lie_under_the_words_of_damage_threat_and_entity() -> None:
    of = scripted_call.segment(3)
    marks = marks_of(of, scripted_call.understanding(of, 3))
    found = {of.text[mark.start : mark.end]: mark.kind for mark in marks}
    assert found == {
        "漏得地板都泡坏了": MarkKind.SEVERE,
        "昨天上午": MarkKind.ENTITY,
        "没人来": MarkKind.WARM,
    }


def test_where_two_marks_overlap_the_graver_one_shows() -> None:
    of = replace(scripted_call.segment(0), text="一二三四五六")
    spans = [
        (MarkKind.ENTITY, Span(of.segment_id, 0, 4, "一二三四")),
        (MarkKind.SEVERE, Span(of.segment_id, 2, 6, "三四五六")),
    ]
    assert joined_marks(of, spans) == (
        Mark(0, 2, MarkKind.ENTITY),
        Mark(2, 6, MarkKind.SEVERE),
    )


@given(st.lists(st.tuples(st.sampled_from(MarkKind), st.integers(-3, 14), st.integers(-3, 14))))
def test_marks_never_overlap_and_stay_within_the_text(
    stretches: list[tuple[MarkKind, int, int]],
) -> None:
    of = replace(scripted_call.segment(0), text="一二三四五六七八九十")
    spans = [(kind, Span(of.segment_id, start, end, "")) for kind, start, end in stretches]
    marks = joined_marks(of, spans)
    ends = [0, *(mark.end for mark in marks)]
    assert all(mark.start >= before for mark, before in zip(marks, ends, strict=False))
    assert all(0 <= mark.start < mark.end <= len(of.text) for mark in marks)


def shown_view(qtbot: QtBot, model: TranscriptModel, lines: int) -> TranscriptView:
    view = TranscriptView(model)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    for number in range(lines):
        of = replace(
            scripted_call.segment(number % 8),
            segment_id=f"s{number}",
            start_s=number * 3.0,
            end_s=number * 3.0 + 2,
        )
        model.hear_segment(SegmentHeard(of, scripted_call.understanding(of, 0), 0.5))
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0 or lines < 4, timeout=3000)
    return view


def is_at_end(view: TranscriptView) -> bool:
    return view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_the_view_follows_the_call(qtbot: QtBot, model: TranscriptModel) -> None:
    view = shown_view(qtbot, model, 30)
    qtbot.waitUntil(lambda: is_at_end(view), timeout=2000)
    assert view.is_following
    assert not view.to_latest.isVisible()


def test_scrolling_up_stops_following_until_the_button_is_pressed(
    qtbot: QtBot, model: TranscriptModel
) -> None:
    view = shown_view(qtbot, model, 30)
    qtbot.waitUntil(lambda: is_at_end(view), timeout=2000)
    view.verticalScrollBar().setValue(20)
    of = replace(scripted_call.segment(1), segment_id="new", start_s=500.0, end_s=502.0)
    model.hear_segment(SegmentHeard(of, scripted_call.understanding(of, 0), 0.5))
    qtbot.waitUntil(view.to_latest.isVisible, timeout=2000)
    assert view.verticalScrollBar().value() == 20
    view.to_latest.click()
    qtbot.waitUntil(lambda: is_at_end(view), timeout=2000)
    assert view.is_following


def test_a_line_can_be_jumped_to_and_copied(qtbot: QtBot, model: TranscriptModel) -> None:
    view = shown_view(qtbot, model, 30)
    assert view.jump_to("s2")
    assert not view.jump_to("no such line")
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == scripted_call.LINES[2][3]


def test_a_narrower_view_gives_higher_rows(qtbot: QtBot, model: TranscriptModel) -> None:
    view = shown_view(qtbot, model, 8)
    wide = view.sizeHintForRow(6)
    view.resize(260, 300)
    qtbot.waitUntil(lambda: view.sizeHintForRow(6) > wide, timeout=2000)


def half_heard() -> SegmentHeard:
    words = (
        Word("我的", 0.0, 0.4, 0.9),
        Word("格力", 0.4, 0.8, 0.4, heard="歌里"),
        Word("外", 0.8, 1.0, 0.3),
        Word("机", 1.0, 1.2, 0.4),
        Word("，", 1.2, 1.2, 0.1),
        Word("响", 1.2, 1.4, 0.9),
    )
    segment = replace(scripted_call.segment(1), text="我的格力外机，响", words=words)
    return SegmentHeard(segment, scripted_call.understanding(scripted_call.segment(1), 1), 0.5)


def test_words_that_were_hard_to_hear_and_words_put_right_are_marked() -> None:
    assert unsure_of(half_heard().segment) == (
        Mark(2, 4, MarkKind.PUT_RIGHT, "歌里"),
        Mark(4, 6, MarkKind.UNSURE),
    )
    assert row_of_segment(half_heard().segment, None).unsure


def test_the_tool_tip_tells_what_the_engine_heard(model: TranscriptModel) -> None:
    model.hear_segment(half_heard())
    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "外机" in tip
    assert "格力" in tip
    assert "歌里" in tip
    model.hear_segment(heard(3))
    assert not model.data(model.index(1), Qt.ItemDataRole.ToolTipRole)

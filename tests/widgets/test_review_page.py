"""The review page: find a call, hear a hit, judge it, sign the score."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from domain.errors import AudioDeviceMissing
from domain.events import FileProgressed
from domain.review import ImportCounts, ImportRow, ImportState
from tests.widgets import scripted_call
from tests.widgets.memory_workplace import MemoryReview, MemoryWorkplace, made_rows
from widgets.review.calls_model import SORT_ROLE, CallsModel, Column
from widgets.review.hits import AT_THE_END, hits_of, rows_of
from widgets.review.page import ReviewPage
from widgets.review.score import OverrideDialog
from widgets.review.waveform import pairs
from widgets.transcript.rows import RowKind
from widgets.window import Window


@pytest.fixture
def review(qtbot: QtBot, window: Window) -> ReviewPage:
    page = window.show_page("review")
    assert isinstance(page, ReviewPage)
    qtbot.waitUntil(lambda: page.dialogue.model.rowCount() > 0, timeout=5000)
    return page


def wait_for_call(qtbot: QtBot, page: ReviewPage, call_id: str) -> None:
    page.calls.choose(call_id)
    qtbot.waitUntil(lambda: page.listen._call_id == call_id, timeout=3000)


def test_the_newest_call_opens_with_its_first_hit_chosen(review: ReviewPage) -> None:
    assert review.calls.chosen_call == "call-1"
    assert review.score.auto.text() == "自动 71"
    assert review.dialogue.verdict.isVisible()
    assert "不打断" in review.dialogue.verdict.text.text()


def test_a_suspected_swap_is_shown_and_undone_by_one_click(
    qtbot: QtBot, review: ReviewPage, workplace: MemoryWorkplace
) -> None:
    assert not review.sides.isVisible()
    workplace.review.swap_signs = ("很高兴为您服务",)
    review.open_call("call-1")
    qtbot.waitUntil(review.sides.isVisible)
    assert "接反" in review.sides.text.text()
    assert "很高兴为您服务" in review.sides.text.text()
    review.sides.swap.click()
    qtbot.waitUntil(lambda: review.sides.swap.text() == "撤销交换")
    assert workplace.review.swapped == {"call-1"}
    review.sides.swap.click()
    qtbot.waitUntil(lambda: review.sides.swap.text() == "交换")
    assert not workplace.review.swapped


def test_a_mono_call_says_so_and_cannot_be_swapped(
    qtbot: QtBot, review: ReviewPage, workplace: MemoryWorkplace
) -> None:
    workplace.review.is_mono = True
    review.open_call("call-1")
    qtbot.waitUntil(review.sides.isVisible)
    assert "单声道" in review.sides.text.text()
    assert not review.sides.swap.isVisible()


def test_files_are_imported_shown_on_their_way_and_paused(qtbot: QtBot, review: ReviewPage) -> None:
    card = review.imports
    card.chosen.emit(["a.wav", "b.wav", "c.wav", "d.wav"])
    qtbot.waitUntil(lambda: len(card.lines) == 3)
    assert "新 4" in card.told.text()
    card.show_progress(FileProgressed("f-a.wav", 0.4))
    assert card.lines["f-a.wav"].bar.value() == 40
    card.pause_wanted.emit("f-a.wav")
    qtbot.waitUntil(lambda: card.lines["f-a.wav"].is_stopped)
    card.resume_wanted.emit("f-a.wav")
    qtbot.waitUntil(lambda: not card.lines["f-a.wav"].is_stopped)
    card.chosen.emit(["a.wav"])
    qtbot.waitUntil(lambda: "已有 1" in card.told.text())


def test_unread_files_stay_told_and_their_names_are_no_markup(review: ReviewPage) -> None:
    card = review.imports
    card.show_counts(ImportCounts(1, 0, ("<b>x</b>.wav",)))
    card.show_rows((ImportRow("f", "y.wav", ImportState.HEARING, 0.5),))
    assert "读不出 1" in card.told.text()
    assert "&lt;b&gt;" in card.told.toolTip()
    assert card.told.isVisible()


def test_the_keyboard_stays_at_a_file_when_the_list_is_made_anew(
    qtbot: QtBot, window: Window, review: ReviewPage
) -> None:
    window.activateWindow()
    row = ImportRow("f", "y.wav", ImportState.HEARING, 0.5)
    review.imports.show_rows((row,))
    review.imports.lines["f"].act.setFocus()
    qtbot.waitUntil(review.imports.lines["f"].act.hasFocus)
    review.imports.show_rows((row,))
    assert review.imports.lines["f"].act.hasFocus()


def test_no_part_of_the_page_lies_on_another_in_the_smallest_window(
    qtbot: QtBot, window: Window, review: ReviewPage, workplace: MemoryWorkplace
) -> None:
    workplace.review.swap_signs = ("您好，很高兴为您服务，请问有什么可以帮您的吗",)
    window.resize(window.minimumSize())
    review.open_call("call-1")
    qtbot.waitUntil(review.sides.isVisible)
    parts = (review.calls, review.listen, review.score)
    columns = [part.parentWidget() for part in parts]
    places = [column.geometry() for column in columns if column is not None]
    assert len(places) == 3
    assert all(left.right() < right.left() for left, right in pairwise(places))
    assert places[-1].right() <= review.width()


def test_hits_come_in_the_order_they_were_heard_and_silence_last() -> None:
    hits = hits_of(scripted_call.scorecard())
    starts = [hit.start_s for hit in hits]
    assert starts == sorted(starts)
    assert hits[-1].start_s == AT_THE_END
    assert {hit.name for hit in hits} == {
        "核对来电人与设备",
        "不打断",
        "无禁语",
        "费用说明与价目表一致",
        "邀评价",
    }


def test_a_hit_line_is_followed_by_what_it_cost() -> None:
    opened = MemoryReview().open("call-1")
    hits = hits_of(opened.scorecard)
    notes = {hit.criterion_id: f"−{hit.lost:g}" for hit in hits}
    rows = rows_of(opened, hits, notes)
    place = next(n for n, row in enumerate(rows) if row.key == "call-1/s4")
    assert rows[place].is_hit
    assert rows[place + 1].kind is RowKind.NOTE
    assert rows[place + 1].text == "−2"


def test_only_hits_leaves_the_other_lines_out() -> None:
    opened = MemoryReview().open("call-1")
    hits = hits_of(opened.scorecard)
    rows = rows_of(opened, hits, {hit.criterion_id: "" for hit in hits}, only_hits=True)
    assert {row.key for row in rows if row.kind is RowKind.SEGMENT} == {"call-1/s4", "call-1/s6"}


def test_next_and_previous_go_round_the_hits(review: ReviewPage) -> None:
    first = review.dialogue.verdict.text.text()
    review.listen.next.click()
    assert review.dialogue.verdict.text.text() != first
    review.listen.previous.click()
    assert review.dialogue.verdict.text.text() == first


def test_a_click_on_a_line_lets_it_be_heard(
    qtbot: QtBot, review: ReviewPage, workplace: MemoryWorkplace
) -> None:
    place = review.dialogue.model.place_of("call-1/s5")
    assert place is not None
    review.dialogue.view.clicked.emit(review.dialogue.model.index(place))
    assert workplace.review.playing_from_s == 38.0
    qtbot.waitUntil(lambda: review.listen.waveform.at_s == 38.0, timeout=2000)
    assert review.dialogue.view.playing_key == "call-1/s5"
    review.listen.toggle()
    assert workplace.review.playing_from_s is None


def test_without_a_loudspeaker_the_cursor_moves_and_the_status_bar_says_why(
    review: ReviewPage, window: Window, workplace: MemoryWorkplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(call_id: str, from_s: float, *, speed: float = 1.0) -> None:
        del call_id, from_s, speed
        raise AudioDeviceMissing("没有播放设备 / no output device")

    monkeypatch.setattr(workplace.review, "play", silent)
    review.listen.hear(20.0)
    assert review.listen.waveform.at_s == 20.0
    assert not review.listen.is_playing
    assert "没有播放设备" in window.status.trouble.text()


def test_a_verdict_is_kept_and_shown(
    qtbot: QtBot, review: ReviewPage, workplace: MemoryWorkplace
) -> None:
    review.dialogue.verdict.wrong.click()
    qtbot.waitUntil(lambda: "误检" in review.dialogue.verdict.text.text(), timeout=3000)
    assert [(v.criterion_id, v.is_correct) for v in workplace.review.verdicts] == [
        ("interrupt", False)
    ]


def test_signing_publishes_the_score_once(
    qtbot: QtBot, review: ReviewPage, workplace: MemoryWorkplace
) -> None:
    review.score.sign.click()
    qtbot.waitUntil(lambda: "已签发" in review.score.about.text(), timeout=3000)
    assert workplace.review.signed == {"call-1"}
    assert not review.score.sign.isEnabled()


def test_a_new_score_needs_a_reason(qtbot: QtBot, review: ReviewPage) -> None:
    dialog = OverrideDialog(review, 71.0)
    qtbot.addWidget(dialog)
    accept = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not accept.isEnabled()
    dialog.reason.setText("客户先打断")
    assert accept.isEnabled()


def test_an_override_is_stored_with_its_reason(
    qtbot: QtBot, review: ReviewPage, workplace: MemoryWorkplace
) -> None:
    review.score.override_wanted.emit(80.0, "客户先打断")
    qtbot.waitUntil(lambda: review.score.manual.text() == "人工 80", timeout=3000)
    assert workplace.review.manual == {"call-1": (80.0, "客户先打断")}


def test_a_red_line_stands_first_and_the_score_is_zero(qtbot: QtBot, review: ReviewPage) -> None:
    wait_for_call(qtbot, review, "call-2")
    qtbot.waitUntil(lambda: review.score.auto.text() == "自动 0", timeout=3000)
    assert "漏电" in review.dialogue.verdict.text.text()


def test_a_filter_shows_its_calls_and_counts_them(qtbot: QtBot, review: ReviewPage) -> None:
    assert review.calls.chips["to_review"].text() == "待复核 2"
    review.calls.chips["red_line"].click()
    qtbot.waitUntil(lambda: review.calls.model.rowCount() == 1, timeout=3000)
    assert review.calls.chosen_call == "call-2"


def test_the_calls_sort_by_score_with_the_unscored_lowest(qtmodeltester: ModelTester) -> None:
    model = CallsModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show_rows(made_rows())
    keys = [
        model.data(model.index(row, Column.SCORE), SORT_ROLE) for row in range(model.rowCount())
    ]
    assert min(keys) == keys[5] == -1.0
    spoken = model.data(model.index(5, Column.SCORE), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "—"


def test_strokes_of_the_waveform_stay_in_their_lane() -> None:
    sound = np.array([[-0.2, 0.4], [-0.9, 0.1]], np.float32)
    x, y = pairs(sound, 0.5, 1.0)
    assert x.tolist() == [0.0, 0.0, 0.5, 0.5]
    assert y.min() >= 0.0
    assert y.max() <= 2.0

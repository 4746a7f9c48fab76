"""The board: targets in print, honest gaps, old data admitted."""

from dataclasses import replace

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from domain.board import BoardSnapshot, QueueOnBoard
from domain.errors import CentralUnreachable
from tests.widgets import scripted_call
from tests.widgets.made_board import snapshot
from tests.widgets.memory_workplace import MemoryWorkplace
from widgets.board import targets
from widgets.board.agents import AgentsModel
from widgets.board.page import BoardPage
from widgets.board.queues import cells_of
from widgets.board.tiles import figures
from widgets.board.wallboard import Wallboard
from widgets.window import Window


@pytest.fixture
def board(qtbot: QtBot, window: Window) -> BoardPage:
    page = window.show_page("board")
    assert isinstance(page, BoardPage)
    qtbot.waitUntil(lambda: page.agents.model.rowCount() == 10, timeout=5000)
    return page


def empty_board() -> BoardSnapshot:
    return BoardSnapshot(scripted_call.now_ms(), "desk", 0, None, None, None, None, 0, 0, 0)


def test_every_number_is_shown_with_its_target() -> None:
    shown = figures(snapshot(scripted_call.now_ms()))
    assert [figure.text for figure in shown] == ["7", "01:48", "76.4%", "83.1%", "2.8%", "100%"]
    assert all("目标" in figure.target for figure in shown[:5])
    assert [figure.tone for figure in shown] == ["warn", "bad", "warn", "ok", "ok", "ok"]


def test_nothing_to_count_is_a_dash_and_not_a_zero() -> None:
    shown = figures(empty_board())
    assert [figure.text for figure in shown] == ["0", "—", "—", "—", "—", "—"]
    assert shown[2].tone == "faint"


def test_the_longest_in_their_state_stand_first(qtmodeltester: ModelTester) -> None:
    now_ms = scripted_call.now_ms()
    model = AgentsModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show_agents(snapshot(now_ms).agents, now_ms)
    assert model.agent_at(0).name == "郑凯"
    assert model.is_too_long(model.agent_at(0))
    assert not model.is_too_long(model.agent_at(9))


def test_agents_who_stay_the_same_are_only_redrawn(qtbot: QtBot) -> None:
    now_ms = scripted_call.now_ms()
    model = AgentsModel()
    model.show_agents(snapshot(now_ms).agents, now_ms)
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_agents(snapshot(now_ms).agents, now_ms + 1000)


def test_waiting_callers_and_nobody_ready_is_marked() -> None:
    cells = cells_of(QueueOnBoard("空调", 2, 30.0, None, 3, 0))
    assert [cell.tone for cell in cells] == ["ok", "ok", "ok", "ok", "warn"]
    assert cells[2].text == "—"


def test_a_short_history_is_admitted(
    qtbot: QtBot, board: BoardPage, workplace: MemoryWorkplace
) -> None:
    made = snapshot(scripted_call.now_ms())
    halves = tuple(
        replace(half, forecast=None, needed=None, on_duty=None) for half in made.half_hours
    )
    workplace.board.made = replace(made, half_hours=halves)
    assert not board.halves.note.isVisible()
    board._beat()
    qtbot.waitUntil(board.halves.note.isVisible, timeout=3000)


def test_an_empty_team_has_words_instead_of_blank_cards(
    qtbot: QtBot, board: BoardPage, workplace: MemoryWorkplace
) -> None:
    workplace.board.made = empty_board()
    board._beat()
    qtbot.waitUntil(board.agents.empty.isVisible, timeout=3000)
    assert board.complaints.empty.isVisible()
    assert board.due.empty.isVisible()
    assert board.queues.empty.isVisible()
    assert "仅本机" in board.age.text()


def test_old_data_is_admitted(qtbot: QtBot, board: BoardPage, workplace: MemoryWorkplace) -> None:
    made = snapshot(scripted_call.now_ms() - int(targets.STALE_S * 2000))
    workplace.board.made = made
    board._beat()
    qtbot.waitUntil(lambda: "已旧" in board.age.text(), timeout=3000)


def test_a_central_that_is_away_keeps_the_last_numbers(
    qtbot: QtBot, board: BoardPage, workplace: MemoryWorkplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def away() -> BoardSnapshot:
        asked.append(1)
        raise CentralUnreachable("中心不在线 / central is away")

    monkeypatch.setattr(workplace.board, "snapshot", away)
    board._beat()
    qtbot.waitUntil(lambda: bool(asked), timeout=3000)
    board._beat()
    assert board.agents.model.rowCount() == 10


def test_the_wallboard_is_readable_from_afar(qtbot: QtBot) -> None:
    wall = Wallboard()
    qtbot.addWidget(wall)
    wall.show_figures(figures(snapshot(scripted_call.now_ms())))
    wall.resize(1920, 1080)
    wall.show()
    number = wall._labels[0][2]
    points = number.font().pixelSize() * 72 / 96
    assert points >= 48
    wall.show_staleness("数据已旧")
    assert wall.banner.isVisible()

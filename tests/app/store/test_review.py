"""The supervisor's list, counted by a second way: plain Python over what was saved."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import pytest

from app.store import calls, review, scores
from app.store.database import Store
from domain.calls import Call
from domain.meaning import Level
from domain.quality import Scorecard
from domain.review import CriterionVerdict, ReviewState
from tests.app.store.made import (
    START_MS,
    made_call,
    made_picture,
    made_scorecard,
    made_segment,
    not_scorable,
    with_red_line,
)


@dataclass(frozen=True)
class Saved:
    call: Call
    level: Level
    card: Scorecard | None
    is_ended: bool

    @property
    def state(self) -> ReviewState:
        if self.card is None:
            return ReviewState.QUEUED
        if self.card.final_score is None:
            return ReviewState.NOT_SCORABLE
        is_grave = self.level in (Level.P1, Level.P2)
        if self.card.red_lines or self.card.final_score < 60 or is_grave:
            return ReviewState.TO_REVIEW
        return ReviewState.SCORED


def save(store: Store, saved: Saved) -> None:
    with store.begin() as session:
        calls.save_call(session, saved.call)
        calls.save_picture(session, made_picture(saved.call, level=saved.level))
        if saved.is_ended:
            calls.end_call(session, saved.call.call_id, duration_s=30.0, recording=None)
        if saved.card is not None:
            scores.save_scorecard(session, saved.card)


@pytest.fixture
def many(store: Store) -> list[Saved]:
    rng = random.Random(7)
    made = []
    for n in range(40):
        call = made_call(at_ms=START_MS + rng.randrange(10**8))
        card = made_scorecard(call, score=float(rng.randrange(100)))
        kinds = (None, card, with_red_line(card), not_scorable(card))
        saved = Saved(call, rng.choice(list(Level)), rng.choice(kinds), is_ended=n % 8 != 0)
        if not saved.is_ended:
            saved = Saved(call, saved.level, None, False)
        save(store, saved)
        made.append(saved)
    return made


KEEPS: dict[str, Callable[[Saved], bool]] = {
    "": lambda _: True,
    "to_review": lambda one: one.state is ReviewState.TO_REVIEW,
    "red_line": lambda one: one.card is not None and bool(one.card.red_lines),
    "appealed": lambda _: False,
}


@pytest.mark.parametrize("only", KEEPS)
def test_the_list_holds_what_a_slow_count_finds(store: Store, many: list[Saved], only: str) -> None:
    expected = sorted(
        (one for one in many if one.is_ended and KEEPS[only](one)),
        key=lambda one: (one.call.started_at_ms, one.call.call_id),
        reverse=True,
    )
    with store.read() as session:
        rows = review.rows(session, only=only)
        limited = review.rows(session, only=only, limit=2)
    assert [row.call_id for row in rows] == [one.call.call_id for one in expected]
    assert [row.state for row in rows] == [one.state for one in expected]
    assert [row.final_score for row in rows] == [
        one.card.final_score if one.card else None for one in expected
    ]
    assert limited == rows[:2]


def test_coverage_adds_up(store: Store, many: list[Saved]) -> None:
    ended = [one for one in many if one.is_ended]
    with store.read() as session:
        covered = review.coverage(session)
        missing = review.missing(session)
        later = review.coverage(session, since_ms=START_MS + 5 * 10**7)
    assert covered.recorded == len(ended)
    assert covered.not_scorable == sum(one.state is ReviewState.NOT_SCORABLE for one in ended)
    assert set(missing) == {one.call.call_id for one in ended if one.card is None}
    assert covered.scored == covered.recorded - covered.not_scorable - len(missing)
    assert later.recorded == sum(one.call.started_at_ms >= START_MS + 5 * 10**7 for one in ended)


@pytest.mark.parametrize(
    ("only", "index"),
    [("", "by_time"), ("to_review", "by_review"), ("red_line", "by_red_line")],
)
def test_the_list_is_read_from_an_index_without_sorting(
    store: Store, only: str, index: str
) -> None:
    asked: list[str] = []
    with store.read() as session:
        sqlite = cast(sqlite3.Connection, session.connection().connection.dbapi_connection)
        sqlite.set_trace_callback(asked.append)
        review.rows(session, only=only)
        sqlite.set_trace_callback(None)
        plan = str(sqlite.execute(f"EXPLAIN QUERY PLAN {asked[-1]}").fetchall())
    assert f"USING INDEX calls_{index}" in plan
    assert "TEMP B-TREE" not in plan


def test_an_opened_call_tells_all_that_people_said(store: Store) -> None:
    call = made_call()
    segment = made_segment(call)
    card = made_scorecard(call, score=50.0)
    save(store, Saved(call, Level.P4, card, is_ended=True))
    wrong = CriterionVerdict(call.call_id, "greeting", False, "说了", "周敏", START_MS)
    right = CriterionVerdict(call.call_id, "greeting", True, "", "周敏", START_MS)
    other = CriterionVerdict(call.call_id, "closing", True, "", "周敏", START_MS)
    with store.begin() as session:
        for verdict in (wrong, other, right):
            scores.save_verdict(session, verdict)
        scores.override_score(session, call.call_id, 70.0, "误判", by="周敏")
        scores.override_score(session, call.call_id, 75.0, "再看", by="周敏")
        scores.sign(session, call.call_id, by="周敏")
    with store.read() as session:
        opened = review.open_call(session, call.call_id)
        (row,) = review.rows(session)
    assert opened.scorecard == card
    assert opened.verdicts == (other, right)
    assert (opened.manual_score, opened.signed_by) == (75.0, "周敏")
    assert opened.state is row.state is ReviewState.PUBLISHED
    assert row.final_score == 75.0
    assert opened.call == call
    assert opened.segments == ()
    del segment


def test_a_new_rubric_does_not_take_back_what_was_published(store: Store) -> None:
    call = made_call()
    save(store, Saved(call, Level.P4, made_scorecard(call), is_ended=True))
    newer = made_scorecard(call, score=10.0, version="2")
    with store.begin() as session:
        scores.override_score(session, call.call_id, 70.0, "误判", by="周敏")
        scores.sign(session, call.call_id, by="周敏")
        assert scores.save_scorecard(session, newer)
    with store.read() as session:
        opened = review.open_call(session, call.call_id)
        (row,) = review.rows(session)
    assert opened.scorecard == newer
    assert (row.final_score, row.state) == (70.0, ReviewState.PUBLISHED)

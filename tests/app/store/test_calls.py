"""Calls from start to end, as values out of a real file."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.store import calls, customers, jobs, outbox, recordings, scores, segments, tickets
from app.store.database import Store
from domain.meaning import Fine, Level
from tests.app.store.made import (
    CUSTOMER,
    START_MS,
    made_alert,
    made_call,
    made_picture,
    made_recording,
    made_scorecard,
    made_segment,
    made_ticket,
    made_understanding,
)


def entities(store: Store) -> list[str]:
    with store.read() as session:
        return [op.entity for op in outbox.pending(session, 100)]


def test_a_call_comes_back_as_it_was_saved(store: Store) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
    with store.read() as session:
        assert calls.load_call(session, call.call_id) == call


def test_segments_come_back_in_order_of_time_with_their_meaning(store: Store) -> None:
    call = made_call()
    late, early = made_segment(call, 9.0), made_segment(call, 1.0)
    with store.begin() as session:
        calls.save_call(session, call)
        for segment in (late, early):
            segments.save_segment(session, segment, made_understanding(segment))
    with store.read() as session:
        assert segments.load_heard(session, call.call_id) == (
            (early, made_understanding(early)),
            (late, made_understanding(late)),
        )


def test_a_failed_transaction_leaves_neither_fact_nor_outbox_row(store: Store) -> None:
    def save_and_fail() -> None:
        with store.begin() as session:
            calls.save_call(session, made_call())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_and_fail()
    with store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM calls")) == 0
    assert entities(store) == []


def test_the_latest_picture_counts_and_central_hears_only_news(store: Store) -> None:
    call = made_call()
    later = made_picture(call, level=Level.P1, at_s=9.0)
    with store.begin() as session:
        calls.save_call(session, call)
        calls.save_picture(session, made_picture(call))
        calls.save_picture(session, made_picture(call, at_s=5.0))
        calls.save_picture(session, later)
    with store.read() as session:
        assert calls.load_picture(session, call.call_id) == later
    assert entities(store) == ["call", "picture", "picture"]


def test_an_alert_comes_back_as_it_was_saved(store: Store) -> None:
    call = made_call()
    alert = made_alert(call)
    with store.begin() as session:
        calls.save_call(session, call)
        calls.save_alert(session, alert)
    with store.read() as session:
        assert calls.load_alerts(session, call.call_id) == (alert,)


def test_the_end_of_a_call_brings_recording_job_and_outbox_together(
    store: Store, tmp_path: Path
) -> None:
    call = made_call()
    recording = made_recording(tmp_path, call)
    with store.begin() as session:
        calls.save_call(session, call)
        recordings.start_recording(session, call.call_id, tmp_path / "open.wav")
        assert recordings.load_recording(session, call.call_id) is None
    with store.begin() as session:
        calls.end_call(
            session, call.call_id, duration_s=42.0, recording=recording, hung_up_by="customer"
        )
    with store.read() as session:
        weighed = replace(recording, size_bytes=Path(recording.path).stat().st_size)
        assert recordings.load_recording(session, call.call_id) == weighed
        assert jobs.counts(session) == {"todo": 1}
        end = outbox.pending(session, 100)[-1]
        assert outbox.counts(session) == outbox.OutboxCounts(3, 1, 0)
    assert (end.entity, end.id, end.kind) == ("call_end", call.call_id, "put")
    assert end.payload["ended_at_ms"] == START_MS + 42_000


def test_a_call_ends_once(store: Store) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
        for duration_s in (10.0, 20.0):
            calls.end_call(session, call.call_id, duration_s=duration_s, recording=None)
    with store.read() as session:
        assert calls.load_finished(session, call.call_id).duration_s == 10.0
    assert entities(store) == ["call", "call_end"]


def test_the_scorer_gets_all_of_a_finished_call(store: Store) -> None:
    call = made_call()
    segment, ticket = made_segment(call), made_ticket(call)
    with store.begin() as session:
        calls.save_call(session, call)
        segments.save_segment(session, segment, made_understanding(segment))
        tickets.save_ticket(session, ticket)
        calls.end_call(
            session, call.call_id, duration_s=3.0, recording=None, silent_roles=("agent",)
        )
    with store.read() as session:
        finished = calls.load_finished(session, call.call_id)
    assert finished.segments == (segment,)
    assert finished.understandings == (made_understanding(segment),)
    assert finished.ticket == ticket
    assert finished.silent_roles == ("agent",)


def test_a_customer_is_known_by_phone_with_the_calls_of_this_desk(store: Store) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
        calls.save_picture(session, made_picture(call))
        calls.end_call(session, call.call_id, duration_s=3.0, recording=None)
    with store.read() as session:
        known = customers.load_customer(session, "13800138000", START_MS + 60_000)
        assert customers.load_customer(session, "13900139000", START_MS) is None
    assert known is not None
    assert known.devices == CUSTOMER.devices
    assert [contact.text for contact in known.contacts] == ["维修", "问保修", "安装"]
    assert known.contacts_30_days == 3  # yesterday, this call, and the one that begins now


def test_a_customer_loaded_and_saved_again_has_no_contact_twice(store: Store) -> None:
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
        calls.end_call(session, call.call_id, duration_s=3.0, recording=None)
    for _ in range(2):
        with store.begin() as session:
            known = customers.load_customer(session, "13800138000", START_MS)
            assert known is not None
            customers.save_customer(session, known)
    with store.read() as session:
        known = customers.load_customer(session, "13800138000", START_MS)
    assert known is not None
    assert len(known.contacts) == 3


def test_a_corrected_intent_is_kept_with_its_words(store: Store) -> None:
    call = made_call()
    segment = made_segment(call)
    with store.begin() as session:
        calls.save_call(session, call)
        segments.save_segment(session, segment, made_understanding(segment))
        segments.save_correction(
            session, call.call_id, segment.segment_id, Fine.COMPLAINT, by="李华"
        )
    with store.read() as session:
        assert segments.load_corrections(session) == (("空调漏水。", Fine.REPAIR, Fine.COMPLAINT),)


def test_a_second_score_of_the_same_rubric_changes_nothing(store: Store) -> None:
    call = made_call()
    first = made_scorecard(call)
    with store.begin() as session:
        calls.save_call(session, call)
        assert scores.save_scorecard(session, first)
        assert not scores.save_scorecard(session, made_scorecard(call, score=1.0))
    with store.read() as session:
        assert scores.load_scorecard(session, call.call_id) == first
    assert entities(store) == ["call", "scorecard"]

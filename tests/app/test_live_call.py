"""A call from sound to score, with a recogniser that knows it by heart and nothing else made up."""

import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.call_file import CallFile
from app.config import AgentConfig
from app.store import jobs, review, segments
from app.store.database import open_store
from app.store.values import to_plain
from domain.calls import Call, Customer
from domain.events import (
    BacklogChanged,
    CallEnded,
    CallScored,
    CallStarted,
    CardsFound,
    Event,
    LevelHeard,
    PartialHeard,
    PictureChanged,
    SegmentHeard,
    TicketSaved,
    TroubleMet,
)
from domain.ids import new_id
from domain.meaning import Fine, Level
from speech.audio.decode import read_call
from tests.app.script_recognizer import spoken
from tests.app.station import LONG_S, bare_station, station
from tests.speech.tone_recognizer import Fragile, Gated, Slow, dead_at_start, no_model

GAS = "03_gas_smell"


def test_a_call_goes_from_sound_to_score(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        call_id = heard.of(CallStarted)[0].call.call_id
        ticket = workstation.desk.create_ticket(call_id, {})
        heard.wait_for(lambda: bool(heard.of(CallScored)))
        heard.assert_no_trouble()
        assert [one.fine for one in heard.of(PictureChanged)[-1].intents][:1] == [Fine.REPAIR]
        assert heard.of(PictureChanged)[-1].urgency.level is Level.P1
        assert heard.of(CardsFound)
        assert ticket.level is Level.P1
        scorecard = heard.of(CallScored)[0].scorecard
        assert scorecard.final_score is not None
        assert scorecard.final_score > 90
        assert workstation.review.rows()[0].final_score == scorecard.final_score


def test_what_is_shown_is_already_stored(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        unstored: list[str] = []
        reader = open_store(tmp_path)

        def look(event: Event) -> None:
            if isinstance(event, SegmentHeard):
                with reader.read() as session:
                    known = segments.load_segments(session, event.segment.call_id)
                if event.segment not in known:
                    unstored.append(event.segment.segment_id)

        heard.on_event = look
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        reader.close()
        assert heard.of(SegmentHeard)
        assert unstored == []


def test_every_turn_of_the_script_is_heard_and_the_recording_is_whole(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        said = "".join(turn.text for turn in sorted(spoken(GAS), key=lambda turn: turn.start_s))
        events = sorted(heard.of(SegmentHeard), key=lambda one: one.segment.start_s)
        shown = "".join(one.segment.text for one in events)
        assert _without_digits(shown) == _without_digits(said)
        recording = heard.of(CallEnded)[0].recording
        original = read_call(Path(__file__).parents[2] / "resources" / "demo" / f"{GAS}.flac")
        kept = read_call(Path(recording.path))
        assert kept.duration_s == pytest.approx(original.duration_s, abs=0.001)
        assert not list(tmp_path.glob("recordings/*.seg")), "proved, and no central waits for it"


def test_hanging_up_drains_what_was_said(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=8.0)
        heard.wait_for(lambda: len(heard.of(SegmentHeard)) >= 2)
        workstation.desk.hang_up()
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        ended = heard.of(CallEnded)[0]
        spoken_turns = [turn for turn in spoken(GAS) if turn.end_s < ended.duration_s]
        assert len(heard.of(SegmentHeard)) >= len(spoken_turns)


def test_a_second_ticket_of_a_call_is_the_first(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        call_id = heard.of(CallStarted)[0].call.call_id
        first = workstation.desk.create_ticket(call_id, {"地址": "幸福路 1 号"})
        assert workstation.desk.create_ticket(call_id, {}) == first
        assert len(heard.of(TicketSaved)) == 1
        assert ("地址", "幸福路 1 号") in [(field.name, field.value) for field in first.fields]


def test_a_held_call_is_recorded_and_not_written_down(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=10.0)
        heard.wait_for(lambda: bool(heard.of(SegmentHeard)))
        workstation.desk.hold(True)
        held_from_s = max(event.at_s for event in heard.of(LevelHeard)) + 1.0
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        ended = heard.of(CallEnded)[0]
        opened = workstation.review.open(ended.call_id)
    silent = [turn for turn in spoken(GAS) if turn.start_s > held_from_s]
    assert len(silent) >= 3, "too little of the call was held to tell"
    assert opened.segments
    assert all(segment.start_s < held_from_s for segment in opened.segments)
    original = read_call(Path(__file__).parents[2] / "resources" / "demo" / f"{GAS}.flac")
    kept = read_call(Path(ended.recording.path))
    assert ended.recording.missing_s == 0.0
    assert kept.duration_s == pytest.approx(original.duration_s, abs=0.001)
    held = slice(round(held_from_s * 16_000), None)
    for found, said in ((kept.agent, original.agent), (kept.customer, original.customer)):
        assert np.allclose(found.samples[held], said.samples[held], atol=1e-3)


@pytest.mark.expects_warning_log
def test_what_the_recogniser_missed_is_heard_again_after_the_call(tmp_path: Path) -> None:
    with bare_station(tmp_path, no_model) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        heard.wait_for(lambda: bool(heard.of(TroubleMet)))
        call_id = heard.of(CallEnded)[0].call_id
        assert not heard.of(SegmentHeard)
        assert workstation.review.open(call_id).recording is not None
    with station(tmp_path, GAS) as (workstation, heard):
        heard.wait_for(lambda: bool(heard.of(CallScored)))
        opened = workstation.review.open(call_id)
        assert len(opened.segments) >= len(spoken(GAS)) - 2
        assert opened.scorecard is not None
        assert opened.scorecard.final_score is not None


def test_a_recording_that_the_site_had_is_heard_and_scored(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        call_id = workstation.desk.import_demo(GAS, 1_795_000_000_000)
        heard.wait_for(lambda: bool(heard.of(CallScored)))
        assert heard.of(CallScored)[0].scorecard.call_id == call_id
        opened = workstation.review.open(call_id)
        assert opened.recording is not None
        assert len(opened.segments) >= len(spoken(GAS)) - 2
        assert not heard.of(PartialHeard)
        peaks = workstation.review.peaks(call_id, steps=100)
        assert peaks is not None
        assert peaks.customer.shape == (100, 2)


def test_a_desk_that_closes_leaves_no_job_half_done(tmp_path: Path) -> None:
    with bare_station(tmp_path, partial(Slow, times=0.5)) as (workstation, _heard):
        assert workstation.transcriber.wait_ready(LONG_S)
        workstation.desk.import_demo(GAS, 1_795_000_000_000)
        _once_doing(tmp_path)  # 20 s and more of decoding lie ahead
    store = open_store(tmp_path)
    with store.read() as session:
        assert jobs.counts(session) == {"todo": 1}
        assert review.coverage(session).recorded == 0
    store.close()
    with station(tmp_path, GAS) as (_workstation, heard):
        heard.wait_for(lambda: bool(heard.of(CallScored)))
    store = open_store(tmp_path)
    with store.read() as session:
        assert set(jobs.counts(session)) == {"done"}
        assert review.coverage(session).recorded == 1
    store.close()


@pytest.mark.expects_warning_log
def test_a_call_whose_engine_never_starts_ends_and_is_heard_later(tmp_path: Path) -> None:
    with bare_station(tmp_path, dead_at_start) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: bool(heard.of(CallEnded)))
        call_id = heard.of(CallEnded)[0].call_id
        assert not heard.of(SegmentHeard)
    _heard_later(tmp_path, call_id)


@pytest.mark.expects_warning_log
def test_the_next_call_does_not_wait_for_the_words_of_the_one_before(tmp_path: Path) -> None:
    with bare_station(tmp_path, partial(Gated, gate=tmp_path / "never")) as (workstation, heard):
        assert workstation.transcriber.wait_ready(LONG_S)
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: bool(heard.of(BacklogChanged)))
        workstation.desk.play_demo(GAS, pace=None)
        heard.wait_for(lambda: len(heard.of(CallStarted)) == 2)
        assert len(heard.of(CallEnded)) == 1
    _heard_later(tmp_path, heard.of(CallEnded)[0].call_id)  # the second was cut off by closing


def _heard_later(folder: Path, call_id: str) -> None:
    """Start again with a recogniser that works; all that was said must come out."""
    with station(folder, GAS) as (workstation, heard):
        heard.wait_for(lambda: call_id in [one.scorecard.call_id for one in heard.of(CallScored)])
        assert len(workstation.review.open(call_id).segments) >= len(spoken(GAS)) - 2


def test_a_call_cut_off_by_closing_keeps_its_last_words(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=4.0)
        heard.wait_for(lambda: len(heard.of(SegmentHeard)) >= 3)
    ended = heard.of(CallEnded)[0]
    shown = _without_digits("".join(one.segment.text for one in heard.of(SegmentHeard)))
    said = [turn for turn in spoken(GAS) if turn.end_s < ended.duration_s]
    assert len(said) >= 3
    assert [turn.text for turn in said if _without_digits(turn.text) not in shown] == []


def _without_digits(text: str) -> str:
    return "".join(char for char in text if not char.isdigit() and char not in "*，。？！")


@pytest.mark.expects_warning_log
def test_a_file_that_cannot_be_heard_is_given_up_at_once(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (_workstation, heard):
        store = open_store(tmp_path)
        call = Call(new_id(), 0, "3025", "周敏", "", "in", Customer("c", "", ""))
        with store.begin() as session:
            args = to_plain(CallFile(str(tmp_path / "none.wav"), call))
            jobs.enqueue(session, jobs.HEAR, call.call_id, args=args)
        heard.wait_for(lambda: bool(heard.of(TroubleMet)))
        with store.read() as session:
            dead = jobs.dead(session)
        store.close()
        assert [(one.key, one.last_error) for one in dead] == [
            (call.call_id, "AudioFileUnreadable")
        ]


@pytest.mark.expects_warning_log
def test_a_file_that_ends_the_recogniser_each_time_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.jobs.MAX_ATTEMPTS", 1)
    make = partial(Fragile, tally=tmp_path / "deaths", deaths=1_000)
    with bare_station(tmp_path, make) as (workstation, heard):
        call_id = workstation.desk.import_demo(GAS, 1_795_000_000_000)
        heard.wait_for(lambda: bool(heard.of(TroubleMet)))
        store = open_store(tmp_path)
        with store.read() as session:
            dead = jobs.dead(session)
        store.close()
    assert [(one.key, one.last_error) for one in dead] == [(call_id, "SoundFatal")]


def test_closing_does_not_wait_for_a_recogniser_that_does_not_answer(tmp_path: Path) -> None:
    never = tmp_path / "never"
    began = time.monotonic()
    with bare_station(tmp_path, partial(Gated, gate=never)) as (workstation, _heard):
        assert workstation.transcriber.wait_ready(LONG_S)
        workstation.desk.import_demo(GAS, 1_795_000_000_000)
        began = _once_doing(tmp_path)
    assert time.monotonic() - began < 12.0  # 30 s is what the recogniser takes
    store = open_store(tmp_path)
    with store.read() as session:
        assert jobs.counts(session) == {"todo": 1}
    store.close()


@pytest.mark.expects_warning_log
def test_a_call_that_is_not_sealed_in_time_does_not_keep_the_program_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.desk.DRAIN_S", 0.0)
    with bare_station(tmp_path, partial(Gated, gate=tmp_path / "never")) as (workstation, heard):
        workstation.desk.play_demo(GAS, pace=4.0)
        heard.wait_for(lambda: len(heard.of(LevelHeard)) > 150)
    assert "recorder" not in {thread.name for thread in threading.enumerate()}


def _once_doing(folder: Path) -> float:
    """Wait until the background has begun; return when that was."""
    store = open_store(folder)
    deadline = time.monotonic() + LONG_S
    while time.monotonic() < deadline:
        with store.read() as session:
            if jobs.counts(session).get("doing"):
                break
    store.close()
    return time.monotonic()


def test_a_page_is_shown_to_whom_it_belongs(tmp_path: Path) -> None:
    with station(tmp_path, GAS) as (workstation, _heard):
        seats = {}
        for role in ("agent", "qa", "lead"):
            config = replace(workstation.config, agent=AgentConfig("1", "周敏", "", role))
            seat = replace(workstation, config=config).seat()
            seats[role] = [part is not None for part in (seat.desk, seat.review, seat.board)]
    assert seats == {
        "agent": [True, False, False],
        "qa": [False, True, False],
        "lead": [True, True, True],
    }

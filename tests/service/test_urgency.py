"""The twelve worked cases of urgency.md, and the laws that hold for every case."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.meaning import (
    Coarse,
    Cue,
    CueKind,
    Damage,
    Fine,
    Intent,
    Level,
    Severity,
    Span,
    Threat,
    ThreatHeard,
    Understanding,
)
from service.urgency import (
    LiveLevel,
    UrgencyInputs,
    inputs_of_call,
    level_of,
    queue_key,
    urgency,
)
from tests.service.made import customer

SHARE = st.floats(0, 1)
INPUTS = st.builds(
    UrgencyInputs,
    d=SHARE, e=SHARE, t=st.sampled_from([0.0, 0.5, 1.0]), r=SHARE, v=SHARE, o=SHARE,
    is_active=st.booleans(), has_complaint_intent=st.booleans(),
)  # fmt: skip
WORDS = Span("s1", 0, 2, "漏水")


@pytest.mark.parametrize(
    ("name", "inputs", "raw", "u", "level"),
    [
        ("gas smell, calm", UrgencyInputs(1, 0.1), 48.5, 85, Level.P1),
        ("shock, furious, media, 3rd call, overdue",
         UrgencyInputs(1, 0.9, 1, 1, 0, 1, has_complaint_intent=True), 94.5, 94.5, Level.P1),
        ("water ruined floor, angry, 12315", UrgencyInputs(0.75, 0.8, 1), 66.75, 66.75, Level.P2),
        ("the same, calm, not active", UrgencyInputs(0.75, 0.2), 40, 40, Level.P3),
        ("the same, calm, active", UrgencyInputs(0.75, 0.2, is_active=True), 40, 60, Level.P2),
        ("fridge dead, mid, 3rd call", UrgencyInputs(0.5, 0.5, 0, 1), 42.25, 42.25, Level.P3),
        ("fridge dead, furious, 12315, 3rd, overdue",
         UrgencyInputs(0.5, 0.9, 1, 1, 0, 1), 65.25, 65.25, Level.P2),
        ("AC weak, annoyed", UrgencyInputs(0.3, 0.5), 25.75, 25.75, Level.P4),
        ("AC weak, calm, VIP", UrgencyInputs(0.3, 0.1, v=1), 17.95, 17.95, Level.P4),
        ("scratch, furious, 12315", UrgencyInputs(0.1, 0.9, 1), 31.85, 60, Level.P2),
        ("scratch, calm, 12315", UrgencyInputs(0.1, 0.2, 1), 16.8, 35, Level.P3),
        ("fee dispute, furious, 2nd, 投诉",
         UrgencyInputs(0, 0.9, 0.5, 0.5, has_complaint_intent=True), 25, 35, Level.P3),
        ("plain enquiry", UrgencyInputs(0, 0.05), 1, 1, Level.P4),
    ],
)  # fmt: skip
def test_a_worked_case_comes_out_as_worked(
    name: str, inputs: UrgencyInputs, raw: float, u: float, level: Level
) -> None:
    found = urgency(inputs)
    unfloored = sum(term.points for term in found.terms if term.name != "保底")
    assert unfloored == pytest.approx(raw), name
    assert found.value == pytest.approx(u)
    assert found.level is level


@pytest.mark.parametrize(
    ("value", "level", "minutes"),
    [(85, Level.P1, 15), (84.99, Level.P2, 120), (60, Level.P2, 120), (59.99, Level.P3, 1440),
     (35, Level.P3, 1440), (34.99, Level.P4, 2880), (0, Level.P4, 2880)],
)  # fmt: skip
def test_a_level_begins_at_its_border(value: float, level: Level, minutes: int) -> None:
    assert level_of(value) is level
    reached = urgency(UrgencyInputs(d=value / 45)) if value < 45 else None
    assert reached is None or reached.respond_within_min == minutes


@given(INPUTS)
def test_the_terms_sum_to_the_value(inputs: UrgencyInputs) -> None:
    found = urgency(inputs)
    assert sum(term.points for term in found.terms) == pytest.approx(found.value)


@given(INPUTS)
def test_the_value_is_bounded(inputs: UrgencyInputs) -> None:
    assert 0 <= urgency(inputs).value <= 100


@given(INPUTS, st.sampled_from("detrvo"), SHARE)
def test_more_of_anything_is_never_less_urgent(
    inputs: UrgencyInputs, name: str, other: float
) -> None:
    more = replace(inputs, **{name: max(getattr(inputs, name), other)})
    assert urgency(more).value >= urgency(inputs).value - 1e-9


@given(INPUTS)
def test_the_flags_only_raise(inputs: UrgencyInputs) -> None:
    calm = replace(inputs, is_active=False, has_complaint_intent=False)
    assert urgency(inputs).value >= urgency(calm).value


@given(SHARE)
def test_danger_to_people_is_p1_whatever_the_tone(e: float) -> None:
    assert urgency(UrgencyInputs(d=1, e=e)).level is Level.P1


@given(INPUTS)
def test_every_term_gives_its_reason(inputs: UrgencyInputs) -> None:
    assert all(term.reason for term in urgency(inputs).terms)


def _turn(name: str = "s1", **parts: object) -> Understanding:
    return Understanding(segment_id=name, **parts)  # type: ignore[arg-type]


def _damaged(severity: Severity, *, is_active: bool = False) -> Understanding:
    return _turn(damages=(Damage(severity, is_active, WORDS),))


@pytest.mark.parametrize(
    ("kinds", "d"),
    [
        ((), 0.5),
        ((CueKind.VULNERABLE,), 0.6),
        ((CueKind.VULNERABLE, CueKind.ESSENTIAL), 0.7),
        ((CueKind.VULNERABLE, CueKind.ESSENTIAL, CueKind.AFTER_REPAIR), 0.7),
    ],
)
def test_each_circumstance_adds_a_tenth_and_two_at_most(
    kinds: tuple[CueKind, ...], d: float
) -> None:
    turns = [_damaged(Severity.FUNCTION_LOST), _turn(cues=tuple(Cue(k, WORDS) for k in kinds))]
    assert inputs_of_call(turns, customer(), 0.0).d == pytest.approx(d)


def test_circumstances_without_damage_are_no_damage() -> None:
    turn = _turn(cues=(Cue(CueKind.VULNERABLE, WORDS),))
    assert inputs_of_call([turn], customer(), 0.0).d == 0


@pytest.mark.parametrize(("contacts", "r"), [(1, 0.0), (2, 0.5), (3, 1.0), (7, 1.0), (0, 0.0)])
def test_repeat_contacts_count_from_the_second(contacts: int, r: float) -> None:
    assert inputs_of_call([], customer(contacts=contacts), 0.0).r == r


def test_a_customer_who_says_it_is_not_the_first_time_is_believed() -> None:
    turn = _turn(cues=(Cue(CueKind.REPEAT, WORDS),))
    assert inputs_of_call([turn], customer(), 0.0).r == 0.5


def test_a_loss_whose_leak_runs_in_another_utterance_is_active() -> None:
    turns = [_damaged(Severity.PROPERTY), _turn("s2", cues=(Cue(CueKind.GOING_ON, WORDS),))]
    assert inputs_of_call(turns, customer(), 0.0).is_active
    assert not inputs_of_call(turns[:1], customer(), 0.0).is_active


def test_the_inputs_keep_their_words() -> None:
    turns = [
        _damaged(Severity.PROPERTY),
        _turn(
            threats=(ThreatHeard(Threat.ESCALATE, Span("s1", 0, 5, "12315")),),
            intents=(Intent(Fine.COMPLAINT, Coarse.COMPLAINT, 0.9),),
        ),
    ]
    inputs = inputs_of_call(turns, customer(is_vip=True), 0.8)
    terms = {term.name: term for term in urgency(inputs).terms}
    assert terms["损坏"].evidence == (WORDS,)
    assert terms["升级威胁"].evidence[0].text == "12315"
    assert terms["会员"].points == 2
    assert inputs.has_complaint_intent


@given(st.permutations([_damaged(Severity.PROPERTY), _damaged(Severity.COSMETIC), _turn("s3")]))
def test_the_order_of_the_utterances_does_not_matter(turns: list[Understanding]) -> None:
    assert inputs_of_call(turns, customer(), 0.3) == inputs_of_call(turns[::-1], customer(), 0.3)


def test_a_live_level_rises_at_once_and_falls_at_the_end_only() -> None:
    live = LiveLevel()
    low, high = urgency(UrgencyInputs(e=0.1)), urgency(UrgencyInputs(d=1))
    assert [live.hear(u) for u in (low, high, low)] == [low, high, high]
    assert live.end(low) == low


def test_waiting_moves_a_case_up_but_never_by_more_than_ten() -> None:
    assert queue_key(50, 0) == 50
    assert queue_key(50, 30) == 53
    assert queue_key(50, 10_000) == 60

"""The scorecard: it adds up, explains itself, and never counts what was not heard well."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calls import Doubt
from domain.meaning import Severity
from domain.quality import FinishedCall, Scorecard, Verdict
from qa.scorecard import score
from tests.qa.calls import Line, Settings, agent, customer, finished, ticket
from tests.qa.demo_scripts import NAMES, load_script
from tests.qa.judging import all_evidence, facts, line_of, rubric, scored, words

SAID = (
    "您好，星河售后，工号2018，很高兴为您服务。",
    "喂，请讲。",
    "请问您贵姓？",
    "陈先生您好，型号是多少？",
    "手机号是13812345678，对吗？",
    "上门费就是五十块。",
    "上门费三十元。",
    "这是规定。",
    "您的空调还在保修期内。",
    "请稍等。",
    "感谢您的耐心等待。",
    "非常抱歉。",
    "师傅明天上午上门。",
    "你有病吧",
    "请您先断电。",
    "请问还有其他需要帮助的吗？",
    "请您稍后评价，感谢您的来电，再见。",
)
_AGENT = st.builds(
    agent,
    st.sampled_from(SAID),
    gap_s=st.sampled_from([0.5, 1.0, 8.0, -1.5]),
    doubts=st.sampled_from([(), (), (), (Doubt.LOW_CONFIDENCE,)]),
)
_CUSTOMER = st.sampled_from(
    [
        customer("我的空调不制冷。", damage=(Severity.FUNCTION_LOST, "不制冷")),
        customer("插座冒烟了。", damage=(Severity.SAFETY, "冒烟")),
        customer("你这是什么态度！", angry=0.9),
        customer("13812345678。"),
        customer("嗯，好的。", gap_s=-0.5),
        customer("听不清", doubts=(Doubt.NO_SPEECH,)),
    ]
)
_LINES = st.lists(st.one_of(_AGENT, _CUSTOMER), max_size=14)
_TICKETS = st.sampled_from([None, ticket(), ticket(现象="")])
_SIDES = st.sampled_from(["", "agent", "customer"])


def _made(lines: Sequence[Line], told: Settings | None = None) -> Scorecard:
    return scored(finished(lines, told))


@settings(max_examples=60, deadline=None)
@given(_LINES, _TICKETS, _SIDES)
def test_the_lines_of_any_call_add_up_to_its_raw_score(
    lines: list[Line], held: object, side: str
) -> None:
    card = _made(lines, Settings(ticket=held, hung_up_by=side))  # type: ignore[arg-type]
    assert (card.raw_score is None) == bool(card.not_scorable_reason)
    assert round(sum(one.points for one in card.lines), 6) == (card.raw_score or 0.0)
    if card.raw_score is not None:
        assert round(sum(one.max_points for one in card.lines), 6) == 100.0
    assert card.final_score == (0.0 if card.red_lines else card.raw_score)


@settings(max_examples=60, deadline=None)
@given(_LINES, _TICKETS)
def test_no_doubtful_segment_is_evidence_of_anything(lines: list[Line], held: object) -> None:
    call = finished(lines, Settings(ticket=held))  # type: ignore[arg-type]
    doubtful = {one.segment_id for one in call.segments if one.doubts}
    assert not doubtful & {one.segment_id for one in all_evidence(scored(call))}


@settings(max_examples=60, deadline=None)
@given(_LINES, _TICKETS)
def test_evidence_quotes_the_words_of_its_segment(lines: list[Line], held: object) -> None:
    call = finished(lines, Settings(ticket=held))  # type: ignore[arg-type]
    by_id = {one.segment_id: one for one in call.segments}
    for proof in all_evidence(scored(call)):
        segment = by_id[proof.segment_id]
        assert segment.text[proof.start : proof.end] == proof.text != ""
        assert (proof.start_s, proof.end_s) == (segment.start_s, segment.end_s)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_call_gives_the_same_card_byte_for_byte(name: str) -> None:
    first, again = scored(load_script(name).call), scored(load_script(name).call)
    assert msgspec.json.encode(first) == msgspec.json.encode(again)


def test_the_order_of_segments_makes_no_difference() -> None:
    call = load_script("05_fee_dispute").call
    turned = replace(call, segments=call.segments[::-1], understandings=call.understandings[::-1])
    assert msgspec.json.encode(scored(turned)) == msgspec.json.encode(scored(call))


@pytest.mark.parametrize("name", NAMES)
def test_a_score_without_a_line_is_the_score_of_a_form_in_which_it_passed(name: str) -> None:
    card = scored(load_script(name).call)
    assert card.raw_score is not None
    for line in card.lines:
        if line.verdict in (Verdict.FAILED, Verdict.PARTLY):
            gained = card.raw_score + line.max_points - line.points
            assert line.score_without == pytest.approx(gained, abs=0.011)
        else:
            assert line.score_without is None


def test_a_red_line_sets_the_final_score_to_0_and_keeps_the_raw_one() -> None:
    call = load_script("01_calm_repair").call
    insult = replace(call.segments[4], text="你有病吧")
    card = scored(replace(call, segments=(*call.segments[:4], insult, *call.segments[5:])))
    assert card.final_score == 0.0
    assert card.raw_score is not None
    assert card.raw_score > 80
    assert [(one.name, words(one)) for one in card.red_lines] == [("辱骂/威胁客户", ["你有病"])]
    assert {one.score_without for one in card.lines} <= {None, 0.0}


def test_each_line_tells_check_version_reason_and_section() -> None:
    card = scored(load_script("05_fee_dispute").call)
    line = line_of(card, "process.statements")
    assert (line.section, line.check_version) == ("承诺与流程", "statements_true/1")
    assert line.reason == "上门费说 50 元，价目表 30 元（v12）"
    assert all(one.reason for one in card.lines)


def test_at_least_eight_criteria_of_the_badly_handled_call_show_evidence() -> None:
    lines = scored(load_script("05_fee_dispute").call).lines
    assert sum(bool(one.evidence) for one in lines if one.verdict is Verdict.FAILED) >= 8


def test_what_only_a_person_can_judge_is_not_applicable() -> None:
    line = line_of(scored(load_script("01_calm_repair").call), "diagnosis.plan")
    assert (line.verdict, line.max_points, line.reason) == (
        Verdict.NOT_APPLICABLE,
        0.0,
        "需人工评定",
    )


def _with_section_fail(call: FinishedCall) -> Scorecard:
    """Score with a form in which a bad greeting sets its section to 0."""
    form = rubric()
    opening = form.sections[0]
    strict = replace(opening.criteria[0], fails_section=True)
    section = replace(opening, criteria=(strict, *opening.criteria[1:]))
    form = replace(form, sections=(section, *form.sections[1:]))
    return score(call, form, facts(), scorecard_id="q1")


def test_a_failed_section_earns_nothing_and_says_so() -> None:
    card = _with_section_fail(load_script("05_fee_dispute").call)
    opening = [one for one in card.lines if one.section == "开场与核实"]
    assert sum(one.points for one in opening) == 0
    assert opening[1].verdict is Verdict.PASSED
    assert opening[1].reason.endswith("（本节判零）")


def test_a_failed_section_comes_back_when_its_cause_is_overruled() -> None:
    card = _with_section_fail(load_script("05_fee_dispute").call)
    plain = scored(load_script("05_fee_dispute").call)
    assert line_of(card, "opening.greeting").score_without == (
        line_of(plain, "opening.greeting").score_without
    )


LONG = [agent("您好，星河售后，请问有什么可以帮您？"), customer("我想问一下空调怎么清洗滤网？")] * 2
LATER = Settings(extra_s=10.0)


@pytest.mark.parametrize(
    ("lines", "told", "reason"),
    [
        (LONG[:2], Settings(extra_s=0.5), "通话过短：9.4 秒，不足 10 秒"),
        (LONG, Settings(silent_roles=("customer",)), "声道无声：客户"),
        ([LONG[0], LONG[0]], LATER, "没有语句：客户"),
        ([LONG[1], LONG[1]], LATER, "没有语句：座席"),
        ([LONG[0], customer("您好，请在嘀声后留言，谢谢。")], LATER, "语音信箱：没有与客户通话"),
        (
            [agent("good morning how are you"), customer("i am fine thanks a lot")],
            LATER,
            "语言不符",
        ),
    ],
)
def test_a_call_that_cannot_be_scored_says_why(
    lines: list[Line], told: Settings | None, reason: str
) -> None:
    card = _made(lines, told)
    assert card.not_scorable_reason.startswith(reason)
    assert (card.raw_score, card.final_score, card.lines, card.red_lines) == (None, None, (), ())


def test_a_call_that_was_not_heard_well_is_not_scored() -> None:
    doubtful = [replace(one, doubts=(Doubt.LOW_CONFIDENCE,)) for one in LONG]
    assert _made([*LONG[:2], *doubtful[:2]]).not_scorable_reason.startswith("识别不可靠：50%")
    assert _made([*LONG, *LONG, doubtful[0]]).raw_score is not None


def test_a_form_of_which_nothing_applies_is_no_score() -> None:
    form = rubric()
    manual = form.sections[2].criteria[1]
    form = replace(form, sections=(replace(form.sections[2], criteria=(manual,)),))
    card = score(finished(LONG), form, facts(), scorecard_id="q1")
    assert card.not_scorable_reason.startswith("无适用项")
    assert (card.raw_score, card.final_score) == (None, None)
    assert [one.verdict for one in card.lines] == [Verdict.NOT_APPLICABLE]


def test_confidence_is_the_mean_by_time() -> None:
    call = finished(
        [
            agent("您好您好您好您好您好您好"),
            customer("空调不制冷空调不制冷空调不制冷空调不制冷空调不制冷空调"),
        ]
    )
    sure, unsure = replace(call.segments[0], end_s=call.segments[0].start_s + 1), call.segments[1]
    unsure = replace(unsure, end_s=unsure.start_s + 3, confidence=0.5)
    assert scored(replace(call, segments=(sure, unsure))).confidence == 0.6


def test_a_mono_call_is_judged_by_nothing_that_asks_who_spoke() -> None:
    rude = [customer("您好，请问有什么可以帮您？"), customer("你爱修不修，自己看说明书。")]
    told = Settings(extra_s=10.0, is_ticket_known=False, is_mono=True)
    card = _made(rude, told)
    assert card.final_score is None
    assert card.red_lines == ()
    assert card.not_scorable_reason.startswith("单声道")
    assert card.lines
    assert all(line.verdict is Verdict.NOT_APPLICABLE for line in card.lines)
    assert any("分不清是谁说的" in line.reason for line in card.lines)

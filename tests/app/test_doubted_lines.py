"""What the engine made up is stored with its doubt, shown so, and costs no agent a point."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.store import calls, review, scores, segments
from app.store.database import open_store
from domain.audio import AudioBlock, Role
from domain.calls import Call, Customer, Doubt, Segment, Word
from domain.ids import new_id
from domain.meaning import Understanding
from domain.review import OpenedCall
from domain.sound import MinuteSound
from qa.facts import load_facts
from qa.rubric import load_rubric
from qa.scorecard import score
from speech.recognition.recognizer import Heard
from speech.segment import Scribe
from tests.qa.calls import PRICES_FOLDER, RUBRIC_PATH
from tests.speech.sounds import silence, tone
from widgets.review.hits import hits_of, rows_of

RUDE = "你有病吧，爱修不修。"
SOUND = MinuteSound(Role.CUSTOMER, 0, 40.0, -12.0, -20.0, -60.0, 0.01)


def heard(text: str, *, sure: float = 0.9) -> Heard:
    words = tuple(Word(char, at * 0.2, at * 0.2 + 0.2, sure) for at, char in enumerate(text))
    return Heard(text, words, sure, -0.2 if sure > 0.5 else -1.5, engine="m")


def opened_with(folder: Path, line: Heard, *, is_silent: bool = False) -> OpenedCall:
    """Write a call with the line in it, store it, score it, and open it as a reviewer does."""
    call = Call(new_id(), 1, "a1", "王芳", "售后", "in", Customer("c1", "陈先生", "13812345678"))
    scribe = Scribe(call.call_id)
    told = [
        (Role.AGENT, heard("您好，星河售后，请问有什么可以帮您？")),
        (Role.CUSTOMER, heard("我家空调不制冷了，已经两天了。")),
        (Role.AGENT, line),
        (Role.AGENT, heard("好的，请您稍等，我马上给您登记。")),
    ]
    found: list[Segment] = []
    for place, (role, one) in enumerate(told):
        samples = silence(6.0) if is_silent and one is line else tone(6.0)
        segment = scribe.write(one, AudioBlock(role, 0.0, samples))
        assert segment is not None
        found.append(replace(segment, start_s=8.0 * place, end_s=8.0 * place + 6))
    store = open_store(folder)
    try:
        with store.begin() as session:
            calls.save_call(session, call)
            for segment in found:
                segments.save_segment(session, segment, Understanding(segment.segment_id))
            calls.end_call(session, call.call_id, duration_s=40.0, recording=None, sound=(SOUND,))
        with store.read() as session:
            finished = calls.load_finished(session, call.call_id)
        card = score(
            finished, load_rubric(RUBRIC_PATH), load_facts(PRICES_FOLDER), scorecard_id=new_id()
        )
        with store.begin() as session:
            scores.save_scorecard(session, card)
        with store.read() as session:
            return review.open_call(session, call.call_id)
    finally:
        store.close()


def test_a_rude_line_that_was_heard_well_crosses_a_red_line(tmp_path: Path) -> None:
    opened = opened_with(tmp_path, heard(RUDE))
    assert opened.scorecard is not None
    assert len(opened.scorecard.red_lines) == 1


@pytest.mark.parametrize(
    ("line", "is_silent", "doubt"),
    [
        (heard(RUDE, sure=0.3), False, Doubt.LOW_CONFIDENCE),
        (heard(RUDE), True, Doubt.NO_SPEECH),
        (heard(RUDE + "请不吝点赞订阅"), False, Doubt.KNOWN_HALLUCINATION),
        (heard(RUDE * 5), False, Doubt.REPETITION),
    ],
)
def test_a_doubted_line_is_no_hit_and_is_shown_as_doubtful(
    tmp_path: Path, line: Heard, is_silent: bool, doubt: Doubt
) -> None:
    opened = opened_with(tmp_path, line, is_silent=is_silent)
    made_up = opened.segments[2]
    assert doubt in made_up.doubts
    assert opened.scorecard is not None
    assert opened.scorecard.red_lines == ()
    hits = hits_of(opened.scorecard)
    assert made_up.segment_id not in [hit.segment_id for hit in hits]
    rows = {row.key: row for row in rows_of(opened, hits, {hit.criterion_id: "" for hit in hits})}
    assert rows[made_up.segment_id].is_doubtful
    assert opened.sound == (SOUND,)

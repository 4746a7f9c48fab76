from hypothesis import given
from hypothesis import strategies as st

from domain.audio import Role
from domain.calls import Doubt, Word
from speech.punctuation import punctuate
from speech.recognition.recognizer import Heard
from speech.segment import segment_of, write_words
from tests.speech.sounds import block, tone


def words_of(*texts: str, step_s: float = 0.2) -> tuple[Word, ...]:
    return tuple(
        Word(text, round(place * step_s, 3), round((place + 1) * step_s, 3), 0.8)
        for place, text in enumerate(texts)
    )


def heard(*texts: str) -> Heard:
    return Heard("".join(texts), words_of(*texts), 0.8, -0.2, engine="m")


def test_a_number_becomes_one_word_with_its_whole_time() -> None:
    found = write_words(words_of("打", "幺", "二", "三", "幺", "五", "投", "诉"))
    assert [word.text for word in found] == ["打", "12315", "投", "诉"]
    assert (found[1].start_s, found[1].end_s) == (0.2, 1.2)


def test_a_word_of_two_characters_stays_one() -> None:
    assert [word.text for word in write_words(words_of("空调", "，", "E四"))] == [
        "空调",
        "，",
        "E4",
    ]


@given(st.lists(st.text("幺三八零一二百块元E空调，。", min_size=1, max_size=4), max_size=12))
def test_the_words_join_to_the_text_and_keep_their_order(texts: list[str]) -> None:
    segment = segment_of(heard(*texts), block(tone(1.0)), call_id="c", segment_id="s")
    if not "".join(texts):
        assert segment is None
        return
    assert segment is not None
    assert "".join(word.text for word in segment.words) == segment.text
    starts = [word.start_s for word in segment.words]
    assert starts == sorted(starts)


def test_a_segment_carries_what_was_heard() -> None:
    utterance = block(tone(2.0), role=Role.AGENT, start_s=5.0)
    segment = segment_of(heard("您", "好", "。"), utterance, call_id="c", segment_id="s")
    assert segment is not None
    assert (segment.role, segment.text, segment.engine) == (Role.AGENT, "您好。", "m")
    assert (segment.start_s, segment.end_s) == (0.0, 0.6)
    assert segment.doubts == ()


def test_without_words_the_utterance_gives_the_times() -> None:
    utterance = block(tone(2.0), start_s=5.0)
    segment = segment_of(Heard("您好", confidence=0.1), utterance, call_id="c", segment_id="s")
    assert segment is not None
    assert (segment.start_s, segment.end_s) == (5.0, 7.0)
    assert Doubt.LOW_CONFIDENCE in segment.doubts


def test_nothing_said_makes_no_segment() -> None:
    assert segment_of(Heard(""), block(tone(1.0)), call_id="c", segment_id="s") is None


def test_an_engine_without_marks_gets_some() -> None:
    first, second = words_of("您", "好"), words_of("有", "故", "障", "码", "吗")
    later = tuple(Word(w.text, w.start_s + 1, w.end_s + 1, 0.8) for w in second)
    marked = punctuate(first + later)
    assert "".join(word.text for word in marked) == "您好，有故障码吗？"
    assert "".join(word.text for word in punctuate(words_of("好", "的"))) == "好的。"


def test_marks_of_the_engine_are_left_alone() -> None:
    words = words_of("好", "，", "的")
    assert punctuate(words) == words

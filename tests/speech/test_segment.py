from hypothesis import given
from hypothesis import strategies as st

from domain.audio import Role
from domain.calls import Doubt, Word
from speech.hot_words import HotWords
from speech.punctuation import punctuate
from speech.recognition.recognizer import Heard
from speech.segment import Scribe, segment_of, write_words
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


def test_a_traditional_answer_is_stored_in_simplified_characters() -> None:
    found = heard("空調", "沒有", "冷氣")
    segment = segment_of(found, block(tone(2.0)), call_id="c", segment_id="s")
    assert segment is not None
    assert segment.text == "空调没有冷气。"
    assert [word.text for word in segment.words] == ["空调", "没有", "冷气。"]


def test_an_engine_without_words_gets_digits_and_a_mark_too() -> None:
    segment = segment_of(
        Heard("報錯E四", confidence=0.9), block(tone(2.0)), call_id="c", segment_id="s"
    )
    assert segment is not None
    assert (segment.text, segment.words) == ("报错E4。", ())


def test_a_hot_word_keeps_its_time_and_what_the_engine_heard() -> None:
    found = heard("我", "家", "的", "鸭", "缩", "鸡", "坏", "了", "三", "点", "半", "来")
    segment = segment_of(
        found,
        block(tone(3.0)),
        call_id="c",
        segment_id="s",
        hot_words=HotWords(["压缩机"]),
    )
    assert segment is not None
    assert segment.text == "我家的压缩机坏了3:30来。"
    assert [word.heard for word in segment.words if word.heard] == ["鸭缩鸡"]
    hot = segment.words[3]
    assert (hot.text, round(hot.start_s, 3), round(hot.end_s, 3)) == ("压缩机", 0.6, 1.2)


def test_a_line_that_repeats_its_neighbour_is_doubted_in_the_transcript() -> None:
    scribe = Scribe("c")
    text = "今天上午给您安排师傅上门维修好吗"
    said = [Heard(text, words_of(*text), 0.6, -0.2, engine="m") for _ in range(2)]
    found = [scribe.write(one, block(tone(4.0), start_s=5.0 * at)) for at, one in enumerate(said)]
    assert [one.doubts for one in found if one] == [(), (Doubt.REPETITION,)]

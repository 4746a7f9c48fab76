import pytest

from domain.calls import Word
from speech.punctuation import punctuate, punctuated


def timed(*clauses: str, pauses_s: tuple[float, ...] = ()) -> tuple[Word, ...]:
    words, at_s = [], 0.0
    for place, clause in enumerate(clauses):
        for char in clause:
            words.append(Word(char, at_s, at_s + 0.2, 0.9))
            at_s += 0.2
        at_s += pauses_s[place] if place < len(pauses_s) else 0.0
    return tuple(words)


def text_of(words: tuple[Word, ...]) -> str:
    return "".join(word.text for word in words)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("您贵姓", "？"),
        ("师傅几点来", "？"),
        ("还在保修期内吗", "？"),
        ("你们能不能快一点", "？"),
        ("我也不知道什么时候坏的", "。"),
        ("怎么都打不着", "。"),
        ("好的我知道了", "。"),
        ("我家空调不制冷", "。"),
    ],
)
def test_the_last_mark_tells_a_question_from_a_statement(text: str, mark: str) -> None:
    assert punctuated(text) == text + mark
    assert text_of(punctuate(timed(text))) == text + mark


def test_a_short_pause_is_a_comma_and_a_long_one_ends_the_sentence() -> None:
    words = timed("您好", "有故障码吗", "我看看", pauses_s=(0.4, 0.9))
    assert text_of(punctuate(words)) == "您好，有故障码吗？我看看。"
    assert text_of(punctuate(timed("坏了", "明天来", pauses_s=(0.9,)))) == "坏了。明天来。"


def test_a_question_before_the_long_pause_does_not_make_the_rest_one() -> None:
    words = timed("多少钱", "太贵了", pauses_s=(0.8,))
    assert text_of(punctuate(words)) == "多少钱？太贵了。"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calls import Word
from speech.hot_words import PROMPT_TOKENS, HotWords, known_terms, prompt

SHIPPED = HotWords(known_terms())


def words_of(text: str, confidence: float = 0.9) -> tuple[Word, ...]:
    return tuple(Word(char, at * 0.2, at * 0.2 + 0.2, confidence) for at, char in enumerate(text))


def text_of(words: tuple[Word, ...]) -> str:
    return "".join(word.text for word in words)


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("我买的是歌里空调", "我买的是格力空调"),
        ("鸭缩鸡坏了", "压缩机坏了"),
        ("压所机坏了", "压缩机坏了"),  # suo, suo
        ("要换四同发吗", "要换四通阀吗"),
        ("家里的吸门子冰箱", "家里的西门子冰箱"),
        ("点火真要换", "点火针要换"),  # zhen, zhen
        ("电火针要换", "点火针要换"),
        ("住板坏了", "主板坏了"),
    ],
)
def test_a_hot_word_heard_as_nonsense_is_put_right(heard: str, expected: str) -> None:
    assert text_of(SHIPPED.put_right(words_of(heard))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "每个里面都有",
        "老板在不在",
        "没的说",
        "美的空调",
        "这个东西美得很",
        "大家富起来了",
        "我姓方，太忙了",
        "主办方说的",
        "店里没有主任",
        "您好请问有什么可以帮您",
    ],
)
def test_what_people_say_anyway_stays(text: str) -> None:
    assert text_of(SHIPPED.put_right(words_of(text))) == text


def test_a_common_word_gives_way_only_when_the_engine_was_unsure() -> None:
    terms = HotWords(["九阳"])
    assert text_of(terms.put_right(words_of("买的久仰豆浆机", 0.9))) == "买的久仰豆浆机"
    assert text_of(terms.put_right(words_of("买的久仰豆浆机", 0.5))) == "买的九阳豆浆机"
    assert text_of(HotWords(["统帅"]).put_right(words_of("买了同帅冰箱", 0.9))) == "买了统帅冰箱"
    assert text_of(HotWords(["冷媒"]).put_right(words_of("加点冷没", 0.9))) == "加点冷没"


def test_one_wrong_syllable_gives_way_only_when_the_engine_was_unsure() -> None:
    terms = HotWords(["压缩机"])
    assert text_of(terms.put_right(words_of("鸭搜机", 0.9))) == "鸭搜机"
    assert text_of(terms.put_right(words_of("鸭搜机", 0.3))) == "压缩机"


def test_the_original_can_be_had_back_and_times_stay() -> None:
    heard = (Word("我用", 0.0, 0.4, 0.9), Word("歌", 0.4, 0.6, 0.9), Word("里的", 0.6, 1.0, 0.8))
    found = SHIPPED.put_right(heard)
    assert [word.text for word in found] == ["我用", "格力", "的"]
    assert text_of(tuple(Word(w.heard or w.text, 0, 0, 0) for w in found)) == "我用歌里的"
    assert [(round(w.start_s, 3), round(w.end_s, 3)) for w in found] == [
        (0.0, 0.4),
        (0.4, 0.8),
        (0.8, 1.0),
    ]


@given(st.text("歌里鸭缩鸡打进12E四，压主板冰箱的", max_size=30), st.floats(0, 1))
def test_digits_letters_marks_and_length_stay(text: str, confidence: float) -> None:
    found = text_of(SHIPPED.put_right(words_of(text, confidence)))
    assert len(found) == len(text)
    kept = [(at, char) for at, char in enumerate(text) if char in "12E，"]
    assert all(found[at] == char for at, char in kept)
    assert text_of(SHIPPED.put_right(words_of(found, confidence))) == found


def test_the_sites_own_words_come_first_and_the_line_keeps_to_its_room() -> None:
    terms = known_terms("星河，XH35、星河 海尔")
    assert terms[:3] == ("星河", "XH35", "海尔")
    assert len(set(terms)) == len(terms)
    line = prompt(terms)
    assert line.startswith("星河 XH35 海尔")
    assert sum(1 if char.isascii() else 2 for char in line) <= PROMPT_TOKENS
    assert prompt(terms, 0) == ""
    assert prompt(["海尔", "格力"], 5) == "海尔"

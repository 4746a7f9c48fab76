"""Our table of syllables against pypinyin, which it was made with."""

import pytest
from pypinyin import Style, lazy_pinyin

from speech.common_words import ranks
from speech.hot_words import known_terms
from speech.sounds_alike import is_han, readings, sounds, spelled, syllables


def by_pypinyin(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text, style=Style.NORMAL))


def test_every_han_character_is_read_as_pypinyin_reads_it() -> None:
    block = [chr(code) for code in range(0x4E00, 0xA000)]
    assert [char for char in block if syllables(char)[:1] != by_pypinyin(char)] == []
    assert len([char for char in block if char in readings()]) > 20_000


def test_every_hot_word_is_spelled_as_pypinyin_spells_it() -> None:
    terms = [term for term in known_terms() if all(is_han(char) for char in term)]
    assert len(terms) > 80
    assert {term: spelled(term) for term in terms} == {term: by_pypinyin(term) for term in terms}


def test_common_words_are_spelled_as_pypinyin_spells_them() -> None:
    words = list(ranks())[::5]
    assert [word for word in words if spelled(word) != by_pypinyin(word)] == []


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("银行", "yin hang"),
        ("行走", "xing zou"),
        ("长沙银行", "chang sha yin hang"),
        ("绿色策略", "lv se ce lve"),
        ("", ""),
    ],
)
def test_a_word_decides_how_its_characters_are_read(term: str, expected: str) -> None:
    assert " ".join(spelled(term)) == expected


def test_what_the_table_lacks_sounds_like_itself_alone() -> None:
    assert spelled("换㐀兡A") == ("huan", "㐀", "兡", "A")
    assert syllables("兡") == ("兡",)
    assert sounds("兡") == {("", "兡")}
    assert sounds("A") == sounds("㐀") == frozenset()

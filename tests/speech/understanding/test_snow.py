"""snownlp beside our own score."""

import pytest

from speech.understanding.snow import NEUTRAL, SnowPolarity


@pytest.fixture(scope="module")
def polarity() -> SnowPolarity:
    snow = SnowPolarity()
    snow.load()
    return snow


def test_praise_is_more_positive_than_scorn(polarity: SnowPolarity) -> None:
    assert polarity.score("服务很好，非常满意") > polarity.score("太差了，垃圾东西")


@pytest.mark.parametrize("text", ["", "12345", "😀", "???", "E4"])
def test_text_without_chinese_is_neutral(text: str, polarity: SnowPolarity) -> None:
    assert polarity.score(text) == NEUTRAL


def test_a_long_text_is_cut(polarity: SnowPolarity) -> None:
    assert 0 <= polarity.score("很好" * 5_000) <= 1

"""Words without punctuation, and the way back to the text as it was heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.plain import Phrases, plain


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("您好，星河！", "您好星河"),
        ("长 1.5 米。", "长1.5米"),
        ("Ｅ４ 和 e5", "E4和E5"),
        ("...", ""),
    ],
)
def test_only_letters_digits_and_decimal_points_stay(heard: str, kept: str) -> None:
    assert plain(heard).text == kept


def test_a_hit_points_at_the_words_as_they_were_heard() -> None:
    (hit,) = Phrases(("感谢您的来电",)).hits("好的，感谢，您的来电。再见")
    assert (hit.start, hit.end, hit.text) == (3, 10, "感谢，您的来电")


def test_no_phrase_matches_nothing() -> None:
    assert Phrases(()).hits("随便什么") == ()


@given(st.text(max_size=40))
def test_every_kept_character_has_its_place(text: str) -> None:
    words = plain(text)
    assert len(words.text) == len(words.offsets)
    assert list(words.offsets) == sorted(set(words.offsets))
    assert all(0 <= place < len(text) for place in words.offsets)

"""The guard that keeps test sentences out of training."""

import random

import pytest

from tools.train_demo_model.call_language import CallLanguage, call_language, everyday_language
from tools.train_demo_model.demo_calls import demo_sentences
from tools.train_demo_model.heldout import (
    CALL_TEST_COUNT,
    EVERYDAY_TEST_COUNT,
    RUN_LENGTH,
    held_out_pairs,
    held_out_sentences,
    is_held_out,
    leaks,
    open_sentences,
)
from tools.train_demo_model.pronunciation import bare


def test_there_are_enough_held_out_sentences_and_they_are_all_different() -> None:
    keys = {bare(text) for text in held_out_sentences()}
    assert len(keys) == len(held_out_sentences())
    assert 300 <= len(keys) <= CALL_TEST_COUNT + EVERYDAY_TEST_COUNT


def test_there_are_enough_hand_written_sentences_and_they_are_all_different() -> None:
    assert len({bare(text) for text in open_sentences()}) == len(open_sentences()) >= 200


def test_no_held_out_sentence_is_part_of_a_demo_call() -> None:
    spoken = "".join(bare(sentence.text) for sentence in demo_sentences())
    assert [text for text in held_out_sentences() if bare(text) in spoken] == []


def test_a_test_sentence_inside_a_longer_text_is_a_leak() -> None:
    spoken = "\n".join(bare(sentence.text) for sentence in demo_sentences())
    long_ones = [t for t in (*held_out_sentences(), *open_sentences()) if len(bare(t)) >= 8]
    inside = [f"好的。{t}谢谢。" for t in long_ones if bare(t)[:RUN_LENGTH] not in spoken]
    assert len(inside) > 500
    assert [text for text in inside if not leaks(text)] == []


def test_a_short_hand_written_sentence_is_a_leak_by_itself() -> None:
    assert all(leaks(text) for text in open_sentences() if len(bare(text)) < RUN_LENGTH)


def test_eight_characters_of_a_test_sentence_are_a_leak_and_seven_are_not() -> None:
    text = next(bare(t) for t in held_out_sentences() if t.startswith("工单号是"))
    assert leaks("电视" + text[:RUN_LENGTH] + "电视")
    assert not leaks("电视" + text[: RUN_LENGTH - 1] + "电视")


def test_an_appliance_and_a_fault_that_are_held_out_together_are_a_leak_anywhere() -> None:
    assert len(held_out_pairs()) > 100
    assert all(leaks(f"邻居的{pair}好几天了。") for pair in held_out_pairs())


def test_no_demo_call_holds_a_held_out_pair() -> None:
    spoken = "\n".join(bare(sentence.text) for sentence in demo_sentences())
    assert [pair for pair in held_out_pairs() if pair in spoken] == []


@pytest.mark.parametrize("language", [call_language(), everyday_language()])
def test_about_one_grammar_sentence_in_twelve_is_held_out(language: CallLanguage) -> None:
    rng = random.Random(3)
    drawn = {bare(language.draw(rng)) for _ in range(4_000)}
    long_enough = [text for text in drawn if len(text) >= 8]
    share = sum(is_held_out(text) for text in long_enough) / len(long_enough)
    assert 0.06 < share < 0.13

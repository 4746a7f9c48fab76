"""The guard that keeps test sentences out of training."""

import random

from tools.train_demo_model.call_language import call_language
from tools.train_demo_model.demo_calls import demo_sentences
from tools.train_demo_model.heldout import (
    TEST_COUNT,
    held_out_sentences,
    is_held_out,
    leaks,
)
from tools.train_demo_model.pronunciation import bare


def test_the_held_out_sentences_are_all_different() -> None:
    assert len({bare(text) for text in held_out_sentences()}) == TEST_COUNT


def test_no_held_out_sentence_is_part_of_a_demo_call() -> None:
    spoken = "".join(bare(sentence.text) for sentence in demo_sentences())
    assert [text for text in held_out_sentences() if bare(text) in spoken] == []


def test_a_held_out_sentence_inside_a_longer_text_is_a_leak() -> None:
    assert all(leaks("好的。" + text + "谢谢。", is_glued=False) for text in held_out_sentences())


def test_eight_characters_of_a_held_out_sentence_are_a_leak_in_glued_text_only() -> None:
    piece = next(bare(text) for text in held_out_sentences() if len(bare(text)) > 12)[:8]
    assert leaks(piece + "电视", is_glued=True)
    assert not leaks(piece, is_glued=False) or is_held_out(piece)


def test_about_one_grammar_sentence_in_twelve_is_held_out_sentences() -> None:
    rng = random.Random(3)
    drawn = {bare(call_language().draw(rng)) for _ in range(4_000)}
    long_enough = [text for text in drawn if len(text) >= 8]
    share = sum(is_held_out(text) for text in long_enough) / len(long_enough)
    assert 0.06 < share < 0.11

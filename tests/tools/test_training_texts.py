"""What the bundled model is trained to read: the mix of texts and how they are spoken."""

import itertools
import random
from collections import Counter

import pytest

from tools.train_demo_model.heldout import leaks
from tools.train_demo_model.made_up import phone, repeating_digits
from tools.train_demo_model.product_texts import product_clauses, product_words
from tools.train_demo_model.pronunciation import Sentence, spell, spell_at_random, with_pauses
from tools.train_demo_model.sentences import (
    EARLY_MIX,
    MIX,
    SPEECH_SHARDS,
    SentenceSource,
    mix_of_shard,
)
from tools.train_demo_model.vocabulary import Vocabulary, build_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build_vocabulary()


def test_the_shares_of_each_mix_add_up() -> None:
    assert [round(sum(mix.values()), 9) for mix in (MIX, EARLY_MIX)] == [1.0, 1.0]


def test_more_than_a_third_of_the_sound_is_strings_of_real_words() -> None:
    mixes = [mix_of_shard(number) for number in range(SPEECH_SHARDS)]
    assert sum(mix["words"] + mix["ordered"] for mix in mixes) / len(mixes) >= 0.35


def test_the_vocabulary_holds_the_common_characters_once(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.characters) == len(set(vocabulary.characters)) == 3_500
    assert set("修理空调漏水师傅0123456789E，。？") <= set(vocabulary.characters)


@pytest.mark.parametrize("kind", [kind for kind in MIX if kind != "demo"])
def test_no_maker_of_texts_gives_a_test_sentence_away(kind: str, vocabulary: Vocabulary) -> None:
    source = SentenceSource(vocabulary, random.Random(11), {kind: 1.0})
    drawn = [source.draw() for _ in range(1_000)]
    assert [one.text for one in drawn if leaks(one.text)] == []
    assert all(len(one.text) == len(one.sound) for one in drawn)
    assert {c for one in drawn for c in one.text} <= set(vocabulary.characters)
    assert len({one.text for one in drawn}) > 300


def test_made_up_numbers_often_repeat_a_digit() -> None:
    rng = random.Random(5)
    numbers = [repeating_digits(11, rng) for _ in range(500)]
    pairs = [a == b for number in numbers for a, b in itertools.pairwise(number)]
    assert 0.2 < sum(pairs) / len(pairs) < 0.45
    assert {len(number) for number in numbers} == {11}


def test_a_long_number_is_said_in_groups_by_some() -> None:
    rng, number = random.Random(6), phone(random.Random(7))
    gaps = Counter(bool(spell_at_random(f"电话{number}。", rng).gaps) for _ in range(400))
    assert 0.2 < gaps[True] / 400 < 0.5


def test_a_pause_is_said_and_moves_no_label() -> None:
    spoken, places = with_pauses(Sentence("1300", "幺三零零", gaps=(2,)))
    assert spoken == "幺三，零零"
    assert {spoken[at]: at for at in (0, 1)} == {"幺": 0, "三": 1}
    assert [places[at] for at in sorted(places)] == [0, 1, 2, 3]
    assert sorted(places) == [0, 1, 3, 4]


def test_espeaks_own_reading_stays_where_it_is_not_corrected() -> None:
    assert spell("空调", one_is_yao=True).sound == "空条"
    assert spell("空调", one_is_yao=True, is_respelled=False).sound == "空调"


def test_the_product_texts_are_speakable() -> None:
    assert len(product_clauses()) > 200
    assert len(product_words()) > 500
    assert all(2 < len(clause) <= 30 for clause in product_clauses())

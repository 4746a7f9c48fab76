"""The open sentences that measure a speech model: many, distinct, and of the promised shape."""

import re
from pathlib import Path

SENTENCES = Path(__file__).parents[1] / "data/speech_open/sentences.txt"
LINE = re.compile(r"[\u4e00-\u9fffA-Z0-9，。？！]{6,32}")


def lines() -> list[str]:
    return SENTENCES.read_text(encoding="utf-8").splitlines()


def test_there_are_at_least_two_hundred_open_sentences_and_no_two_alike() -> None:
    spoken = {re.sub("[，。？！]", "", line) for line in lines()}
    assert len(spoken) == len(lines()) >= 200


def test_every_open_sentence_has_the_promised_length_and_characters() -> None:
    assert [line for line in lines() if not LINE.fullmatch(line)] == []


def test_open_sentences_do_not_share_their_opening_words() -> None:
    openings = [line[:5] for line in lines()]
    assert len(set(openings)) > 0.97 * len(openings)

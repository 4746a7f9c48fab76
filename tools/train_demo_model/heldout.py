"""Which sentences are kept for testing, and the guard that keeps them out of training.

A sentence of at least eight characters is held out when its hash says so; that holds for
whole sentences of the grammar, so words and combinations of clauses are seen in training
but never that sentence. The sentences that tests use are drawn once, from a fixed seed. Text that
is glued together at random must not even share eight characters in a row with one of them.
"""

import hashlib
import random
from functools import cache
from typing import Final

from tools.train_demo_model.call_language import call_language
from tools.train_demo_model.demo_calls import demo_sentences
from tools.train_demo_model.pronunciation import bare

MINIMUM_LENGTH: Final = 8
ONE_IN: Final = 12
RUN_LENGTH: Final = 8
TEST_COUNT: Final = 260
_TEST_SEED: Final = 71


def is_held_out(text: str) -> bool:
    key = bare(text)
    if len(key) < MINIMUM_LENGTH or key in _demo_keys():
        return False
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % ONE_IN == 0


@cache
def held_out_sentences() -> tuple[str, ...]:
    """Return the held-out sentences of the tests, each once."""
    rng, found = random.Random(_TEST_SEED), dict[str, str]()
    while len(found) < TEST_COUNT:
        text = call_language().draw(rng)
        key = bare(text)
        in_demo = any(key in demo or demo in key for demo in _demo_keys() if len(demo) >= 8)
        if is_held_out(text) and not in_demo:
            found.setdefault(key, text)
    return tuple(found.values())


def leaks(text: str, *, is_glued: bool) -> bool:
    """Return whether a training text holds a test sentence, or a long piece when glued."""
    key = bare(text)
    if is_held_out(text) or any(held in key for held in _test_keys()):
        return True
    return is_glued and not _test_runs().isdisjoint(_runs(key))


@cache
def _demo_keys() -> frozenset[str]:
    return frozenset(bare(sentence.text) for sentence in demo_sentences())


@cache
def _test_keys() -> frozenset[str]:
    return frozenset(bare(text) for text in held_out_sentences())


@cache
def _test_runs() -> frozenset[str]:
    return frozenset(run for key in _test_keys() for run in _runs(key))


def _runs(key: str) -> set[str]:
    return {key[at : at + RUN_LENGTH] for at in range(len(key) - RUN_LENGTH + 1)}

"""Which sentences are kept for testing, and the guard that keeps them out of training.

Held out are: sentences of the grammars of at least eight characters whose hash says so; every
sentence in which certain pairs of an appliance and its fault stand together; and the
hand-written sentences of tests/data/speech_open. The guard is asked about every training text,
whoever made it: none may be such a sentence, hold such a pair, or share eight characters in a
row with a sentence that the tests use.
"""

import hashlib
import random
from functools import cache
from pathlib import Path
from typing import Final

from tools.train_demo_model.call_language import CallLanguage, call_language, everyday_language
from tools.train_demo_model.demo_calls import demo_sentences
from tools.train_demo_model.pronunciation import bare

OPEN_SENTENCES: Final = Path(__file__).parents[2] / "tests" / "data" / "speech_open"
MINIMUM_LENGTH: Final = 8
ONE_IN: Final = 12
PAIRS_ONE_IN: Final = 25
RUN_LENGTH: Final = 8
CALL_TEST_COUNT: Final = 260
EVERYDAY_TEST_COUNT: Final = 140
_TEST_SEED: Final = 71


def is_held_out(text: str) -> bool:
    """Return whether a sentence of the grammars belongs to the tests."""
    key = bare(text)
    if len(key) < MINIMUM_LENGTH or key in _demo_keys():
        return False
    return _falls(key, ONE_IN) or holds_held_out_pair(key)


def holds_held_out_pair(key: str) -> bool:
    return any(pair in key for pair in held_out_pairs())


@cache
def held_out_pairs() -> tuple[str, ...]:
    """Return the appliances with their fault that no training text puts together."""
    slots = everyday_language().slots
    products = sorted({*slots["product"], *slots["thing"]})
    faults = sorted({*slots["fault"], *slots["state"]})
    pairs = (product + fault for product in products for fault in faults)
    demo = "\n".join(_demo_keys())
    return tuple(pair for pair in pairs if _falls(pair, PAIRS_ONE_IN) and pair not in demo)


@cache
def held_out_sentences() -> tuple[str, ...]:
    """Return the held-out sentences of the tests, each once."""
    calls = _draw_held_out(call_language(), CALL_TEST_COUNT, _TEST_SEED)
    everyday = _draw_held_out(everyday_language(), EVERYDAY_TEST_COUNT, _TEST_SEED + 1)
    return tuple({bare(text): text for text in (*calls, *everyday)}.values())


def _draw_held_out(language: CallLanguage, count: int, seed: int) -> list[str]:
    rng, found = random.Random(seed), dict[str, str]()
    while len(found) < count:
        text = language.draw(rng)
        key = bare(text)
        in_demo = any(key in demo or demo in key for demo in _demo_keys() if len(demo) >= 8)
        if is_held_out(text) and not in_demo:
            found.setdefault(key, text)
    return list(found.values())


@cache
def open_sentences(folder: Path = OPEN_SENTENCES) -> tuple[str, ...]:
    """Return the hand-written test sentences, each once.

    Code reads them to test and to keep them out of training; whoever writes training texts
    must not.
    """
    lines = (folder / "sentences.txt").read_text(encoding="utf-8").splitlines()
    texts = [line.strip() for line in lines]
    return tuple({bare(t): t for t in texts if t and not t.startswith("#")}.values())


def leaks(text: str) -> bool:
    """Return whether a training text gives away a test sentence or a long piece of one."""
    key = bare(text)
    if is_held_out(text) or key in _open_keys() or holds_held_out_pair(key):
        return True
    return any(key[at : at + RUN_LENGTH] in _test_runs() for at in range(len(key) - RUN_LENGTH + 1))


def _falls(key: str, one_in: int) -> bool:
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % one_in == 0


@cache
def _demo_keys() -> frozenset[str]:
    return frozenset(bare(sentence.text) for sentence in demo_sentences())


@cache
def _open_keys() -> frozenset[str]:
    return frozenset(bare(text) for text in open_sentences())


@cache
def _test_runs() -> frozenset[str]:
    keys = [bare(text) for text in held_out_sentences()] + sorted(_open_keys())
    runs = {key[at : at + RUN_LENGTH] for key in keys for at in range(len(key) - RUN_LENGTH + 1)}
    demo = "\n".join(sorted(_demo_keys()))
    return frozenset(run for run in runs if run not in demo)

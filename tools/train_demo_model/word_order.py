"""Strings of real words in an order that Chinese has: a Markov chain of parts of speech.

jieba brings the transitions between parts of speech and the frequencies of its words; words
drawn along such a chain read like Chinese that means nothing.
"""

import math
import random
from collections import defaultdict
from functools import cache
from itertools import accumulate
from runpy import run_path
from typing import Any, Final

from tools.train_demo_model.vocabulary import WordList, dictionary, jieba_folder

_POWERS: Final = (1.0, 0.75, 0.5)
_SKIPPED_TAGS: Final = frozenset("x w m eng nr nrt nrfg nt g h k o".split())
_IMPOSSIBLE: Final = -1e10
State = tuple[str, str]  # place in the word (B, M, E, S), part of speech


class WordOrder:
    def __init__(self, allowed: set[str]) -> None:
        groups: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for word, count, tag in dictionary():
            if allowed.issuperset(word):
                groups[tag, len(word)].append((word, count))
        self._lists = [
            {key: _list(words, power) for key, words in groups.items()} for power in _POWERS
        ]

    def draw(self, rng: random.Random) -> str:
        """Return three to eight words."""
        lists, wanted, words = rng.choice(self._lists), rng.randint(3, 8), list[str]()
        state: State | None = None
        while len(words) < wanted:
            length, state = _next_word(state, rng)
            found = lists.get((state[1], length))
            if found is not None and state[1] not in _SKIPPED_TAGS:
                words += rng.choices(found.words, cum_weights=found.cumulative)
        return "".join(words)


def _next_word(state: State | None, rng: random.Random) -> tuple[int, State]:
    """Walk the chain to the end of the next word; return its length and last state."""
    following = _start() if state is None else _transitions()[state]
    length = 1
    state = rng.choices(following[0], cum_weights=following[1])[0]
    while state[0] in "BM" and length < 4:
        following = _transitions()[state]
        state = rng.choices(following[0], cum_weights=following[1])[0]
        length += 1
    if state[0] in "BM":
        state = ("E", state[1])
    return length, state


def _list(words: list[tuple[str, int]], power: float) -> WordList:
    return WordList([word for word, _ in words], list(accumulate(n**power for _, n in words)))


Following = tuple[list[State], list[float]]


@cache
def _transitions() -> dict[State, Following]:
    return {state: _following(row) for state, row in _chain("prob_trans").items() if row}


@cache
def _start() -> Following:
    return _following({s: log for s, log in _chain("prob_start").items() if log > _IMPOSSIBLE})


def _chain(name: str) -> dict[State, Any]:
    chain: dict[State, Any] = run_path(str(jieba_folder() / "posseg" / f"{name}.py"))["P"]
    return chain


def _following(row: dict[State, float]) -> Following:
    states = sorted(row)
    return states, list(accumulate(math.exp(row[state]) for state in states))

"""What the training windows say: grammar, demo calls, loose words, chunks, digits."""

import random
from collections.abc import Callable
from typing import Final

from tools.train_demo_model import call_language as made
from tools.train_demo_model.call_language import call_language
from tools.train_demo_model.demo_calls import demo_sentences
from tools.train_demo_model.heldout import leaks
from tools.train_demo_model.pronunciation import Sentence, bare, spell_at_random
from tools.train_demo_model.vocabulary import (
    Vocabulary,
    common_words,
    domain_characters,
    weighted,
)

# Loose words, chunks and characters teach the decoder to follow the sound: with
# templates alone it completes the sentence it knows and overwrites what was said.
MIX: Final = {
    "grammar": 0.50,
    "demo": 0.13,
    "digits": 0.09,
    "chunks": 0.08,
    "words": 0.17,
    "characters": 0.03,
}
# Digits are the hardest: nothing in a phone number foretells the next one.
NUMBERS_MIX: Final = {
    "grammar": 0.35,
    "demo": 0.12,
    "digits": 0.35,
    "chunks": 0.05,
    "words": 0.11,
    "characters": 0.02,
}


class SentenceSource:
    def __init__(
        self, vocabulary: Vocabulary, rng: random.Random, mix: dict[str, float] = MIX
    ) -> None:
        self._rng = rng
        self._mix = mix
        self._allowed = set(vocabulary.characters)
        hanzi = {c for c in domain_characters() if "一" <= c <= "鿿"}
        self._domain_hanzi = sorted(hanzi)
        counts = common_words()
        self._domain_words = weighted(counts, hanzi, power=0.4)
        self._all_words = weighted(counts, self._allowed, power=0.5)
        self._demo = demo_sentences()
        self._makers: dict[str, Callable[[], str]] = {
            "grammar": lambda: call_language().draw(rng),
            "digits": self._digits,
            "chunks": self._chunks,
            "words": self._words,
            "characters": self._characters,
        }

    def draw(self) -> Sentence:
        """Return one sentence that leaks nothing of the tests."""
        while True:
            kind = self._rng.choices(list(self._mix), list(self._mix.values()))[0]
            if kind == "demo":
                return self._rng.choice(self._demo)
            text = self._makers[kind]()
            fits = 2 <= len(text) <= 44 and self._allowed.issuperset(text)
            if fits and not leaks(text, is_glued=kind in ("chunks", "words", "characters")):
                return spell_at_random(text, self._rng)

    def _digits(self) -> str:
        rng, language = self._rng, call_language()
        made_up = rng.choice(
            (made.phone, made.phone, made.phone, made.order, made.code, made.model, made.badge)
        )
        names = "手机号 号码是 我的电话是 工单号 订单号是 故障码 型号 显示 工号 尾号".split()
        before = rng.choice(("", "", "", *names))
        after = rng.choice(("", "", "", "，对吗", "，您记一下", "，谢谢", "，没错"))
        return before + made_up(language, rng) + after + rng.choice(("。", "。", "？", ""))

    def _chunks(self) -> str:
        """Glue pieces of two to five characters of grammar sentences."""
        pieces: list[str] = []
        for _ in range(self._rng.randint(2, 5)):
            text = bare(call_language().draw(self._rng))
            length = self._rng.randint(2, 5)
            at = self._rng.randrange(max(1, len(text) - length + 1))
            pieces.append(text[at : at + length])
        return self._end("".join(pieces))

    def _words(self) -> str:
        rng, pieces = self._rng, list[str]()
        source = self._domain_words if rng.random() < 0.6 else self._all_words
        own = call_language().words()
        for _ in range(rng.randint(1, 6)):
            if rng.random() < 0.35:
                pieces.append(rng.choice(own))
            else:
                pieces += rng.choices(source.words, cum_weights=source.cumulative)
            if rng.random() < 0.1:
                pieces.append("，")
        return self._end("".join(pieces).strip("，"))

    def _characters(self) -> str:
        return self._end("".join(self._rng.choices(self._domain_hanzi, k=self._rng.randint(3, 12))))

    def _end(self, text: str) -> str:
        return text + self._rng.choices(("。", "？", ""), (0.75, 0.1, 0.15))[0]

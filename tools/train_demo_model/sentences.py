"""What the training says: grammars, demo calls, product texts, real words, digits."""

import random
from collections.abc import Callable
from typing import Final

from tools.train_demo_model import made_up as made
from tools.train_demo_model.call_language import call_language, everyday_language
from tools.train_demo_model.demo_calls import demo_sentences
from tools.train_demo_model.heldout import leaks
from tools.train_demo_model.product_texts import product_clauses, product_words
from tools.train_demo_model.pronunciation import Sentence, bare, spell_at_random
from tools.train_demo_model.vocabulary import (
    Vocabulary,
    common_words,
    domain_characters,
    weighted,
)
from tools.train_demo_model.word_order import WordOrder

# Real words without sense teach the decoder to follow the sound: with templates alone it
# completes the sentence it knows and overwrites what was said. So they come first and most.
EARLY_MIX: Final = {
    "grammar": 0.14,
    "everyday": 0.10,
    "demo": 0.05,
    "product": 0.03,
    "digits": 0.12,
    "chunks": 0.05,
    "words": 0.24,
    "ordered": 0.23,
    "characters": 0.04,
}
MIX: Final = {
    "grammar": 0.20,
    "everyday": 0.18,
    "demo": 0.06,
    "product": 0.04,
    "digits": 0.12,
    "chunks": 0.04,
    "words": 0.16,
    "ordered": 0.18,
    "characters": 0.02,
}
EARLY_SHARDS: Final = 20
SPEECH_SHARDS: Final = 90  # in the shards after them nobody speaks
_NUMBERS: Final = (made.phone, made.phone, made.phone, made.order, made.code, made.model)
_NUMBER_NAMES: Final = (
    "手机号 号码是 我的电话是 我的手机号是 电话 工单号 订单号是 故障码 型号 显示 工号 尾号 验证码"
).split()
_LONGEST: Final = 40


def mix_of_shard(number: int) -> dict[str, float]:
    return EARLY_MIX if number < EARLY_SHARDS else MIX


class SentenceSource:
    def __init__(
        self, vocabulary: Vocabulary, rng: random.Random, mix: dict[str, float] = MIX
    ) -> None:
        self._rng = rng
        self._kinds, self._shares = list(mix), list(mix.values())
        self._allowed = set(vocabulary.characters)
        hanzi = {c for c in domain_characters() if "一" <= c <= "鿿"}
        self._hanzi = sorted(c for c in self._allowed if "一" <= c <= "鿿")
        counts = common_words()
        self._word_lists = [weighted(counts, self._allowed, power=p) for p in (0.7, 0.5, 0.35)]
        self._word_lists.append(weighted(counts, hanzi, power=0.5))
        own = {*everyday_language().words(), *product_words()}
        self._own_words = sorted(word.strip("。") for word in own)
        self._order = WordOrder(self._allowed)
        self._demo = demo_sentences()
        self._makers: dict[str, Callable[[], str]] = {
            "grammar": lambda: call_language().draw(rng),
            "everyday": lambda: everyday_language().draw(rng),
            "product": self._product,
            "digits": self._digits,
            "chunks": self._chunks,
            "words": self._words,
            "ordered": self._ordered,
            "characters": self._characters,
        }

    def draw(self) -> Sentence:
        """Return one sentence that leaks nothing of the tests."""
        while True:
            kind = self._rng.choices(self._kinds, self._shares)[0]
            if kind == "demo":
                return self._rng.choice(self._demo)
            text = self._makers[kind]()
            fits = 2 <= len(text) <= _LONGEST and self._allowed.issuperset(text)
            if fits and not leaks(text):
                return spell_at_random(text, self._rng)

    def _product(self) -> str:
        clauses = self._rng.choices(product_clauses(), k=self._rng.choice((1, 1, 2)))
        return self._end("，".join(clauses))

    def _digits(self) -> str:
        rng = self._rng
        if rng.random() < 0.55:
            number = made.repeating_digits(rng.randint(3, 12), rng)
            if rng.random() < 0.3:
                number = rng.choice("1357") + number
        else:
            number = rng.choice(_NUMBERS)(rng)
        before = rng.choice(("", "", "", *_NUMBER_NAMES, self._word()))
        after = rng.choice(("", "", "", "", "，对吗", "，您记一下", "，谢谢", self._word()))
        return before + number + after + rng.choice(("。", "。", "？", ""))

    def _chunks(self) -> str:
        """Glue pieces of two to six characters of grammar sentences and of ordered words."""
        pieces: list[str] = []
        for _ in range(self._rng.randint(2, 5)):
            draw = self._rng.choice((call_language().draw, everyday_language().draw))
            is_grammar = self._rng.random() < 0.7
            text = bare(draw(self._rng) if is_grammar else self._order.draw(self._rng))
            length = self._rng.randint(2, 6)
            at = self._rng.randrange(max(1, len(text) - length + 1))
            pieces.append(text[at : at + length])
        return self._end("".join(pieces))

    def _word(self) -> str:
        source = self._rng.choice(self._word_lists)
        return self._rng.choices(source.words, cum_weights=source.cumulative)[0]

    def _words(self) -> str:
        rng, pieces = self._rng, list[str]()
        own_share = rng.choice((0.0, 0.2, 0.5))
        for _ in range(rng.randint(1, 7)):
            pieces.append(rng.choice(self._own_words) if rng.random() < own_share else self._word())
            if rng.random() < 0.1:
                pieces.append("，")
        return self._end("".join(pieces).strip("，"))

    def _ordered(self) -> str:
        first = self._order.draw(self._rng)
        if self._rng.random() < 0.25:
            first += "，" + self._order.draw(self._rng)
        return self._end(first)

    def _characters(self) -> str:
        return self._end("".join(self._rng.choices(self._hanzi, k=self._rng.randint(2, 10))))

    def _end(self, text: str) -> str:
        return text + self._rng.choices(("。", "？", ""), (0.75, 0.1, 0.15))[0]

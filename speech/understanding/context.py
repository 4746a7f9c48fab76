"""Whether a mention is meant: negated, supposed, repaired or quoted words are inert."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, Self

from speech.understanding.lexicon import any_of, lexicon

BEFORE: Final = 24  # characters looked at on either side
AFTER: Final = 24
_SENTENCE_END: Final = re.compile(r"[。！？；!?;\n]")


class Mention(Enum):
    REAL = auto()
    NEGATED = auto()  # 没有漏电
    SUPPOSED = auto()  # 会不会漏电
    REPAIRED = auto()  # 上次漏电已经修好了
    QUOTED = auto()  # 你们广告说不漏水
    FIGURE = auto()  # 气得我都要冒烟了


def _sides(text: str, start: int, end: int) -> tuple[str, str]:
    before = _SENTENCE_END.split(text[max(0, start - BEFORE) : start])[-1]
    return before, text[end : end + AFTER]


@dataclass(frozen=True, slots=True)
class Context:
    """The rules of resources/lexicons/context.toml."""

    rules: dict[str, re.Pattern[str]]
    around: tuple[re.Pattern[str], re.Pattern[str]]

    @classmethod
    def load(cls) -> Self:
        table: dict[str, Any] = lexicon("context")
        rules = {
            name: any_of(value)
            for name, value in table.items()
            if name not in ("version", "hypothesis_around")
        }
        first, second = table["hypothesis_around"]
        return cls(rules, (re.compile(first), re.compile(second)))

    def mention(self, text: str, start: int, end: int) -> Mention:
        """Judge text[start:end] by what stands around it; text is folded."""
        before, after = _sides(text, start, end)
        if self._is_supposed(before, after):
            return Mention.SUPPOSED
        if self._is_quoted(before):
            return Mention.QUOTED
        if self.rules["figure_before"].search(before):
            return Mention.FIGURE
        if self._is_negated(before, after):
            return Mention.NEGATED
        if self._is_repaired(after):
            return Mention.REPAIRED
        return Mention.REAL

    def is_denied(self, text: str, start: int, end: int) -> bool:
        """Return whether a threat is taken back; "再不来我就投诉" is a threat all the same."""
        before, after = _sides(text, start, end)
        return self._is_negated(before, after) or self._is_repaired(after)

    def is_past(self, text: str, start: int) -> bool:
        before, _ = _sides(text, start, start)
        return self.rules["past_before"].search(before) is not None

    def _is_negated(self, before: str, after: str) -> bool:
        if self.rules["negated_after"].match(after):
            return True
        found = self.rules["negated_before"].search(before)
        if not found:
            return False
        at = found.start()
        if self.rules["not_a_negation"].match(before[max(0, at - 1) :]):
            return False
        if self.rules["doubly_negated_after"].match(after):
            return False
        return not self.rules["doubly_negated_before"].search(before[:at])

    def _is_supposed(self, before: str, after: str) -> bool:
        if self.rules["hypothesis_after"].match(after):
            return True
        if self.around[0].search(before) and self.around[1].match(after):
            return True
        found = self.rules["hypothesis_before"].search(before)
        if not found:
            return False
        return not self.rules["not_hypothesis"].search(before[found.start() :])

    def _is_quoted(self, before: str) -> bool:
        found = self.rules["quoted_before"].search(before)
        if not found:
            return False
        return not self.rules["not_quoted"].search(before[found.start() :])

    def _is_repaired(self, after: str) -> bool:
        found = self.rules["fixed_after"].match(after)
        return found is not None and not self.rules["not_fixed"].search(after)

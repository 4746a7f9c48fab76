"""A caller's name: 我姓陈, 我叫王小明, 陈先生."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from domain.meaning import EntityKind
from speech.understanding.entities.found import Found
from speech.understanding.lexicon import lexicon

# words that begin after a name, when nothing divides them
_NEXT: Final = (
    "先生|女士|小姐|师傅|电话|手机|号码|地址|今天|明天|昨天|后天|住|家里|家住|我|你|您|他|她|想|要|是|的|在|"
    "买|型号|打|来|说|那|这|就|和|跟|给"
)


@dataclass(frozen=True, slots=True)
class Names:
    surname: re.Pattern[str]
    full: re.Pattern[str]
    titled: re.Pattern[str]

    @classmethod
    def load(cls) -> Self:
        table = lexicon("products")["surname"]
        family = f"(?:{'|'.join(table['double'])}|[{table['single']}])"
        given = rf"(?!{_NEXT})[^\W\d_A-Z]"
        return cls(
            re.compile(rf"(?:(?:免贵|鄙|本人|我|就)姓|(?:^|[，。,. ])姓)\s*({family})(?!名)"),
            re.compile(
                rf"(?:我(?:的名字)?(?:叫|是)|名字(?:叫|是)|姓名(?:是|叫)?|本人)\s*({family}(?:{given}){{1,2}})"
            ),
            re.compile(rf"(?<![老小])({family})(?:先生|女士|小姐)"),
        )

    def find(self, text: str) -> Iterator[Found]:
        taken: set[int] = set()
        for pattern in (self.surname, self.full, self.titled):
            for hit in pattern.finditer(text):
                if hit.start(1) not in taken:
                    taken.add(hit.start(1))
                    yield Found(EntityKind.NAME, hit[1], *hit.span(1))

"""Category, model and fault code of an appliance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from domain.meaning import EntityKind
from speech.understanding.entities.found import Found
from speech.understanding.entities.numerals import DIGITS
from speech.understanding.lexicon import lexicon

_D: Final = "[0-9零〇洞一幺二两三四五六七拐八九勾]"
_SPOKEN: Final = "[零〇洞一幺二两三四五六七拐八九勾]"
_JOIN: Final = r"(?:[-/ ]|杠|横杠)?"
# XH35, KFR-35GW/BP3, JSQ25-13A, XQG100; letters first, two digits at least
_MODEL: Final = re.compile(
    rf"(?<![A-Z0-9])[A-Z]{{2,6}}{_JOIN}(?:[0-9]{{2,4}}(?![0-9])|{_SPOKEN}{{2,4}})"
    rf"(?:[A-Z]{{1,4}}(?:[0-9]{{0,3}}(?![0-9])|{_SPOKEN}{{1,3}}))?(?:(?:[-/]|杠)[A-Z0-9]{{1,6}}){{0,3}}(?![A-Z0-9])"
)
_NAMED_MODEL: Final = re.compile(
    rf"型号(?:是|为|:|：|叫|应该是)?\s*([A-Z](?:{_JOIN}(?:[A-Z]|{_D})){{2,18}})"
)
_NO_MODEL: Final = re.compile(r"(?:PM|WIFI|APP|QQ|VIP|USB|HDMI|GPS|CO|WECHAT|SN|NO|IP|ID)[-0-9]")
_NAMES_MODEL: Final = re.compile("型号(?:是|为|叫)?[: ]?$")
_NO_UNIT: Final = r"(?![A-Z0-9]|[个块元点次楼号栋年月天度小分])"  # 20块 is no code
_CODE: Final = re.compile(
    rf"(?<![A-Z0-9])([EFHPLUCJ])[- ]?([0-9]{{1,2}}|{_SPOKEN}{{1,2}}){_NO_UNIT}"
)
_NAMED_CODE: Final = re.compile(
    r"(?:(?:故障|错误)(?:代)?码|代码|报错|报警|显示(?:的是|个|着|出|了)?|报(?:了|的是|个)?)"
    r"(?:是|为|:|：)?\s*"
    rf"([A-Z]{{1,2}}[- ]?(?:[0-9]{{1,3}}|{_SPOKEN}{{1,3}})|[0-9]{{2,3}}|{_SPOKEN}{{2,3}}){_NO_UNIT}"
)


def _plain(words: str) -> str:
    """KFR杠三五GW → KFR-35GW."""
    words = words.replace("横杠", "-").replace("杠", "-").replace(" ", "")
    return "".join(str(DIGITS[char]) if char in DIGITS else char for char in words)


@dataclass(frozen=True, slots=True)
class Categories:
    pattern: re.Pattern[str]
    canonical: dict[str, str]

    @classmethod
    def load(cls) -> Self:
        canonical = {
            name.upper(): category
            for category, names in lexicon("products")["category"].items()
            for name in names
        }
        names = sorted(canonical, key=len, reverse=True)
        return cls(re.compile("|".join(map(re.escape, names))), canonical)

    def find(self, text: str) -> Iterator[Found]:
        for hit in self.pattern.finditer(text):
            yield Found(EntityKind.CATEGORY, self.canonical[hit[0]], hit.start(), hit.end())


def models(text: str) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    for hit in _NAMED_MODEL.finditer(text):
        words = re.sub(f"(?<=[0-9A-Z]){_SPOKEN}$|{_JOIN}$", "", hit[1])
        if sum(char in DIGITS or char.isdecimal() for char in words) < 1:
            continue
        taken.append((hit.start(1), hit.start(1) + len(words)))
        yield Found(EntityKind.MODEL, _plain(words), *taken[-1])
    for hit in _MODEL.finditer(text):
        start, end = hit.span()
        if _NO_MODEL.match(hit[0]) or any(start < e and s < end for s, e in taken):
            continue
        yield Found(EntityKind.MODEL, _plain(hit[0]), start, end)


def fault_codes(text: str) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    for hit in _NAMED_CODE.finditer(text):
        taken.append(hit.span(1))
        yield Found(EntityKind.FAULT_CODE, _plain(hit[1]).replace("-", ""), *hit.span(1))
    for hit in _CODE.finditer(text):
        start, end = hit.span()
        if _NAMES_MODEL.search(text[max(0, start - 6) : start]) or any(
            start < e and s < end for s, e in taken
        ):
            continue
        yield Found(EntityKind.FAULT_CODE, hit[1] + _plain(hit[2]), start, end)

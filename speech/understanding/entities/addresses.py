"""Addresses by rule: place names, then road, number, building, unit and room."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from domain.meaning import EntityKind
from speech.understanding.entities.found import Found
from speech.understanding.lexicon import lexicon

_HAN: Final = "[\u4e00-\u9fff]"
_N: Final = r"(?:\d{1,5}|[零一二两三四五六七八九十百幺]{1,6})"
_GAP: Final = r"[ ，,、的]?"
_SPOKEN_ROOM: Final = r"[一二三四五六七八九幺][零一二三四五六七八九幺]{2,3}(?![元块年月])"
# with a number in it, so each of these alone makes an address firm
_NUMBERED: Final = (
    rf"{_N} ?号院",
    rf"{_N} ?(?:号楼|栋|幢|座|号(?!码|线|机|房|公馆|门诊)|弄)",
    rf"{_N} ?(?:号门|单元)",
    rf"{_N} ?(?:层|楼)",
    rf"(?:{_N} ?(?:室|号房|房)|\d{{3,4}}(?![\d年月元块个])|{_SPOKEN_ROOM})",
)
_BUILDING: Final = re.compile("楼|栋|幢|座|单元|弄")
_NO_ROAD: Final = re.compile(
    r"[一电线管走半网思出水气油铁公套上来去在问修带迷]路$|[逛上跨]街$|[知频渠通管味力报]道$"
)


@dataclass(frozen=True, slots=True)
class Addresses:
    pattern: re.Pattern[str]
    numbered: re.Pattern[str]
    lead: re.Pattern[str]

    @classmethod
    def load(cls) -> Self:
        place = lexicon("products")["place"]
        province = f"(?:{'|'.join(place['provinces'])})(?:省|自治区)?"
        city = f"(?:{'|'.join(place['cities'])})市?|{_HAN}{{2,3}}市"
        named = [
            f"(?:{province})",
            f"(?:{city})",
            rf"{_HAN}{{1,4}}(?<!小)(?<!社)(?<!园)(?:新区|区|县|旗)(?!别|分)",
            rf"{_HAN}{{2,4}}(?:镇|乡|街道)",
            rf"{_HAN}{{1,6}}(?:大道|大街|路|街|巷|胡同|道)(?!上|口|灯|人|由|线|歉|理|具)",
            rf"{_N} ?(?:号院|号|弄)(?!楼|码|线|机)",
            rf"{_HAN}{{2,8}}?(?:小区|花园|家园|公寓|大厦|广场|新村|社区|名邸|苑|城|庭|府|湾|园|村|庄|居"
            r"|里(?!面|边|有|的|没|都|头))",
        ]
        parts = [f"(?:(?:{part}){_GAP})?" for part in named]
        parts += [f"(?:(?:{part}){_GAP})?" for part in _NUMBERED[1:]]
        lead = "|".join(map(re.escape, place["lead"]))
        return cls(
            re.compile("".join(parts)),
            re.compile("|".join(_NUMBERED)),
            re.compile(f"(?:{lead})"),
        )

    def find(self, text: str) -> Iterator[Found]:
        """Yield stretches with a numbered part and a second part; text is folded."""
        at = 0
        while at < len(text):
            if lead := self.lead.match(text, at):
                at = lead.end()
                continue
            hit = self.pattern.match(text, at)
            end = hit.end() if hit else at
            if end - at < 4:
                at += 1
                continue
            words = text[at:end].rstrip(" ，,、的")
            if self._is_address(words):
                yield Found(EntityKind.ADDRESS, _plain(words), at, at + len(words))
                at = end
            else:
                at += 1

    def _is_address(self, words: str) -> bool:
        if len(words) < 4:
            return False
        numbered = list(self.numbered.finditer(words))
        if not numbered or _NO_ROAD.search(words[: numbered[0].start()]):
            return False
        named = words[: numbered[0].start()].strip()
        return len(named) >= 2 or (len(numbered) >= 2 and _BUILDING.search(words) is not None)


def _plain(words: str) -> str:
    return re.sub(r"[ ，,、]", "", words)

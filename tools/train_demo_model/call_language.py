"""The template grammar of after-sales calls (call_language.toml) and its made-up values."""

import random
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from tools.train_demo_model.pronunciation import DIGITS, number_in_hanzi

_FILE: Final = Path(__file__).with_name("call_language.toml")
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_MOBILE_PREFIXES: Final = (
    "130 131 132 133 135 136 137 138 139 150 151 152 155 156 158 159 166 173 176 177 178 180 182 "
    "185 186 187 188 189 198 199"
).split()


class CallLanguage:
    """Draws sentences that agents and customers may say."""

    def __init__(self) -> None:
        with _FILE.open("rb") as file:
            tables = tomllib.load(file)
        lists = tables["slots"] | tables["phrases"]
        self.slots: dict[str, list[str]] = {name: words.split() for name, words in lists.items()}
        self._lines: list[str] = [
            line for role in ("agent", "customer") for line in tables[role][0]["lines"]
        ]

    def draw(self, rng: random.Random) -> str:
        """Return one sentence in written form."""
        return self.fill(rng.choice(self._lines), rng)

    def fill(self, template: str, rng: random.Random) -> str:
        chosen = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), template)
        return _SLOT.sub(lambda found: self._value(found[1], rng), chosen)

    def words(self) -> list[str]:
        """Return every word of every list."""
        return sorted({word for words in self.slots.values() for word in words})

    def characters(self) -> set[str]:
        """Return all characters that the grammar can produce, found by drawing."""
        rng = random.Random(0)
        text = {c for line in self._lines for c in _SLOT.sub("", line)} - set("[]|")
        for _ in range(20_000):
            text.update(self.draw(rng))
        return text | {c for word in self.words() for c in word}

    def _value(self, name: str, rng: random.Random) -> str:
        made = _MADE.get(name)
        return made(self, rng) if made else rng.choice(self.slots[name])


@cache
def call_language() -> CallLanguage:
    return CallLanguage()


def _digits(count: int, rng: random.Random) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def phone(_: CallLanguage, rng: random.Random) -> str:
    return rng.choice(_MOBILE_PREFIXES) + _digits(8, rng)


def order(_: CallLanguage, rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"20{rng.randint(20, 29)}{rng.randint(1, 12):02d}{rng.randint(1, 31):02d}"
    return _digits(rng.choice((6, 8, 8, 10)), rng)


def badge(_: CallLanguage, rng: random.Random) -> str:
    return _digits(rng.choice((3, 4, 4, 4)), rng)


def code(_: CallLanguage, rng: random.Random) -> str:
    return rng.choice("EEEEFFHPCLU") + _digits(rng.choice((1, 1, 2)), rng)


def model(_: CallLanguage, rng: random.Random) -> str:
    first, second = rng.choice("XXKRBCGH"), rng.choice("HWQBYFGCDES")
    return first + second + _digits(rng.choice((2, 2, 2, 3)), rng)


def price(_: CallLanguage, rng: random.Random) -> str:
    unit = rng.choice(("元", "块", "块钱"))
    kind = rng.random()
    if kind < 0.5:
        return number_in_hanzi(rng.choice((*range(10, 100, 5), *range(10, 100)))) + unit
    hundreds = rng.choice("一两三四五六七八九") + "百"
    if kind < 0.85:
        return hundreds + rng.choice(("", "五十", "二十", "八十", "零五", "九十九")) + unit
    return rng.choice("一两三四五六七八") + "千" + rng.choice(("", "五百", "二百")) + unit


def size(_: CallLanguage, rng: random.Random) -> str:
    if rng.random() < 0.25:
        return "一米" + rng.choice(("", "五", "二", "八", "多"))
    return number_in_hanzi(rng.randint(2, 99)) + "厘米"


def monthday(_: CallLanguage, rng: random.Random) -> str:
    return number_in_hanzi(rng.randint(1, 12)) + "月" + number_in_hanzi(rng.randint(1, 31)) + "号"


def year(_: CallLanguage, rng: random.Random) -> str:
    written = "二零" + rng.choice("二三") + rng.choice(DIGITS) + "年"
    return rng.choice(("今年", "去年", "前年", written))


def date(language: CallLanguage, rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(("今天", "明天", "后天", "昨天", "前天", "上周", "下周", "这周"))
    if kind < 0.7:
        return rng.choice(("周", "星期", "下周", "本周", "上周")) + rng.choice("一二三四五六日")
    return monthday(language, rng) if kind < 0.9 else year(language, rng) + monthday(language, rng)


def time(_: CallLanguage, rng: random.Random) -> str:
    part = rng.choice(("上午", "下午", "晚上", "中午", "早上"))
    hour = rng.choice("一 两 三 四 五 六 七 八 九 十 十一 十二".split())
    kind = rng.random()
    if kind < 0.25:
        return part
    if kind < 0.75:
        return part + hour + rng.choice(("点", "点半", "点钟", "点前", "点以后"))
    return part + hour + "点到" + rng.choice("三 四 五 六 十 十一 十二".split()) + "点"


def address(language: CallLanguage, rng: random.Random) -> str:
    pick = language.slots
    estate = rng.choice(pick["estate"]) + number_in_hanzi(rng.randint(1, 30))
    road = rng.choice(pick["road"])
    tail = rng.choice(("号楼", "栋", "号楼" + rng.choice("一二三四五六") + "单元"))
    return rng.choice(
        (
            rng.choice(pick["district"]) + estate + tail,
            rng.choice(pick["district"]) + road + rng.choice(pick["estate"]) + "三号楼",
            rng.choice(pick["city"]) + "市" + road + number_in_hanzi(rng.randint(1, 99)) + "号",
            road + estate + tail,
            estate + tail + rng.choice(DIGITS[1:]) + "零" + rng.choice(DIGITS[1:]) + "室",
        )
    )


_MADE: Final[dict[str, Callable[[CallLanguage, random.Random], str]]] = {
    "phone": phone,
    "order": order,
    "badge": badge,
    "code": code,
    "model": model,
    "price": price,
    "size": size,
    "monthday": monthday,
    "year": year,
    "date": date,
    "time": time,
    "datetime": lambda language, rng: date(language, rng) + time(language, rng),
    "address": address,
}

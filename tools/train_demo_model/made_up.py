"""Values that nobody can list: numbers, codes, prices, times, addresses."""

import random
from collections.abc import Callable
from typing import Final

from tools.train_demo_model.pronunciation import DIGITS, number_in_hanzi

Maker = Callable[[random.Random], str]
_MOBILE_PREFIXES: Final = (
    "130 131 132 133 135 136 137 138 139 150 151 152 155 156 158 159 166 173 176 177 178 180 182 "
    "185 186 187 188 189 198 199"
).split()


def _digits(count: int, rng: random.Random) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def phone(rng: random.Random) -> str:
    return rng.choice(_MOBILE_PREFIXES) + _digits(8, rng)


def order(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"20{rng.randint(20, 29)}{rng.randint(1, 12):02d}{rng.randint(1, 31):02d}"
    return _digits(rng.choice((6, 8, 8, 10)), rng)


def badge(rng: random.Random) -> str:
    return _digits(rng.choice((3, 4, 4, 4)), rng)


def code(rng: random.Random) -> str:
    return rng.choice("EEEEFFHPCLU") + _digits(rng.choice((1, 1, 2)), rng)


def model(rng: random.Random) -> str:
    first, second = rng.choice("XXKRBCGH"), rng.choice("HWQBYFGCDES")
    return first + second + _digits(rng.choice((2, 2, 2, 3)), rng)


def price(rng: random.Random) -> str:
    unit = rng.choice(("元", "块", "块钱"))
    kind = rng.random()
    if kind < 0.5:
        return number_in_hanzi(rng.choice((*range(10, 100, 5), *range(10, 100)))) + unit
    hundreds = rng.choice("一两三四五六七八九") + "百"
    if kind < 0.85:
        return hundreds + rng.choice(("", "五十", "二十", "八十", "零五", "九十九")) + unit
    return rng.choice("一两三四五六七八") + "千" + rng.choice(("", "五百", "二百")) + unit


def size(rng: random.Random) -> str:
    if rng.random() < 0.25:
        return "一米" + rng.choice(("", "五", "二", "八", "多"))
    return number_in_hanzi(rng.randint(2, 99)) + "厘米"


def monthday(rng: random.Random) -> str:
    return number_in_hanzi(rng.randint(1, 12)) + "月" + number_in_hanzi(rng.randint(1, 31)) + "号"


def year(rng: random.Random) -> str:
    written = "二零" + rng.choice("二三") + rng.choice(DIGITS) + "年"
    return rng.choice(("今年", "去年", "前年", written))


def date(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(("今天", "明天", "后天", "昨天", "前天", "上周", "下周", "这周"))
    if kind < 0.7:
        return rng.choice(("周", "星期", "下周", "本周", "上周")) + rng.choice("一二三四五六日")
    return monthday(rng) if kind < 0.9 else year(rng) + monthday(rng)


def time(rng: random.Random) -> str:
    part = rng.choice(("上午", "下午", "晚上", "中午", "早上"))
    hour = rng.choice("一 两 三 四 五 六 七 八 九 十 十一 十二".split())
    kind = rng.random()
    if kind < 0.25:
        return part
    if kind < 0.75:
        return part + hour + rng.choice(("点", "点半", "点钟", "点前", "点以后"))
    return part + hour + "点到" + rng.choice("三 四 五 六 十 十一 十二".split()) + "点"


def number(rng: random.Random) -> str:
    return repeating_digits(rng.choice((4, 5, 6, 6, 8, 10, 12)), rng)


def repeating_digits(count: int, rng: random.Random) -> str:
    """Return digits of which many are equal to their neighbour, as in 1380055 or 666."""
    share, digits = rng.choice((0.0, 0.2, 0.45)), _digits(1, rng)
    while len(digits) < count:
        digits += digits[-1] if rng.random() < share else rng.choice("0123456789")
    return digits


def amount(rng: random.Random) -> str:
    unit = rng.choice(("元", "块", "块钱", "块", "元", "块五", "万", "美元"))
    kind = rng.random()
    if kind < 0.4:
        return number_in_hanzi(rng.randint(2, 99)) + unit
    hundreds = rng.choice("一两三四五六七八九") + "百"
    if kind < 0.75:
        rest = rng.randint(10, 99)
        tail = rng.choice(("", "", "多", "零" + rng.choice(DIGITS[1:]), number_in_hanzi(rest)))
        return hundreds + ("一" + tail if tail.startswith("十") else tail) + unit
    return rng.choice("一两三四五六七八九") + "千" + rng.choice(("", "多", hundreds)) + unit


def percent(rng: random.Random) -> str:
    return "百分之" + number_in_hanzi(rng.randint(1, 99))


def degree(rng: random.Random) -> str:
    return rng.choice(("", "", "零下", "大概")) + number_in_hanzi(rng.randint(2, 80)) + "度"


def clock(rng: random.Random) -> str:
    hour = rng.choice("一 两 三 四 五 六 七 八 九 十 十一 十二 十三 十五 十八 二十".split())
    tail = rng.choice(("点", "点", "点半", "点钟", "点一刻", "点多", "点左右"))
    minutes = "点" + number_in_hanzi(rng.randint(10, 59)) + rng.choice(("", "分"))
    return hour + (tail if rng.random() < 0.75 else minutes)


def metre(rng: random.Random) -> str:
    decimal = rng.choice("零一两三四五") + "点" + "".join(rng.choices(DIGITS, k=rng.choice((1, 2))))
    whole = number_in_hanzi(rng.randint(2, 99))
    unit = rng.choice(("米", "米", "公分", "厘米", "毫米", "公斤", "平方米", "升"))
    return decimal.replace("两点", "二点") + "米" if rng.random() < 0.4 else whole + unit


def few(unit: str, most: int) -> Maker:
    """Return a maker of amounts of time such as 三个月 or 五六天."""

    def make(rng: random.Random) -> str:
        count = rng.randint(1, most)
        said = "两" if count == 2 and unit != "楼" else number_in_hanzi(count)
        vague = rng.choice(("两三", "三四", "五六", "七八", "十几", "好几", "几"))
        return (vague if rng.random() < 0.2 else said) + unit

    return make


def address(pick: dict[str, list[str]], rng: random.Random) -> str:
    """Return a place made of the words in pick."""
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


MADE: Final[dict[str, Maker]] = {
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
    "datetime": lambda rng: date(rng) + time(rng),
    "number": number,
    "amount": amount,
    "percent": percent,
    "degree": degree,
    "clock": clock,
    "metre": metre,
    "minutes": few("分钟", 59),
    "seconds": few("秒", 30),
    "hours": few("个小时", 24),
    "days": few("天", 30),
    "months": few("个月", 11),
    "years": few("年", 15),
    "count": few("", 9),
    "floor": few("", 32),
}

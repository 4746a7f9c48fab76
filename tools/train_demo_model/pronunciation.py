"""From the written to the spoken form, character by character, so that labels stay aligned."""

import random
import re
from dataclasses import dataclass
from typing import Final

DIGITS: Final = "零一二三四五六七八九"
PUNCTUATION: Final = "，。？"
_RESPELLED_SHARE: Final = 0.65
_GROUPED_SHARE: Final = 0.35
_LONG_NUMBER: Final = re.compile(r"\d{6,}")

# espeak-ng 1.51 reads each hanzi alone and so takes the wrong reading in these
# words; a character of the right sound stands in when it speaks.
_RESPELLED: Final = {
    "空调": "空条",
    "重新": "虫新",
    "重启": "虫启",
    "重置": "虫置",
    "银行": "银航",
    "便宜": "骈宜",
    "处理": "楚理",
    "了解": "瞭解",
    "地址": "第址",
    "地板": "第板",
    "地面": "第面",
    "地方": "第方",
    "地下": "第下",
    "绿地": "绿第",
    "离地": "离第",
    "教您": "交您",
    "调到": "条到",
    "调试": "条试",
}


SPOKEN_ONLY: Final = "条虫航骈楚瞭第交幺" + DIGITS  # characters of the spoken form alone


@dataclass(frozen=True, slots=True)
class Sentence:
    """text is what the transcript shows, sound what espeak reads; of equal length.

    gaps are the indexes before which the speaker pauses.
    """

    text: str
    sound: str
    gaps: tuple[int, ...] = ()


def spell(text: str, *, one_is_yao: bool, is_respelled: bool = True) -> Sentence:
    """Read every Arabic digit alone, as telephone and order numbers are read."""
    yao = "幺" if one_is_yao else "一"
    digits = {"0": "零", "1": yao} | {str(n): DIGITS[n] for n in range(2, 10)}
    sentence = Sentence(text, "".join(digits.get(c, c) for c in text))
    return respell(sentence) if is_respelled else sentence


def respell(sentence: Sentence) -> Sentence:
    sound = sentence.sound
    for written, spoken in _RESPELLED.items():
        sound = sound.replace(written, spoken)
    return Sentence(sentence.text, sound, sentence.gaps)


def with_pauses(sentence: Sentence) -> tuple[str, dict[int, int]]:
    """Return what espeak reads, and for its indexes those of the sentence."""
    spoken, places = "", dict[int, int]()
    for index, character in enumerate(sentence.sound):
        if index in sentence.gaps:
            spoken += "，"
        places[len(spoken)] = index
        spoken += character
    return spoken, places


def bare(text: str) -> str:
    """Return the text without punctuation: what error rates and leak checks compare."""
    return "".join(c for c in text if c not in PUNCTUATION and not c.isspace())


def number_in_hanzi(value: int) -> str:
    """Write 0 to 99 as spoken: 25 is 二十五."""
    tens, ones = divmod(value, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def spell_at_random(text: str, rng: random.Random) -> Sentence:
    """Read as speakers differ: 幺 or 一, the right reading or espeak's, numbers in groups."""
    is_respelled = rng.random() < _RESPELLED_SHARE
    sentence = spell(text, one_is_yao=rng.random() < 0.6, is_respelled=is_respelled)
    if rng.random() > _GROUPED_SHARE:
        return sentence
    gaps: list[int] = []
    for number in _LONG_NUMBER.finditer(text):
        at = number.start() + rng.choice((2, 3, 3, 4))
        while at < number.end():
            gaps.append(at)
            at += rng.choice((2, 3, 4, 4, 4))
    return Sentence(sentence.text, sentence.sound, tuple(gaps))

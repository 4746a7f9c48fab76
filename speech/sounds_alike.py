"""How Han characters sound, without tones and without what lines and dialects blur."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, TypeAlias

from speech.simplified import TABLES

Sound: TypeAlias = tuple[str, str]  # initial, final; blurred
Readings: TypeAlias = Mapping[str, tuple[str, ...]]  # character or word: a syllable of each

_INITIALS: Final = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_BLURRED_INITIAL: Final = {"zh": "z", "ch": "c", "sh": "s", "l": "n"}
_BLURRED_FINAL: Final = {"ing": "in", "eng": "en", "ang": "an", "iang": "ian", "uang": "uan"}
_LONGEST: Final = 4  # characters of a word in the table
_ALSO_READ: Final = {
    "行": "hang xing", "长": "zhang chang", "乐": "yue le", "重": "chong zhong", "调": "tiao diao",
    "还": "huan hai", "得": "dei de", "都": "du dou", "了": "liao le", "着": "zhao zhe",
    "没": "mo mei", "大": "dai da", "会": "kuai hui", "便": "pian bian", "觉": "jiao jue",
    "薄": "bao bo", "率": "shuai lv", "地": "di de", "的": "di de", "传": "zhuan chuan",
    "弹": "tan dan", "盛": "cheng sheng", "差": "chai cha", "降": "xiang jiang", "卡": "qia ka",
    "壳": "qiao ke", "露": "lou lu", "落": "la luo", "校": "jiao xiao", "省": "xing sheng",
    "色": "shai se", "似": "shi si", "模": "mu mo", "解": "xie jie", "系": "ji xi", "说": "shui",
}  # fmt: skip


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


@cache
def readings() -> Readings:
    """Return how every Han character is mostly read, and words in which one is read otherwise.

    Read once, about 25 ms and 3 MB.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in (TABLES / "syllables.txt").read_text(encoding="utf-8").splitlines():
        *syllables_of_each, texts = line.split(" ")
        reading, size = tuple(syllables_of_each), len(syllables_of_each)
        found |= {texts[at : at + size]: reading for at in range(0, len(texts), size)}
    return found


@lru_cache(maxsize=16_384)
def syllables(char: str) -> tuple[str, ...]:
    """Return the readings in use of a Han character, without tones: 行 is xing and hang.

    A character that the table lacks sounds like itself alone.
    Dictionaries know many more (位 as li); with those everything sounds like everything.
    """
    first = readings().get(char, (char,))
    return tuple(dict.fromkeys((*first, *_ALSO_READ.get(char, "").split())))


@lru_cache(maxsize=16_384)
def sounds(char: str) -> frozenset[Sound]:
    """Return all blurred readings of a Han character; empty for anything else."""
    return frozenset(blurred(one) for one in syllables(char)) if is_han(char) else frozenset()


def spelled(term: str) -> tuple[str, ...]:
    """Return the syllable of each character of a word as it is read as a whole."""
    return tuple(spelled_by(readings(), term))


def spelled_by(known: Readings, term: str) -> Iterator[str]:
    """Yield a syllable per character, by the longest known word at each place."""
    start = 0
    while start < len(term):
        ends = range(min(len(term), start + _LONGEST), start, -1)
        end = next((one for one in ends if term[start:one] in known), start + 1)
        yield from known.get(term[start:end], (term[start],))
        start = end


@lru_cache(maxsize=2_048)
def blurred(syllable: str) -> Sound:
    """Return zhang as (z, an): zh and z, n and l, -ng and -n are one."""
    initial = next((one for one in _INITIALS if syllable.startswith(one)), "")
    final = syllable[len(initial) :]
    return _BLURRED_INITIAL.get(initial, initial), _BLURRED_FINAL.get(final, final)

"""How Han characters sound, without tones and without what lines and dialects blur."""

from functools import lru_cache
from typing import Final, TypeAlias

from pypinyin import Style, lazy_pinyin, pinyin

Sound: TypeAlias = tuple[str, str]  # initial, final; blurred

_INITIALS: Final = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_BLURRED_INITIAL: Final = {"zh": "z", "ch": "c", "sh": "s", "l": "n"}
_BLURRED_FINAL: Final = {"ing": "in", "eng": "en", "ang": "an", "iang": "ian", "uang": "uan"}


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


@lru_cache(maxsize=16_384)
def syllables(char: str) -> tuple[str, ...]:
    """Return all readings of a Han character without tones: 行 is hang, xing, heng."""
    return tuple(dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0]))


@lru_cache(maxsize=16_384)
def sounds(char: str) -> frozenset[Sound]:
    """Return all blurred readings of a Han character; empty for anything else."""
    return frozenset(blurred(one) for one in syllables(char)) if is_han(char) else frozenset()


def spelled(term: str) -> tuple[str, ...]:
    """Return the syllables of a word as it is read as a whole."""
    return tuple(lazy_pinyin(term, style=Style.NORMAL))


@lru_cache(maxsize=2_048)
def blurred(syllable: str) -> Sound:
    """Return zhang as (z, an): zh and z, n and l, -ng and -n are one."""
    initial = next((one for one in _INITIALS if syllable.startswith(one)), "")
    final = syllable[len(initial) :]
    return _BLURRED_INITIAL.get(initial, initial), _BLURRED_FINAL.get(final, final)

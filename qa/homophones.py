"""Han characters folded by sound: 网先生 is heard where 王先生 was said."""

from functools import lru_cache

_FIRST_FREE = 0xE000  # private use area: no character of any text, no sign of a regular expression
_BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"))
_folded_sounds: dict[str, str] = {}


def by_sound(text: str) -> str:
    """Return the text with one sign for all Han characters that sound alike.

    Tones are left out, and what lines and dialects blur (zh and z, ing and in). Regular
    expressions may be folded too, but for ranges between Han characters. Length and places
    of characters stay. The signs hold for this process only.
    """
    return "".join(_folded(char) if "\u4e00" <= char <= "\u9fff" else char for char in text)


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    from pypinyin import Style, pinyin  # 50 MB, which only those who check calls need

    sound = pinyin(char, style=Style.NORMAL)[0][0]
    for blurred, plain_sound in _BLURRED:
        sound = sound.replace(blurred, plain_sound)
    return _folded_sounds.setdefault(sound, chr(_FIRST_FREE + len(_folded_sounds)))

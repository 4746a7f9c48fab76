"""Make resources/text: Traditional characters with their Simplified ones, common words, sounds.

Run with the packages that the tables come from:

    uv run --no-project --with opencc==1.4.2 --with jieba==0.42.1 --with pypinyin==0.55.0 \\
        python -m tools.make_text_tables
"""

import importlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from speech.hot_words import known_terms
from speech.sounds_alike import is_han, spelled_by

FOLDER: Final = Path(__file__).parents[1] / "resources" / "text"
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LEAST: Final = 60  # times in the corpus behind jieba's dictionary


def simplified_pairs() -> tuple[str, str]:
    """Return two strings of equal length; characters that OpenCC leaves alone are not in them."""
    convert = importlib.import_module("opencc").OpenCC("t2s").convert
    pairs = [(chr(code), convert(chr(code))) for code in range(0x3400, 0xA000)]
    changed = [(old, new) for old, new in pairs if old != new == convert(new) and len(new) == 1]
    return "".join(old for old, _ in changed), "".join(new for _, new in changed)


def common_words(dictionary: Path) -> Iterator[str]:
    """Yield the words of two to four characters that are said often, the commonest first."""
    rows = [line.split(" ") for line in dictionary.read_text(encoding="utf-8").splitlines()]
    common = [(int(row[1]), row[0]) for row in rows if _HAN.fullmatch(row[0])]
    for times, word in sorted(common, key=lambda row: (-row[0], row[1])):
        if times >= _LEAST:
            yield word


def syllable_lines(words: Iterable[str]) -> Iterator[str]:
    """Yield lines of syllables and, unparted, all characters or words that are read so.

    Characters first, by the whole block U+4E00 to U+9FFF; then the words that they and shorter
    words would spell wrongly (short ones first, so that each is judged by what stands before).
    """
    read = importlib.import_module("pypinyin").lazy_pinyin  # its style is tone-free: 女 is nv
    known: dict[str, tuple[str, ...]] = {}
    characters = (chr(code) for code in range(0x4E00, 0xA000))
    for text in (*characters, *sorted({word for word in words if is_spoken(word)}, key=_order)):
        reading = tuple(read(text))
        if "".join(reading).isascii() and reading != tuple(spelled_by(known, text)):
            known[text] = reading
    texts = defaultdict[tuple[str, ...], str](str)
    for text, reading in known.items():
        texts[reading] += text
    for reading in sorted(texts, key=lambda one: (len(one), one)):
        yield " ".join((*reading, texts[reading]))


def is_spoken(word: str) -> bool:
    return len(word) > 1 and all(is_han(char) for char in word)


def _order(word: str) -> tuple[int, str]:
    return len(word), word


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "traditional.txt").write_text("\n".join(simplified_pairs()) + "\n", encoding="utf-8")
    jieba = Path(str(importlib.import_module("jieba").__file__))
    words = tuple(common_words(jieba.with_name("dict.txt")))
    (FOLDER / "common_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    lines = syllable_lines((*words, *known_terms()))
    (FOLDER / "syllables.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

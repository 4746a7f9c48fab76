"""Make resources/text: Traditional characters with their Simplified ones, and common words.

Run with the two packages that the tables come from, which the program itself does not need:

    uv run --with opencc==1.4.2 --with jieba==0.42.1 python -m tools.make_text_tables
"""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

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


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "traditional.txt").write_text("\n".join(simplified_pairs()) + "\n", encoding="utf-8")
    jieba = Path(str(importlib.import_module("jieba").__file__))
    words = common_words(jieba.with_name("dict.txt"))
    (FOLDER / "common_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

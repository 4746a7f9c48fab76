"""One spelling for matching: half-width, capital Latin letters, Simplified characters.

Every step replaces one character by one character, so that a span found in the
folded text is a span of the text itself.
"""

from typing import Final

from speech.simplified import table as simplified_characters


def _table() -> dict[int, str]:
    table = dict(simplified_characters())
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for letter in "abcdefghijklmnopqrstuvwxyz":
        table[ord(letter)] = letter.upper()
        table[ord(letter) + 0xFEE0] = letter.upper()
    # the marks of a sentence stay Chinese, so that clauses are found by one set
    table |= {ord(mark): mark for mark in "，！？：；（）"} | {0x3000: " "}
    return table


_TABLE: Final = _table()


def fold(text: str) -> str:
    """Return text of the same length, spelled one way."""
    folded = text.translate(_TABLE)
    if folded.isascii():
        return folded
    return "".join(
        str(int(char)) if char > "\x7f" and char.isdecimal() else char for char in folded
    )

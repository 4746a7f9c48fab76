"""The fonts: a Chinese family must be there, and digits that keep their place."""

from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from domain.errors import FontMissing
from widgets.design.tokens import TYPE_BODY

CHINESE_FAMILIES: Final = (
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)
MONO_FAMILIES: Final = ("Cascadia Mono", "Consolas", "SF Mono", "Menlo", "DejaVu Sans Mono")


def body_font() -> QFont:
    """Return the font of all windows.

    Raises FontMissing when no family on this machine can draw Chinese.
    """
    here = set(QFontDatabase.families())
    chinese: list[str] = [family for family in CHINESE_FAMILIES if family in here]
    if not chinese:
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)[:1]
    if not chinese:
        raise FontMissing(
            "没有能显示中文的字体，请安装一种，例如 sudo apt install fonts-wqy-microhei"
            " / No font can draw Chinese: install one, e.g. fonts-wqy-microhei"
        )
    font = QFont(chinese[:1])
    font.setPixelSize(TYPE_BODY)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def sized(font: QFont, pixels: int, *, bold: bool = False, italic: bool = False) -> QFont:
    other = QFont(font)
    other.setPixelSize(pixels)
    other.setBold(bold)
    other.setItalic(italic)
    return other


def mono_font(pixels: int, *, bold: bool = False) -> QFont:
    """Return a font whose digits all have one width, so that a running clock stands still."""
    font = QFont(list(MONO_FAMILIES))
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font

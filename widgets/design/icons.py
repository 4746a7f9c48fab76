"""Our own icons: SVG outlines, tinted with a colour of the tokens."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

RESOURCES: Final = Path(__file__).resolve().parents[2] / "resources"
SCALES: Final = (1.0, 1.5, 2.0, 3.0)


@lru_cache(maxsize=128)
def icon(name: str, colour: str, size: int = 18) -> QIcon:
    """Return an icon of resources/icons in one colour, sharp at every screen scale."""
    result = QIcon()
    for scale in SCALES:
        result.addPixmap(_drawn(name, colour, size, scale))
    return result


def pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    return _drawn(name, colour, size, scale)


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, size: int, scale: float) -> QPixmap:
    text = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    drawn = QPixmap(round(size * scale), round(size * scale))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn

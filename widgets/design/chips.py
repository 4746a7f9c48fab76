"""Small painted signs: state chip, avatar, level block, tick box, dot."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from domain.meaning import Level
from widgets.design.fonts import sized
from widgets.design.icons import pixmap
from widgets.design.tokens import TYPE_BODY, TYPE_LEVEL, Colours, colours_of

DOT: Final = 8
CHIP_HEIGHT: Final = 28
AVATAR: Final = 42
BLOCK: Final = 58


class StateChip(QPushButton):
    """A pill with a dot and a word; tone ok, warn, bad or neutral."""

    def __init__(self, text: str = "", tone: str = "neutral") -> None:
        super().__init__()
        self._text = text
        self._tone = tone
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def state_text(self) -> str:
        return self._text

    def show_state(self, text: str, tone: str) -> None:
        if (text, tone) == (self._text, self._tone):
            return
        is_wider = len(text) != len(self._text)
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        if is_wider:
            self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(sized(self.font(), TYPE_BODY, bold=True))
        return QSize(metrics.horizontalAdvance(self._text) + 42, CHIP_HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ink, fill = tone_of(self._tone, colours_of(self.palette()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(ink), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        painter.drawEllipse(QRectF(12, (self.height() - DOT) / 2, DOT, DOT))
        painter.setPen(QColor(ink))
        painter.setFont(sized(self.font(), TYPE_BODY, bold=True))
        room = box.adjusted(12 + DOT + 8, 0, -6, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self._text)


class Avatar(QWidget):
    """The first character of a name in a circle; decoration, so it has no words of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._letter = ""
        self.setFixedSize(AVATAR, AVATAR)

    def show_name(self, name: str) -> None:
        self._letter = name[:1]
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft))
        painter.drawEllipse(self.rect())
        painter.setPen(QColor(colours.accent_ink))
        painter.setFont(sized(self.font(), 17, bold=True))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._letter)


class LevelBlock(QWidget):
    """A big square with P1 to P4, or a score, in its colour."""

    def __init__(self) -> None:
        super().__init__()
        self._text = "–"
        self._tone = "neutral"
        self.setFixedSize(BLOCK, BLOCK)

    def show_level(self, level: Level) -> None:
        self._show(level.value, level.value)

    def show_score(self, text: str, tone: str) -> None:
        self._show(text, tone)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ink, fill = tone_of(self._tone, colours_of(self.palette()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(self.rect(), 12, 12)
        painter.setPen(QColor(ink))
        painter.setFont(sized(self.font(), TYPE_LEVEL, bold=True))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._text)

    def _show(self, text: str, tone: str) -> None:
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.update()


class TickBox(QWidget):
    """A small square: ticked green, due orange with !, or empty."""

    def __init__(self) -> None:
        super().__init__()
        self._state = ""
        self.setFixedSize(16, 16)

    def show_state(self, state: str) -> None:
        """state: "done", "due" or ""."""
        if state != self._state:
            self._state = state
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fills = {"done": colours.ok, "due": colours.p2}
        fill = fills.get(self._state)
        painter.setPen(QPen(QColor(fill or colours.faint), 1))
        painter.setBrush(QColor(fill or colours.panel))
        painter.drawRoundedRect(box, 4, 4)
        if self._state == "done":
            scale = self.devicePixelRatioF()
            painter.drawPixmap(2, 2, pixmap("check", colours.panel, 12, scale))
        elif self._state == "due":
            painter.setPen(QColor(colours.on_accent))
            painter.setFont(sized(self.font(), 12, bold=True))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), "!")


class Dot(QWidget):
    """A coloured dot beside a word that says the same."""

    def __init__(self, tone: str = "neutral") -> None:
        super().__init__()
        self._tone = tone
        self.setFixedSize(DOT, DOT)

    def show_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone_of(self._tone, colours_of(self.palette()))[0]))
        painter.drawEllipse(self.rect())


def tone_of(tone: str, colours: Colours) -> tuple[str, str]:
    """Return ink and fill of a tone."""
    tones = {
        "ok": (colours.ok, colours.ok_soft),
        "warn": (colours.warn_ink, colours.warn_soft),
        "bad": (colours.bad, colours.bad_soft),
        "accent": (colours.accent, colours.accent_soft),
        "P1": (colours.on_accent, colours.p1),
        "P2": (colours.on_accent, colours.p2),
        "P3": (colours.p3_ink, colours.p3),
        "P4": (colours.p4_ink, colours.p4),
    }
    return tones.get(tone, (colours.mute, colours.neutral_soft))

"""Which part of a partial may be shown, so that shown words seldom change.

Source: LocalAgreement-2 (Macháček et al. 2023, "Turning Whisper into
Real-Time Transcription System"): what two decodes in a row agree on.
"""

from itertools import takewhile
from typing import Final

from domain.audio import Role
from speech.wording import written

_LOOSE_ENDS: Final = "，。？！、；：,.?!;: "
_NUMBER: Final = "零〇洞幺一二两三四五六七八九十百千万点半"  # 五 may become 50块


class StablePrefix:
    """The text shown of one open utterance, written as its final will be."""

    def __init__(self) -> None:
        self._last = ""
        self.shown = ""

    def hear(self, text: str) -> bool:
        """Take the newest decode; return whether `shown` changed.

        Punctuation and a number in words at the end are not shown: the next decode moves them.
        """
        text = text.rstrip(_LOOSE_ENDS)
        agreed = _common_start(self._last, text).rstrip(_LOOSE_ENDS).rstrip(_NUMBER)
        self._last = text
        agreed = written(agreed.rstrip(_LOOSE_ENDS))
        if agreed.startswith(self.shown) or len(agreed) > len(self.shown):
            changed, self.shown = agreed != self.shown, agreed
            return changed
        return False


class ShownPartials:
    """What is shown of the open utterance of each speaker."""

    def __init__(self) -> None:
        self._open: dict[Role, tuple[float, StablePrefix]] = {}

    def hear(self, role: Role, start_s: float, text: str) -> str | None:
        """Take a decode of the utterance that began then; return what to show when it changed."""
        known_s, prefix = self._open.get(role, (-1.0, StablePrefix()))
        if known_s != start_s:
            prefix = StablePrefix()
        self._open[role] = (start_s, prefix)
        return prefix.shown if prefix.hear(text) else None


def _common_start(one: str, other: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(char for char, _ in same)

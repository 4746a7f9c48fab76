"""Which part of a partial may be shown, so that shown words seldom change.

Source: LocalAgreement-2 (Macháček et al. 2023, "Turning Whisper into
Real-Time Transcription System"): what two decodes in a row agree on.
"""

from itertools import takewhile
from typing import Final

_LOOSE_ENDS: Final = "，。？！、；：,.?!;: "


class StablePrefix:
    """The text shown of one open utterance."""

    def __init__(self) -> None:
        self._last = ""
        self.shown = ""

    def hear(self, text: str) -> bool:
        """Take the newest decode; return whether `shown` changed.

        Punctuation at the end is not shown: the next decode moves it.
        """
        text = text.rstrip(_LOOSE_ENDS)
        agreed = _common_start(self._last, text).rstrip(_LOOSE_ENDS)
        self._last = text
        if agreed.startswith(self.shown) or len(agreed) > len(self.shown):
            changed, self.shown = agreed != self.shown, agreed
            return changed
        return False


def _common_start(one: str, other: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(char for char, _ in same)

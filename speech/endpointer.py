"""Chances of speech in, start and end of speech out; a pure state machine."""

from dataclasses import dataclass
from enum import Enum, auto


class Edge(Enum):
    START = auto()
    PAUSE = auto()  # perhaps the end: silence, but not yet long enough
    END = auto()


@dataclass(frozen=True, slots=True)
class EndpointerSettings:
    """Two thresholds, so that a wavering chance does not flicker.

    Defaults: Silero VAD's own (utils_vad.py, VADIterator), but for the longer
    silence, which suits telephone speech.
    """

    start_chance: float = 0.5
    end_chance: float = 0.35
    end_silence_s: float = 0.5
    pause_s: float = 0.2


class Endpointer:
    def __init__(self, settings: EndpointerSettings) -> None:
        self._settings = settings
        self._speaking = False
        self._silence_s = 0.0

    @property
    def is_speaking(self) -> bool:
        return self._speaking

    @property
    def silence_s(self) -> float:
        """Silence since the last speech, while the end is not yet certain."""
        return self._silence_s

    def hear(self, chance: float, frame_s: float) -> Edge | None:
        """Return the edge that this frame brings, if any.

        START and END alternate; PAUSE comes at most once per silence, between them.
        """
        if not self._speaking:
            if chance < self._settings.start_chance:
                return None
            self._speaking, self._silence_s = True, 0.0
            return Edge.START
        if chance >= self._settings.end_chance:
            self._silence_s = 0.0
            return None
        before_s, self._silence_s = self._silence_s, self._silence_s + frame_s
        if self._silence_s >= self._settings.end_silence_s:
            self._speaking = False
            return Edge.END
        pauses = before_s < self._settings.pause_s <= self._silence_s
        return Edge.PAUSE if pauses else None

"""The chosen engine and a local one that helps out while it is away; `engine` says who heard."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from domain.audio import AudioBlock, Samples
from domain.errors import RecognizerDown
from speech.recognition.recognizer import Heard, Recognizer

Make: TypeAlias = Callable[[], Recognizer]


def load(chosen: Make, local: Make, *, local_window_s: float) -> "WithStandIn":
    return WithStandIn(chosen(), local, local_window_s)


def loader(chosen: Make, local: Make, *, local_window_s: float) -> "partial[WithStandIn]":
    """Return load() as a value that can be sent to the process that recognises."""
    return partial(load, chosen, local, local_window_s=local_window_s)


class WithStandIn:
    """The local model is loaded when it is needed first: seconds, and its memory, only then.

    Sound comes no longer than both can take: either may have to hear it.
    """

    def __init__(self, chosen: Recognizer, make_local: Make, local_window_s: float) -> None:
        self._chosen, self._local_window_s = chosen, local_window_s
        self._make_local = make_local
        self._local: Recognizer | None = None

    @property
    def window_s(self) -> float:
        return min(self._chosen.window_s, self._local_window_s)

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        try:
            return self._chosen.recognize(utterance, is_final=is_final, hotwords=hotwords)
        except RecognizerDown:
            return self._stand_in().recognize(utterance, is_final=is_final, hotwords=hotwords)

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        for clip in clips:
            try:
                yield from self._chosen.recognize_many([clip], hotwords=hotwords)
            except RecognizerDown:
                yield from self._stand_in().recognize_many([clip], hotwords=hotwords)

    def _stand_in(self) -> Recognizer:
        """Raises ModelMissing."""
        if self._local is None:
            self._local = self._make_local()
        return self._local

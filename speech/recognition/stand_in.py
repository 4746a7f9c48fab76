"""The chosen engine and a local one that helps out while it is away; every answer says which."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from domain.audio import AudioBlock, Samples
from domain.errors import RecognizerDown
from speech.recognition.recognizer import Heard, Recognizer

Make: TypeAlias = Callable[[], Recognizer]


def load(chosen: Make, local: Make, name: str) -> "WithStandIn":
    return WithStandIn(chosen(), local, name)


def loader(chosen: Make, local: Make, *, name: str) -> "partial[WithStandIn]":
    """Return load() as a value that can be sent to the process that recognises.

    name: of the chosen engine, as people know it.
    """
    return partial(load, chosen, local, name)


class WithStandIn:
    """The local model is loaded when it is needed first: seconds, and its memory, only then."""

    def __init__(self, chosen: Recognizer, make_local: Make, name: str) -> None:
        self._chosen = chosen
        self._make_local = make_local
        self._local: Recognizer | None = None
        self._name = name

    @property
    def window_s(self) -> float:
        local_s = self._local.window_s if self._local else self._chosen.window_s
        return min(self._chosen.window_s, local_s)

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        try:
            return self._chosen.recognize(utterance, is_final=is_final, hotwords=hotwords)
        except RecognizerDown:
            heard = self._stand_in().recognize(utterance, is_final=is_final, hotwords=hotwords)
        return replace(heard, stands_in_for=self._name)

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        for clip in clips:
            try:
                yield from self._chosen.recognize_many([clip], hotwords=hotwords)
            except RecognizerDown:
                (heard,) = self._stand_in().recognize_many([clip], hotwords=hotwords)
                yield replace(heard, stands_in_for=self._name)

    def _stand_in(self) -> Recognizer:
        """Raises ModelMissing."""
        if self._local is None:
            self._local = self._make_local()
        return self._local

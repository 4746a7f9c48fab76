"""The desk's recogniser as it hears recordings: anything live overtakes it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Final, Protocol, TypeAlias

from app.recognition_queue import Outcome
from app.transcriber import Transcriber
from domain.audio import AudioBlock
from domain.calls import Word
from domain.errors import WorkstationError
from speech.recognition.recognizer import Heard

_LOOK_S: Final = 0.5
_Answers: TypeAlias = SimpleQueue[Outcome]


class ToldToStop(Exception):
    """The job goes on another time."""


class Turn(Protocol):
    """Whose turn it is: a live call's, or that of a long job."""

    def may_begin(self) -> bool:
        """Ask before each portion: waits while a call is live; False = stop."""
        ...

    def may_wait(self) -> bool:
        """Ask while one portion takes its time: returns at once; False = stop."""
        ...


class BackgroundEar:
    """A BlockRecognizer. Its methods raise ToldToStop, ModelMissing, RecognizerDown."""

    def __init__(self, transcriber: Transcriber, turn: Turn) -> None:
        self._transcriber, self._turn = transcriber, turn

    @property
    def window_s(self) -> float:
        """Waits until the model was loaded."""
        while not self._transcriber.wait_ready(_LOOK_S):
            if not self._turn.may_wait():
                raise ToldToStop
        return self._transcriber.window_s

    def recognize_blocks(
        self, blocks: Sequence[AudioBlock], *, hotwords: str = ""
    ) -> Iterator[Heard]:
        """hotwords: the transcriber has its own, which are the configured ones too."""
        del hotwords
        if not self._turn.may_begin():
            raise ToldToStop
        asked: list[tuple[AudioBlock, _Answers]] = [(block, SimpleQueue()) for block in blocks]
        for block, answers in asked:
            self._transcriber.submit_background(block, answers.put)
        for block, answers in asked:
            yield _from_its_start(self._answer(answers), block.start_s)

    def _answer(self, answers: _Answers) -> Heard:
        while self._turn.may_wait():
            try:
                outcome = answers.get(timeout=_LOOK_S)
            except Empty:
                continue
            if isinstance(outcome, WorkstationError):
                raise outcome
            return outcome
        raise ToldToStop


def _from_its_start(heard: Heard, start_s: float) -> Heard:
    words = tuple(
        Word(one.text, one.start_s - start_s, one.end_s - start_s, one.confidence)
        for one in heard.words
    )
    return replace(heard, words=words)

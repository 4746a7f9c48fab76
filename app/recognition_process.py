"""The child process that owns the speech model, and what it says to its parent."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, TypeAlias

from domain.audio import AudioBlock
from domain.errors import ModelMissing, RecognizerDown, Refused
from speech.recognition.recognizer import Heard, Recognizer

MakeRecognizer: TypeAlias = Callable[[], Recognizer]  # must survive pickling
HEARTBEAT_S: Final = 1.0
OUT_OF_MEMORY: Final = 75  # exit code; sysexits.h calls it "try again later"
_FIRST_TO_GO: Final = "500"  # of 1000: when memory ends, this process and not the window


@dataclass(frozen=True, slots=True)
class Task:
    audio: AudioBlock
    is_final: bool
    hotwords: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded; window_s as Recognizer has it."""

    window_s: float


@dataclass(frozen=True, slots=True)
class NoModel:
    text: str


@dataclass(frozen=True, slots=True)
class Alive:
    """Nothing new, but not frozen."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """The engine is well, but did not hear this one: its server is away, or refuses."""

    error: RecognizerDown | Refused | ModelMissing


Message: TypeAlias = Ready | NoModel | Alive | Heard | Unheard


def serve(connection: "Connection[Message, Task | None]", make: MakeRecognizer) -> None:
    """Recognise what comes, one by one, until None comes or the parent is gone.

    Entry of the child process.
    """
    for number in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C, the end of a service: the parent
        signal.signal(number, signal.SIG_IGN)  # drains first, and then lets us go
    _yield_to_the_window()
    try:
        _serve(connection, make)
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        os._exit(OUT_OF_MEMORY)  # at once: there is no memory to tidy up with


def _serve(connection: "Connection[Message, Task | None]", make: MakeRecognizer) -> None:
    mouth = _Mouth(connection)
    threading.Thread(target=mouth.beat, name="heartbeat", daemon=True).start()
    try:
        recognizer = make()
    except ModelMissing as error:
        mouth.say(NoModel(str(error)))
        return
    mouth.say(Ready(recognizer.window_s))
    try:
        while (task := connection.recv()) is not None:
            mouth.say(_answer(recognizer, task))
    except EOFError:
        return


def _is_out_of_memory(error: MemoryError | RuntimeError) -> bool:
    """Engines in C++ tell it by a text: std::bad_alloc, "out of memory", "failed to allocate"."""
    text = str(error).lower()
    signs = ("bad_alloc", "out of memory", "allocate")
    return isinstance(error, MemoryError) or any(sign in text for sign in signs)


def _answer(recognizer: Recognizer, task: Task) -> Heard | Unheard:
    try:
        return recognizer.recognize(task.audio, is_final=task.is_final, hotwords=task.hotwords)
    except (RecognizerDown, Refused, ModelMissing) as error:
        return Unheard(type(error)(str(error)))


class _Mouth:
    """Two threads speak through one pipe. When nobody listens any more, the process ends."""

    def __init__(self, connection: "Connection[Message, Task | None]") -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def say(self, message: Message) -> None:
        try:
            with self._lock:
                self._connection.send(message)
        except OSError:
            os._exit(0)  # from any thread, in the middle of a decode: the desk was killed

    def beat(self) -> None:
        pause = threading.Event()
        while not pause.wait(HEARTBEAT_S):
            self.say(Alive())


def _yield_to_the_window() -> None:
    # Waiting OpenMP threads would spin for 0.2 s after each decode and take the window's core.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("KMP_BLOCKTIME", "0")
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        os.nice(5)
    if sys.platform == "linux":
        with suppress(OSError):  # a locked-down container: the kernel then chooses by size alone
            Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")

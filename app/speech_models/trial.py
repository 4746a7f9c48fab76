"""A trial: a model is loaded and used in a process of its own, which may well die of it."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from statistics import median
from threading import Event
from typing import Any, Final, Protocol, TypeAlias

from app.peak_memory import peak_memory_mb
from domain.audio import SAMPLE_RATE_HZ, AudioBlock
from domain.errors import ModelMissing
from speech.models.download import Cancelled
from speech.recognition.recognizer import Heard
from speech.recognition.setup import EngineSetup

PASSES: Final = 3
_END_S: Final = 10.0  # for what it leaves to the system when it ends by itself
_LOOK_S: Final = 0.2  # how often somebody may have cancelled


class Measurable(Protocol):
    """A recogniser that says what it runs on."""

    @property
    def setup(self) -> EngineSetup: ...

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard: ...


MakeMeasurable: TypeAlias = Callable[[], Measurable]  # must survive pickling


@dataclass(frozen=True, slots=True)
class Outcome:
    speed: float
    load_s: float
    memory_mb: float
    setup: EngineSetup


def try_out(
    make: MakeMeasurable, clips: Sequence[AudioBlock], folder: Path, stopping: Event
) -> Outcome:
    """Load the model in a new process and decode the clips there, three times each.

    Takes 3 s for the bundled model, about a minute for a large one. speed is the median over
    clips of the quickest pass.

    Raises ModelMissing when it does not load, or its process dies; Cancelled.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(theirs, make, tuple(clips)), daemon=True)
    child.start()
    theirs.close()
    try:
        while not wait([ours, child.sentinel], _LOOK_S):
            if stopping.is_set():
                raise Cancelled("测速已取消 / the measurement was cancelled")
        answer = ours.recv() if ours.poll() else None
    except EOFError:
        answer = None
    finally:
        child.join(0.0 if stopping.is_set() else _END_S)
        child.kill()
        child.join()
        ours.close()
        exit_code = child.exitcode
        child.close()
    if isinstance(answer, Outcome):
        return answer
    if isinstance(answer, str):
        raise ModelMissing(answer)
    raise ModelMissing(
        f"语音模型不可用：{folder}（载入它的进程退出了，代码 {exit_code}），请重新下载或导入"
        f" / Speech model unusable: {folder}: the process that loaded it ended with {exit_code};"
        " fetch or import it again"
    )


def _serve(
    connection: "Connection[Any, Any]", make: MakeMeasurable, clips: tuple[AudioBlock, ...]
) -> None:
    """Entry of the child process."""
    try:
        begun_s = time.perf_counter()
        recognizer = make()
        load_s = time.perf_counter() - begun_s
        speed = median(_speed(recognizer, clip) for clip in clips)
        connection.send(Outcome(speed, load_s, peak_memory_mb(), recognizer.setup))
    except ModelMissing as error:
        connection.send(str(error))
    except (RuntimeError, ValueError, IndexError) as error:  # of the engine, while it decodes
        connection.send(
            f"语音模型不可用：解码失败（{error}），请换一个模型"
            f" / Speech model unusable: it does not decode: {error}"
        )


def _speed(recognizer: Measurable, clip: AudioBlock) -> float:
    decode_s = min(recognizer.recognize(clip, is_final=True).decode_s for _ in range(PASSES))
    return decode_s * SAMPLE_RATE_HZ / len(clip.samples)

"""Uploads are decoded in a process of their own: a hostile file may end that, never the server."""

import io
import multiprocessing
import signal
import sys
import threading
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from domain.audio import Samples
from domain.errors import AudioFileUnreadable

_MOST_MEMORY: Final = 2 << 30
_LONGEST_S: Final = 60.0


class SoundDecoder:
    """decode() may be called from any thread; one at a time is served."""

    def __init__(self, *, max_s: float) -> None:
        self._max_s = max_s
        self._one = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection[bytes | None, Samples | str] | None = None

    def decode(self, data: bytes) -> Samples:
        """Return the sound of a file, at most max_s long.

        Raises AudioFileUnreadable, also when the decoder died or hung over it.
        """
        with self._one:
            answer = self._ask(data)
        if isinstance(answer, str):
            raise AudioFileUnreadable(answer)
        return answer

    def close(self) -> None:
        with self._one:
            self._end()

    def _ask(self, data: bytes) -> Samples | str:
        if self._process is None or not self._process.is_alive():
            self._end()
            self._start()
        assert self._connection is not None
        try:
            self._connection.send(data)
            if self._connection.poll(_LONGEST_S):
                return self._connection.recv()
        except (EOFError, OSError):
            pass  # it died: told below, started again for the next file
        self._end()
        return "这个文件让解码器停了 / the decoder stopped over this file"

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._max_s), name="lingtai-decoder", daemon=True
        )
        self._process.start()
        theirs.close()
        self._connection = ours

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._connection = None


def _serve(connection: "Connection[Samples | str, bytes | None]", max_s: float) -> None:
    """Decode what comes until the server is gone. Entry of the child process."""
    from speech.audio.upload import read_sound

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's: it drains first
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    try:
        while (data := connection.recv()) is not None:
            try:
                connection.send(read_sound(io.BytesIO(data), max_s=max_s))
            except (AudioFileUnreadable, MemoryError) as error:
                connection.send(str(error) or "文件太大 / the file is too large")
    except (EOFError, OSError):
        return

"""Central on a real port, and a line to it that can lose an answer after the commit."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Run the service in a thread and yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, args=([listener],), name="central")
        port = listener.getsockname()[1]
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


class Forgetter:
    """Passes each connection on to central, whole; cuts it before the answer while `loses`.

    Central has then committed, and the desk cannot know.
    """

    def __init__(self, target: str) -> None:
        host, _, port = target.removeprefix("http://").partition(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, name="forgetter")
        self.loses = False
        self.lost = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread.start()

    def close(self) -> None:
        with socket.create_connection(self._listener.getsockname()):  # wakes accept()
            self._listener.close()
        self._thread.join(10)

    def _run(self) -> None:
        while True:
            try:
                desk, _ = self._listener.accept()
            except OSError:
                return
            with desk:
                if self._listener.fileno() < 0:
                    return
                self._pass_on(desk)

    def _pass_on(self, desk: socket.socket) -> None:
        """One request per connection: enough for a test, and easy to cut."""
        request = _read_message(desk)
        if not request:
            return
        with socket.create_connection(self._target) as central:
            central.sendall(request.replace(b"Connection: keep-alive", b"Connection: close"))
            reply = _read_message(central)
        if self.loses:
            self.lost += 1
            return
        desk.sendall(reply)


def _read_message(line: socket.socket) -> bytes:
    """Return head and body of one HTTP/1.1 message that says its length."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = line.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for header in head.lower().split(b"\r\n"):
        if header.startswith(b"content-length:"):
            length = int(header.partition(b":")[2])
    while len(body) < length:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body

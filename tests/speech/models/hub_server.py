"""A model hub on this machine: redirects, ranges and checksums like the real one; ill on demand."""

import hashlib
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from typing_extensions import override

COMMIT: Final = "c0ffee" + 34 * "0"
REPOSITORY: Final = "people/whisper-made-up"
LARGE: Final = 1_000_000  # above, the real hub keeps a file elsewhere


@dataclass
class Illness:
    """What goes wrong, and how often; 0 = never."""

    drops: int = 0  # connections that end in the middle of the weights
    refusals: dict[int, int] = field(default_factory=dict)  # status → times
    is_wrong: bool = False  # other bytes than announced
    knows_ranges: bool = True
    tells_checksums: bool = True
    is_slow: threading.Event = field(default_factory=threading.Event)  # waits until it is cleared


class HubServer(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, model: Path, illness: Illness) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.model = model
        self.illness = illness
        self.asked: Counter[str] = Counter()
        self.ranges: list[str] = []
        self.headers_seen: list[dict[str, str]] = []
        self.sent = 0
        self.going_on = threading.Event()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def has_still(self, number: dict[int, int]) -> int | None:
        with self.lock:
            for status, times in number.items():
                if times > 0:
                    number[status] = times - 1
                    return status
        return None

    def drops_now(self) -> bool:
        with self.lock:
            self.illness.drops -= 1
            return self.illness.drops >= 0


class _Answer(BaseHTTPRequestHandler):
    server: HubServer
    protocol_version = "HTTP/1.1"
    timeout = 60  # of a connection that says nothing more

    @override
    def log_message(self, format: str, *args: object) -> None:
        del format, args

    def do_HEAD(self) -> None:
        self._resolve()

    def do_GET(self) -> None:
        if self.path.startswith("/far-away/"):
            self._send(self.server.model / self.path.rpartition("/")[2])
        else:
            self._resolve()

    def _resolve(self) -> None:
        self.server.headers_seen.append(dict(self.headers))
        found = re.fullmatch(rf"/(?:cache/)?{REPOSITORY}/resolve/[^/]+/([^/]+)", self.path)
        file = self.server.model / found[1] if found else None
        status = self.server.has_still(self.server.illness.refusals)
        if status is not None:
            self._nothing(status)
        elif file is None or not file.is_file():
            self._nothing(404)
        elif file.stat().st_size > LARGE:
            self._redirect(file)
        elif not self.path.startswith("/cache/"):
            self._start(307, {"Location": f"/cache{self.path}", "Content-Length": "0"})
        elif self.command == "HEAD":
            self._start(200, {"Content-Length": str(file.stat().st_size), **self._facts(file)})
        else:
            self._send(file)

    def _redirect(self, file: Path) -> None:
        headers = {"Location": f"{self.server.url}/far-away/{file.name}", "Content-Length": "0"}
        headers["X-Linked-Size"] = str(file.stat().st_size)
        if self.server.illness.tells_checksums:
            headers["X-Linked-Etag"] = f'"{hashlib.sha256(file.read_bytes()).hexdigest()}"'
        headers["X-Repo-Commit"] = COMMIT
        self._start(302, headers)

    def _facts(self, file: Path) -> dict[str, str]:
        content = file.read_bytes()
        blob = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
        tags = {"ETag": f'"{blob}"'} if self.server.illness.tells_checksums else {}
        return {"X-Repo-Commit": COMMIT, **tags}

    def _send(self, file: Path) -> None:
        with self.server.lock:
            self.server.asked[file.name] += 1
        content = file.read_bytes()
        if self.server.illness.is_wrong and len(content) > LARGE:
            content = content[:-1] + bytes([content[-1] ^ 1])
        first = self._first_byte(len(content))
        headers = {"Content-Length": str(len(content) - first)}
        if first:
            headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        self._start(206 if first else 200, headers)
        rest = content[first:]
        if len(content) > LARGE and (self.server.illness.is_slow.is_set()):
            self._write(rest[: len(rest) // 4])
            self.server.going_on.wait(60)
            rest = rest[len(rest) // 4 :]
        if len(content) > LARGE and self.server.drops_now():
            self._write(rest[: len(rest) // 3])
            self.close_connection = True
            return
        self._write(rest)

    def _write(self, content: bytes) -> None:
        try:
            self.wfile.write(content)
            self.wfile.flush()
        except OSError:  # the other side hung up
            self.close_connection = True
            return
        with self.server.lock:
            self.server.sent += len(content)

    def _first_byte(self, size: int) -> int:
        asked = self.headers.get("Range", "")
        if asked:
            self.server.ranges.append(asked)
        found = re.fullmatch(r"bytes=(\d+)-", asked)
        if not found or not self.server.illness.knows_ranges or int(found[1]) >= size:
            return 0
        return int(found[1])

    def _nothing(self, status: int) -> None:
        headers = {"Content-Length": "0"}
        if status == 429:
            headers["Retry-After"] = "0"
        self._start(status, headers)

    def _start(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def serving(model: Path, illness: Illness | None = None) -> Iterator[HubServer]:
    server = HubServer(model, illness or Illness())
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.going_on.set()
        server.shutdown()
        server.server_close()
        thread.join()

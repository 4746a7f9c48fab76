"""The line to a transcription server: tried again where that helps, never where it does not."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typing_extensions import override

from domain.errors import ModelMissing, RecognizerDown, Refused
from speech.recognition.server_line import Patience, ServerAddress, ServerLine

KEY = "secret-of-the-tests"
GOOD: tuple[int, bytes, dict[str, str]] = (200, b'{"text": "ok"}', {})


@dataclass
class Script:
    """Answers one after the other, the last for ever; keeps what was asked."""

    answers: list[tuple[int, bytes, dict[str, str]]]
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def answering(*answers: tuple[int, bytes, dict[str, str]]) -> Iterator[tuple[str, Script]]:
    script = Script(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            script.asked.append(dict(self.headers))
            status, body, head = (
                script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            )
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **head}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Clock:
    """Time passes when somebody pauses, and not otherwise."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now_s += seconds


@contextmanager
def line_to(url: str) -> Iterator[tuple[ServerLine, Clock]]:
    clock = Clock()
    line = ServerLine(
        ServerAddress(url, key=KEY),
        Patience(total_s=15.0, rest_s=3.0),
        now_s=lambda: clock.now_s,
        pause=clock.pause,
    )
    try:
        yield line, clock
    finally:
        line.close()


def ask(line: ServerLine, *, may_wait: bool = True) -> bytes:
    return line.ask("POST", "/audio/transcriptions", may_wait=may_wait, data=b"x")


def test_the_key_goes_to_the_server_and_into_no_text() -> None:
    with answering(GOOD) as (url, script), line_to(url) as (line, _):
        assert ask(line) == GOOD[1]
    assert script.asked[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(ServerAddress(url, key=KEY))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_and_longer_after_each_time(status: int) -> None:
    with answering(*[(status, b"", {})] * 3, GOOD) as (url, _), line_to(url) as (line, clock):
        assert ask(line) == GOOD[1]
    assert len(clock.pauses) == 3
    assert all(
        low <= one <= 3 * low for low, one in zip((0.25, 0.5, 1.0), clock.pauses, strict=True)
    )


def test_the_server_may_say_when() -> None:
    told = (429, b"", {"Retry-After": "4"})
    with answering(told, GOOD) as (url, _), line_to(url) as (line, clock):
        ask(line)
    assert clock.pauses == [4.0]


def test_a_server_that_wants_too_much_patience_is_given_up_at_once() -> None:
    told = (503, b"", {"Retry-After": "600"})
    with (
        answering(told) as (url, script),
        line_to(url) as (line, clock),
        pytest.raises(RecognizerDown, match="503"),
    ):
        ask(line)
    assert clock.pauses == []
    assert len(script.asked) == 1


def test_after_its_patience_each_utterance_costs_one_try_and_soon_none() -> None:
    with answering((503, b"", {})) as (url, script), line_to(url) as (line, clock):
        with pytest.raises(RecognizerDown):
            ask(line)
        assert sum(clock.pauses) <= 15.0
        tried = len(script.asked)
        with pytest.raises(RecognizerDown):
            ask(line)  # it rests
        assert len(script.asked) == tried
        clock.now_s += 4.0
        with pytest.raises(RecognizerDown):
            ask(line)
        assert len(script.asked) == tried + 1
        script.answers = [GOOD]
        clock.now_s += 4.0
        assert ask(line) == GOOD[1]
        script.answers = [(503, b"", {}), GOOD]
        assert ask(line) == GOOD[1]  # it is back: patience too


def test_a_partial_is_tried_once() -> None:
    with answering((503, b"", {})) as (url, script), line_to(url) as (line, clock):
        with pytest.raises(RecognizerDown):
            ask(line, may_wait=False)
        script.answers = [GOOD]
        assert ask(line) == GOOD[1]  # nobody was given up for a partial
    assert clock.pauses == []


def refused(status: int, head: dict[str, str]) -> Callable[[], None]:
    def run() -> None:
        with answering((status, b"", head)) as (url, script), line_to(url) as (line, clock):
            try:
                ask(line)
            finally:
                assert len(script.asked) == 1
                assert clock.pauses == []

    return run


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_a_person_must_put_right_is_not_tried_again(status: int) -> None:
    with pytest.raises(ModelMissing) as caught:
        refused(status, {})()
    assert " / " in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_refused_utterance_is_not_sent_again(status: int) -> None:
    with pytest.raises(Refused, match=str(status)):
        refused(status, {})()


def test_sound_does_not_follow_a_server_that_points_elsewhere() -> None:
    with answering(GOOD) as (elsewhere, other), pytest.raises(ModelMissing):
        refused(307, {"Location": elsewhere})()
    assert other.asked == []


def test_nobody_there_is_told_with_the_address() -> None:
    with line_to("http://127.0.0.1:9") as (line, clock):
        with pytest.raises(RecognizerDown, match=r"127\.0\.0\.1:9"):
            ask(line)
        assert len(clock.pauses) >= 3


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    with (
        answering((200, b"x" * (9 << 20), {})) as (url, _),
        line_to(url) as (line, _clock),
        pytest.raises(RecognizerDown),
    ):
        ask(line, may_wait=False)


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://a.example", "https://a.example/v1"),
        ("https://a.example/v1/", "https://a.example/v1"),
        ("http://localhost:8000/asr/v1", "http://localhost:8000/asr/v1"),
    ],
)
def test_the_address_may_be_given_with_or_without_its_version(url: str, api: str) -> None:
    assert ServerAddress(url).api == api

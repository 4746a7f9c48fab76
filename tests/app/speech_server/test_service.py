"""The speech server as its callers meet it: a real process, friendly and hostile requests."""

import io
import socket
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import requests

from tests.app.speech_server.serving import KEY, Served, served
from tests.speech.sounds import DEMO_CALL, ROOT, silence, tone

WHO: Final = {"Authorization": f"Bearer {KEY}"}
LONG_S: Final = 120.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running


def wav(samples: "np.ndarray[Any, np.dtype[np.float32]]", rate_hz: int = 16_000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return file.getvalue()


def post(server: Served, sound: bytes, **fields: Any) -> requests.Response:
    return requests.post(
        f"{server.url}/v1/audio/transcriptions",
        headers=fields.pop("headers", WHO),
        data={"model": "whisper-1", **fields},
        files={"file": ("../../etc/passwd", sound)},
        timeout=LONG_S,
    )


def code(response: requests.Response) -> str:
    told = response.json()["error"]
    assert set(told) == {"message", "type", "param", "code"}
    return str(told["code"])


@pytest.fixture(scope="module")
def call(server: Served) -> dict[str, Any]:
    """A whole demo call as verbose_json: longer than a window, both speakers mixed."""
    answer = post(
        server,
        DEMO_CALL.read_bytes(),
        response_format="verbose_json",
        **{"timestamp_granularities[]": ["word", "segment"]},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_long_call_comes_back_in_utterances_with_words(call: dict[str, Any]) -> None:
    assert call["language"] == "chinese"
    assert len(call["segments"]) > 5
    assert call["text"] == "".join(one["text"] for one in call["segments"])
    assert call["text"] == "".join(one["word"] for one in call["words"])
    starts = [one["start"] for one in call["segments"]]
    assert starts == sorted(starts)
    assert all(0 <= one["start"] <= one["end"] <= call["duration"] + 0.5 for one in call["words"])
    for one in call["segments"]:
        assert {"id", "seek", "tokens", "temperature", "avg_logprob"} <= set(one)


@pytest.mark.parametrize("kind", ["json", "text", "srt", "vtt"])
def test_every_format_says_the_same(server: Served, call: dict[str, Any], kind: str) -> None:
    answer = post(server, DEMO_CALL.read_bytes(), response_format=kind)
    assert answer.status_code == 200
    answer.encoding = "utf-8"
    first = call["segments"][0]["text"]
    match kind:
        case "json":
            assert answer.json() == {"text": call["text"]}
        case "text":
            assert answer.text == call["text"] + "\n"
        case "srt":
            assert answer.text.startswith("1\n00:00:")
            assert f"\n{first}\n" in answer.text
        case _:
            assert answer.text.startswith("WEBVTT\n\n00:00:")
            assert f"\n{first}\n" in answer.text


def test_silence_is_an_empty_text(server: Served) -> None:
    answer = post(server, wav(silence(1.0)))
    assert (answer.status_code, answer.json()) == (200, {"text": ""})


def test_any_rate_and_container_is_read(server: Served) -> None:
    assert post(server, wav(tone(1.0), 44_100)).status_code == 200
    assert post(server, (ROOT / "resources/demo/06_thanks.flac").read_bytes()).status_code == 200


@pytest.mark.parametrize("who", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY[:5]}])
def test_without_a_key_nothing_is_said(server: Served, who: dict[str, str]) -> None:
    answer = post(server, wav(silence(0.5)), headers=who)
    assert answer.status_code == 401
    assert code(answer) == "invalid_api_key"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert requests.get(f"{server.url}/v1/models", headers=who, timeout=LONG_S).status_code == 401


def test_health_and_models(server: Served) -> None:
    assert requests.get(f"{server.url}/health", timeout=LONG_S).json()["status"] == "ok"
    listed = requests.get(f"{server.url}/v1/models", headers=WHO, timeout=LONG_S).json()
    assert [one["id"] for one in listed["data"]] == ["lingtai-demo"]
    one = requests.get(f"{server.url}/v1/models/lingtai-demo", headers=WHO, timeout=LONG_S)
    assert one.json() == listed["data"][0]
    other = requests.get(f"{server.url}/v1/models/other", headers=WHO, timeout=LONG_S)
    assert (other.status_code, code(other)) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"model": "large-v9"}, 404, "model_not_found"),
        ({"language": "fr"}, 400, "bad_language"),
        ({"response_format": "xml"}, 400, "bad_format"),
        ({"stream": "true"}, 400, "no_stream"),
        ({"prompt": "长" * 20_000}, 400, "bad_form"),
        ({f"f{n}": "x" for n in range(40)}, 400, "bad_form"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(
    server: Served, fields: dict[str, str], status: int, said: str
) -> None:
    answer = post(server, wav(silence(0.5)), **fields)
    assert (answer.status_code, code(answer)) == (status, said)


HOSTILE: Final = {
    "empty": b"",
    "text": b"hello" * 100,
    "list": b"#EXTM3U\n#EXTINF:1\nfile:///etc/hostname\n",
    "concat": b"ffconcat version 1.0\nfile '/etc/hostname'\n",
    "cut wav": wav(tone(1.0))[:40],
    "lying wav": b"RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00" + b"\xff" * 64,
    "zip": b"PK\x03\x04" + b"\0" * 200,
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_is_no_sound_is_refused_and_the_next_is_heard(server: Served, name: str) -> None:
    answer = post(server, HOSTILE[name])
    assert (answer.status_code, code(answer)) == (400, "bad_sound")
    assert "/etc" not in answer.text
    assert post(server, wav(silence(0.5))).status_code == 200


def test_a_body_that_is_too_long_is_refused_told_or_not(server: Served) -> None:
    big = b"\0" * (26 << 20)
    assert code(post(server, big)) == "too_large"
    assert code(requests.post(**_chunked(server, big))) == "too_large"


def _chunked(server: Served, content: bytes) -> dict[str, Any]:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    pieces = [head, *(content[at : at + (1 << 20)] for at in range(0, len(content), 1 << 20))]
    return {
        "url": f"{server.url}/v1/audio/transcriptions",
        "headers": WHO | {"Content-Type": "multipart/form-data; boundary=b"},
        "data": iter([*pieces, b"\r\n--b--\r\n"]),
        "timeout": LONG_S,
    }


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n\r\n--b--"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file'),
        ("multipart/form-data; boundary=b", b"\xff" * 3000),
        ("application/x-www-form-urlencoded", b"file=abc"),
        ("application/json", b"{}"),
    ],
    ids=["no boundary", "no name", "cut", "bytes", "urlencoded", "json"],
)
def test_a_form_that_is_none_is_refused(server: Served, kind: str, body: bytes) -> None:
    answer = requests.post(
        f"{server.url}/v1/audio/transcriptions",
        headers=WHO | {"Content-Type": kind},
        data=body,
        timeout=LONG_S,
    )
    assert answer.status_code == 400
    assert code(answer) in ("bad_form", "no_file")


def test_sound_that_never_ends_is_not_decoded_to_its_end(server: Served) -> None:
    """An hour of silence is 200 kB of FLAC: it is refused, and the server goes on."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="flac") as out:
        stream = out.add_stream("flac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.int16), "s16", "mono")
        frame.sample_rate = 16_000
        for _ in range(3600 * 16_000 // 4096):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    assert len(file.getvalue()) < 2 << 20
    answer = post(server, file.getvalue())
    assert (answer.status_code, code(answer)) == (400, "bad_sound")


def test_many_desks_at_once_are_all_answered(server: Served) -> None:
    sounds = [wav(tone(1.0, 200.0 + 50 * n)) for n in range(8)]
    with ThreadPoolExecutor(8) as desks:
        answers = list(desks.map(lambda sound: post(server, sound), sounds))
    assert {answer.status_code for answer in answers} == {200}


def test_told_to_end_it_answers_what_it_took_and_leaves_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as server, ThreadPoolExecutor(1) as desk:
        asked = desk.submit(post, server, DEMO_CALL.read_bytes())
        while not _is_working(server) and not asked.done():
            threading.Event().wait(0.05)
        assert server.end() == 0
        assert asked.result().status_code == 200
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{server.url}/health", timeout=LONG_S)


def _is_working(server: Served) -> bool:
    told = requests.get(f"{server.url}/health", timeout=LONG_S).json()
    return bool(told["working"])


def refused(*arguments: str, tmp_path: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "serve-speech", *arguments],
        cwd=ROOT,
        env={"LINGTAI_DATA": str(tmp_path), "LINGTAI_CONFIG": str(tmp_path / "none"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_beyond_this_machine_it_wants_keys_and_good_ones(tmp_path: Path) -> None:
    assert "--key-file" in refused("--host", "0.0.0.0", tmp_path=tmp_path)
    weak = tmp_path / "weak.txt"
    weak.write_text("short\n")
    assert "16" in refused("--key-file", str(weak), tmp_path=tmp_path)


def test_a_taken_port_and_a_missing_model_are_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert port in refused("--port", port, tmp_path=tmp_path)
    assert "gone" in refused("--port", "0", "--model", str(tmp_path / "gone"), tmp_path=tmp_path)

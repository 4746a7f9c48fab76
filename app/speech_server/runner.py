"""Runs the speech server from its socket to its last breath."""

import errno
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from typing_extensions import override

from app.assembly import new_detector, recognizer_loader, segmenter_settings
from app.config import Config
from app.speech_engine import model_id
from app.speech_server.engine_line import EngineLine
from app.speech_server.service import MAX_SOUND_S, Engine, create_app
from app.speech_server.sound_decoder import SoundDecoder
from domain.audio import AudioBlock
from domain.errors import ConfigInvalid, PortInUse, RecognizerDown
from domain.events import Event, WorkerDied
from speech.offline import utterances_of
from speech.utterance import Utterance

log = logging.getLogger(__name__)

MOST_WAITING: Final = 32  # utterances
MOST_REQUESTS: Final = 128
LAST_REQUESTS_S: Final = 20  # how long running requests may still take at the end
LOAD_S: Final = 300.0
_SHORTEST_KEY: Final = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, who may ask, and what makes the line secret."""

    host: str = "127.0.0.1"
    port: int = 8766
    key_file: Path | None = None  # one key a line
    certificate: Path | None = None
    certificate_key: Path | None = None


def serve(config: Config, place: Place) -> None:
    """Run until SIGTERM or SIGINT, then end what was begun.

    Prints "ready http://HOST:PORT" once the model is loaded and requests are answered.

    Raises ConfigInvalid, PortInUse, ModelMissing, RecognizerDown.
    """
    if config.speech.engine == "server":
        raise ConfigInvalid(
            "这台电脑自己就用服务器识别，不能再当服务器：请改 speech.engine"
            " / this machine hears through a server itself: change speech.engine"
        )
    keys = _keys(place)
    with _bound(place) as listener, _leaving_at_sigterm(), _engine(config) as engine:
        server = _Announcing(
            uvicorn.Config(
                create_app(engine, keys),
                log_config=None,
                access_log=False,
                server_header=False,
                limit_concurrency=MOST_REQUESTS,
                timeout_graceful_shutdown=LAST_REQUESTS_S,
                h11_max_incomplete_event_size=64 << 10,
                ssl_certfile=place.certificate,
                ssl_keyfile=place.certificate_key,
            )
        )
        server.scheme = "https" if place.certificate else "http"
        server.run(sockets=[listener])


class _Announcing(uvicorn.Server):
    scheme = "http"

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            print(f"ready {self.scheme}://{host}:{port}", flush=True)


@contextmanager
def _engine(config: Config) -> Iterator[Engine]:
    settings = segmenter_settings(config)

    def cut(whole: AudioBlock) -> list[Utterance]:
        return list(utterances_of(whole, new_detector(), settings))

    line = EngineLine(recognizer_loader(config), _log_death, most_waiting=MOST_WAITING)
    decoder = SoundDecoder(max_s=MAX_SOUND_S)
    line.start()
    try:
        ready = line.wait_ready(LOAD_S)
        if ready is None:
            raise RecognizerDown("语音模型迟迟没有载入 / the speech model did not load in time")
        yield Engine(line, decoder, cut, model_id(config), ready.window_s)
    finally:
        line.stop()
        decoder.close()


@contextmanager
def _leaving_at_sigterm() -> Iterator[None]:
    """Leave through every finally; uvicorn raises its signal again when it is done."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _log_death(event: Event) -> None:
    if isinstance(event, WorkerDied):
        log.critical("the engine's thread died: %s", type(event.error).__name__)


def _keys(place: Place) -> tuple[str, ...]:
    """Raises ConfigInvalid; beyond this machine nobody may ask without a key."""
    if place.key_file is None:
        if _is_loopback(place.host):
            return ()
        raise ConfigInvalid(
            f"对外监听 {place.host} 必须有密钥：请用 --key-file（每行一个）"
            f" / listening on {place.host} needs keys: --key-file, one a line"
        )
    try:
        keys = tuple(line.strip() for line in place.key_file.read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid(
            f"密钥文件读不出：{place.key_file} / the key file cannot be read: {place.key_file}"
        ) from error
    keys = tuple(key for key in keys if key)
    if not keys or any(len(key) < _SHORTEST_KEY or not key.isascii() for key in keys):
        raise ConfigInvalid(
            f"{place.key_file} 里的密钥每行一个，至少 {_SHORTEST_KEY} 个英文字符"
            f" / {place.key_file}: one key a line, at least {_SHORTEST_KEY} ASCII characters"
        )
    return keys


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _bound(place: Place) -> Iterator[socket.socket]:
    """Take the port before anything slow begins."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if sys.platform != "win32":  # there it would let two services share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((place.host, place.port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise ConfigInvalid(f"地址无效 / bad address: {place.host}:{place.port}") from error
            raise PortInUse(
                f"端口 {place.port} 已被其他程序占用: 请用 --port 另选一个 / "
                f"port {place.port} is in use by another program: choose another with --port"
            ) from error
        listener.listen(128)
        yield listener

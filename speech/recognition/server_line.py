"""The line to a transcription server: one exchange at a time, tried again where that helps."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import requests

from domain.errors import ModelMissing, RecognizerDown, Refused

log = logging.getLogger(__name__)

WISH_HEADER: Final = "X-Lingtai-Wish"  # final, partial, background; other servers ignore it
SERVER_MARK: Final = "server:"  # begins the engine's name in a segment that a server heard
CONNECT_S: Final = 3.0
_SHORTEST_READ_S: Final = 2.0
MAX_ANSWER_BYTES: Final = 8 << 20
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 5.0
_BUSY: Final = {408, 429, 500, 502, 503, 504, 529}
_NOT_LET_IN: Final = {401, 403}


class NothingThere(ModelMissing):
    """The server is up, but has no such address or model."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where to ask, and with what right. model "": the first that the server names."""

    url: str  # https://asr.example/v1, with or without /v1
    model: str = ""
    key: str = field(default="", repr=False)
    ca_file: str = ""  # the only authority that is trusted, "" for the system's

    @property
    def api(self) -> str:
        bare = self.url.rstrip("/")
        return bare if bare.endswith("/v1") else f"{bare}/v1"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a final is waited for and tried again before it is given up to be heard later.

    total_s stays below the 20 s after which app.recognition_child takes the engine for hung.

    After that the server counts as away: one try an utterance, none within rest_s.
    """

    total_s: float = 15.0
    rest_s: float = 3.0


class ServerLine:
    """Not thread-safe. Redirects are not followed: sound goes only where the site said."""

    def __init__(
        self,
        address: ServerAddress,
        patience: Patience | None = None,
        *,
        now_s: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = address
        self._patience = patience or Patience()
        self._now_s, self._pause = now_s, pause
        self._away_since_s: float | None = None
        self._session = requests.Session()
        # Else REQUESTS_CA_BUNDLE would override the pinned authority (psf/requests#3829), and
        # a proxy of the environment would read our customers' voices.
        self._session.trust_env = False
        if address.ca_file:
            self._session.verify = address.ca_file
        if address.key:
            self._session.headers["Authorization"] = f"Bearer {address.key}"

    def close(self) -> None:
        self._session.close()

    def ask(self, method: str, path: str, *, may_wait: bool, **request: Any) -> bytes:
        """Return the body of the answer.

        may_wait: try again for as long as the patience lasts; else once.

        Raises RecognizerDown when the server is away or busy, Refused when it does not take
        this very request, ModelMissing when key, address or certificate are wrong.
        """
        begun_s = self._now_s()
        if self._is_resting(begun_s):
            raise self._down("")
        deadline_s = begun_s + (self._patience.total_s if may_wait else 0.0)
        if self._away_since_s is not None:
            deadline_s = begun_s
        pause_s = _FIRST_PAUSE_S
        while True:
            last_s = begun_s + self._patience.total_s
            read_s = max(_SHORTEST_READ_S, last_s - self._now_s())
            why, told_s = self._try(method, path, read_s, request)
            if isinstance(why, bytes):
                self._away_since_s = None
                return why
            wait_s = told_s if told_s is not None else pause_s * random.uniform(0.5, 1.5)
            if self._now_s() + wait_s > deadline_s:
                if may_wait:
                    self._away_since_s = self._now_s()
                raise self._down(why)
            self._pause(wait_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _try(
        self, method: str, path: str, read_s: float, request: dict[str, Any]
    ) -> tuple[bytes | str, float | None]:
        """Return the answer, or why there is none and when the server wants to be asked again."""
        try:
            with self._session.request(
                method,
                self._address.api + path,
                timeout=(CONNECT_S, read_s),
                allow_redirects=False,
                stream=True,
                **request,
            ) as response:
                if response.status_code == requests.codes.ok:
                    return _body(response, self._now_s() + read_s, self._now_s), None
                if response.status_code in _BUSY:
                    return f"HTTP {response.status_code}", _retry_after_s(response)
                raise self._refusal(response.status_code)
        except requests.exceptions.SSLError as error:
            raise ModelMissing(
                f"转写服务器的证书不可信：{self._address.url}，请管理员核对 speech.server_ca_file"
                f" / the certificate of {self._address.url} is not trusted; an administrator must"
                " check speech.server_ca_file"
            ) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
            raise ModelMissing(
                f"转写服务器地址无效：{self._address.url}，请改 speech.server_url"
                f" / bad address: {self._address.url}; correct speech.server_url"
            ) from error
        except (requests.RequestException, OSError) as error:
            log.info("transcription server: %s", type(error).__name__)
            return type(error).__name__, None

    def _is_resting(self, now_s: float) -> bool:
        return self._away_since_s is not None and now_s - self._away_since_s < self._patience.rest_s

    def _down(self, why: str) -> RecognizerDown:
        reason = f"（{why}）" if why else ""
        return RecognizerDown(
            f"转写服务器没有应答：{self._address.url}{reason}，录音照常，服务器恢复后自动补听；"
            f"持续如此请找管理员 / The transcription server does not answer: {self._address.url}"
            f"{f' ({why})' if why else ''}; the recording goes on and is heard when it is back;"
            " if this lasts, tell an administrator"
        )

    def _refusal(self, status: int) -> ModelMissing | Refused:
        url = self._address.url
        if status in _NOT_LET_IN:
            return ModelMissing(
                f"转写服务器不认这台电脑的密钥：{url}，请用 lingtai speech-key 重新保存"
                f" / {url} does not accept the key of this desk; save it with lingtai speech-key"
            )
        if status == requests.codes.not_found or 300 <= status < 400:
            return NothingThere(
                f"{url} 没有转写服务或没有模型「{self._address.model}」（HTTP {status}），请核对"
                f" speech.server_url 和 speech.server_model / no transcription service or no model"
                f' "{self._address.model}" at {url} (HTTP {status}); check speech.server_url and'
                " speech.server_model"
            )
        return Refused(
            f"转写服务器不收这句话（HTTP {status}），录音还在 / The transcription server does not"
            f" take this utterance (HTTP {status}); it is recorded"
        )


def _body(response: requests.Response, deadline_s: float, now_s: Callable[[], float]) -> bytes:
    """Read the answer, but neither for ever nor without end."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(64 << 10):
        size += len(part)
        if size > MAX_ANSWER_BYTES or now_s() > deadline_s:
            raise requests.exceptions.ContentDecodingError("the answer has no end")
        parts.append(part)
    return b"".join(parts)


def _retry_after_s(response: requests.Response) -> float | None:
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else None

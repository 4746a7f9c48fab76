"""Which speech engine this desk uses, and address and key of one that is elsewhere."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.config import SPEECH_KEY, Config
from domain.errors import ConfigInvalid
from domain.events import EngineChanged, Event, Publish, SegmentHeard
from speech.recognition.model_folder import check_model
from speech.recognition.server_line import SERVER_MARK, ServerAddress
from speech.recognition.sherpa_folder import check_sherpa_folder
from sync.credentials import KeptSecret

SERVICE: Final = "lingtai-speech"
_AT_HOME: Final = (".local", ".lan", ".internal", ".home.arpa")


def server_address(config: Config, environ: Mapping[str, str] = os.environ) -> ServerAddress:
    """Return where customers' voices go, and with what key.

    Raises ConfigInvalid without an address, or when it would carry them in the clear.
    """
    speech = config.speech
    url = speech.server_url
    if not url:
        raise ConfigInvalid(
            '已选 speech.engine = "server"，还没有地址：请设置 speech.server_url'
            ' / speech.engine = "server" needs an address: set speech.server_url'
        )
    if not _may_be_asked(url, allows_http=speech.server_allows_http):
        raise ConfigInvalid(
            f"通话录音不能明文发到 {url}：请用 https；内网地址确需 http 时设置"
            f" speech.server_allows_http = true / calls must not go to {url} in the clear: use"
            " https, or set speech.server_allows_http = true for an address of your own network"
        )
    if speech.server_ca_file and not Path(speech.server_ca_file).is_file():
        raise ConfigInvalid(
            f"speech.server_ca_file 没有这个文件：{speech.server_ca_file}"
            f" / speech.server_ca_file: no such file: {speech.server_ca_file}"
        )
    return ServerAddress(
        url, speech.server_model, speech_key(config, environ), speech.server_ca_file
    )


def speech_key(config: Config, environ: Mapping[str, str] = os.environ) -> str:
    """Return the key of the configured server: the environment's, else the kept one, else ""."""
    return environ.get(SPEECH_KEY, "") or kept_key(config).read()


def kept_key(config: Config) -> KeptSecret:
    """Return where the key rests: the system's keyring, else a file for this user alone."""
    file = config.data_folder / "speech" / "server-keys.json"
    return KeptSecret(file, SERVICE, config.speech.server_url)


def sherpa_folder(config: Config) -> Path:
    """Raises ConfigInvalid when none is set."""
    if not config.speech.sherpa_folder:
        raise ConfigInvalid(
            '已选 speech.engine = "sherpa-onnx"，还没有模型：请设置 speech.sherpa_folder'
            ' / speech.engine = "sherpa-onnx" needs a model: set speech.sherpa_folder'
        )
    return Path(config.speech.sherpa_folder).expanduser()


def model_id(config: Config) -> str:
    """Return the name of the model on this machine, as other machines ask for it.

    Raises ConfigInvalid, ModelMissing.
    """
    if config.speech.engine == "sherpa-onnx":
        return check_sherpa_folder(sherpa_folder(config)).name
    return check_model(config.model_folder).name


def engine_name(config: Config) -> str:
    """Return the chosen engine as people know it; asks nobody.

    Raises ConfigInvalid, ModelMissing.
    """
    match config.speech.engine:
        case "faster-whisper":
            return f"{model_id(config)} · int8"
        case "sherpa-onnx":
            return model_id(config)
        case "server":
            address = server_address(config)
            host = urlsplit(address.url).netloc
            return f"{address.model or '默认模型'} @ {host}"


class EngineWatch:
    """Says when the local model begins and ends to hear in the server's place.

    tell() passes every event on; it may be called from any thread.
    """

    def __init__(self, config: Config, publish: Publish) -> None:
        self._has_stand_in = config.speech.engine == "server" and config.speech.server_has_stand_in
        self._publish = publish
        self._is_stand_in = False

    def tell(self, event: Event) -> None:
        self._publish(event)
        if self._has_stand_in and isinstance(event, SegmentHeard):
            engine = event.segment.engine
            is_stand_in = not engine.startswith(SERVER_MARK)
            if is_stand_in != self._is_stand_in:
                self._is_stand_in = is_stand_in
                self._publish(EngineChanged(engine, is_stand_in))


def _may_be_asked(url: str, *, allows_http: bool) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        is_near = "." not in host or host.endswith(_AT_HOME)
        return host == "localhost" or (allows_http and is_near)
    return address.is_loopback or (allows_http and address.is_private)

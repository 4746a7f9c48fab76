"""Verbs about speech engines elsewhere: serve-speech, speech-key."""

from importlib.util import find_spec

from app.config import Config
from app.speech_engine import kept_key
from domain.errors import ConfigInvalid

_NEEDED = ("fastapi", "uvicorn", "python_multipart")


def check_installed() -> None:
    """Raises ConfigInvalid when this installation has no web framework."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigInvalid(
            f"语音服务器缺少 {'、'.join(missing)}，请运行 pip install -r requirements/central.txt"
            f" / the speech server lacks {', '.join(missing)}: run"
            " pip install -r requirements/central.txt"
        )


def keep_key(config: Config, key: str) -> str:
    """Keep the key of the configured server; return where it rests. "" forgets it.

    Raises ConfigInvalid.
    """
    if not config.speech.server_url:
        raise ConfigInvalid(
            "还没有转写服务器地址，请先设置 speech.server_url"
            " / there is no transcription server yet: set speech.server_url first"
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigInvalid("密钥里有不能用的字符 / the key has characters that it cannot have")
    kept = kept_key(config)
    kept.keep(key)
    if kept.is_in_keyring:
        return "系统密钥环 / the system's keyring"
    return "本机文件，仅本用户可读 / a file that only this user can read"

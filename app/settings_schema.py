"""What settings there are and of what type, read from dataclasses; values checked against it."""

import dataclasses
import difflib
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from domain.errors import ConfigInvalid

YES: Final = ("1", "true", "yes", "on")
NO: Final = ("0", "false", "no", "off")
_LIMIT: Final = "limit"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value must be beyond its type, and how a person is told."""

    text: str
    holds: Callable[[Any], bool]


def within(low: float, high: float) -> Mapping[str, Limit]:
    """Return the metadata of a dataclass field: a number from low to high, never nan."""
    return {_LIMIT: Limit(f"{low:g} … {high:g}", lambda value: low <= value <= high)}


def time_zone() -> Mapping[str, Limit]:
    """Return the metadata of a dataclass field: a zone that this machine knows."""
    return {_LIMIT: Limit("时区 time zone, Asia/Shanghai", _is_zone)}


def web_address() -> Mapping[str, Limit]:
    """Return the metadata of a dataclass field: "" or the address of a service, without a key."""
    return {_LIMIT: Limit("https://…", _is_web_address)}


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    return text == "" or (parts.scheme in ("http", "https") and has_host and is_bare)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone; not a name; a folder of zones
        return False
    return True


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its path with dots, its type, and the words or the range it is held to."""

    path: str
    kind: type
    choices: tuple[str, ...] = ()
    limit: Limit | None = None

    @property
    def expected(self) -> str:
        if self.choices:
            return " | ".join(f'"{choice}"' for choice in self.choices)
        names = {str: "文字 string", Path: "路径 path", int: "整数 integer", float: "数字 number"}
        limit = f" ({self.limit.text})" if self.limit else ""
        return names.get(self.kind, "true | false") + limit

    def allows(self, value: Any) -> bool:
        """Return whether a value of the right type is one that we can work with."""
        if self.choices and value not in self.choices:
            return False
        return self.limit is None or self.limit.holds(value)


def settings_of(config: type) -> Mapping[str, Setting]:
    """Return every setting of a dataclass of dataclasses, by path."""
    return {setting.path: setting for setting in _walk(config, "")}


def _walk(config: type, prefix: str) -> Iterable[Setting]:
    hints = typing.get_type_hints(config)
    for field in dataclasses.fields(config):
        kind = hints[field.name]
        if dataclasses.is_dataclass(kind):
            yield from _walk(typing.cast(type, kind), f"{prefix}{field.name}.")
        elif typing.get_origin(kind) is Literal:
            yield Setting(prefix + field.name, str, typing.get_args(kind))
        else:
            yield Setting(prefix + field.name, kind, limit=field.metadata.get(_LIMIT))


def convert(value: object, setting: Setting, *, where: str, is_variable: bool = False) -> Any:
    """Return the value in the setting's type. A variable of the environment is always text.

    Raises ConfigInvalid that begins with where.
    """
    found = _of_text(str(value), setting.kind) if is_variable else _of_toml(value, setting.kind)
    if found is None or not setting.allows(found):
        raise ConfigInvalid(
            f"{where}：{setting.path} 的值不对，应为 {setting.expected} / "
            f"{where}: wrong value for {setting.path}, expected {setting.expected}"
        )
    return found


def _of_text(text: str, kind: type) -> Any:
    if kind is bool:
        folded = text.strip().lower()
        return folded in YES if folded in YES + NO else None
    if kind is Path:
        return Path(text).expanduser()
    try:
        return kind(text)
    except ValueError:
        return None


def _of_toml(value: object, kind: type) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value).expanduser()
    if kind is float and type(value) is int:
        return float(value)
    return value if type(value) is kind else None


def nearest(path: str, known: Iterable[str]) -> str:
    """Return the known name that somebody most likely meant, "" when none is near."""
    names = list(known)
    close = difflib.get_close_matches(path, names, n=1, cutoff=0.6)
    if close:
        return close[0]
    last = path.rpartition(".")[2]
    return next((name for name in names if name.rpartition(".")[2] == last), "")

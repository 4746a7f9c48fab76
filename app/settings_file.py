"""The settings file: TOML, read with its mistakes named by line, changed with comments kept."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from app.settings_schema import Setting, convert, nearest
from domain.errors import ConfigInvalid, DataFolderReadOnly, DiskFull


def read(file: Path, settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Return what the file sets, {"central.url": …}; {} when there is no file.

    Raises ConfigInvalid.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid(
            f"配置文件读不出：{file}（{error}）/ the settings file cannot be read: {file} ({error})"
        ) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigInvalid(
            f"配置文件不是 TOML：{file}（{error}）/ the settings file is not TOML: {file} ({error})"
        ) from error
    return {
        path: convert(
            value, known_setting(file, text, path, settings), where=place(file, text, path)
        )
        for path, value in _leaves(table, "", settings)
    }


def known_setting(file: Path, text: str, path: str, settings: Mapping[str, Setting]) -> Setting:
    if path in settings:
        return settings[path]
    meant = nearest(path, settings)
    zh = f"；是不是 {meant}？" if meant else ""
    en = f"; did you mean {meant}?" if meant else ""
    where = place(file, text, path)
    raise ConfigInvalid(f"{where}：没有 {path} 这个配置项{zh} / {where}: unknown key {path}{en}")


def _leaves(
    table: Mapping[str, Any], prefix: str, settings: Mapping[str, Setting]
) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        path = prefix + key
        is_part = any(known.startswith(f"{path}.") for known in settings)
        if isinstance(value, dict) and is_part:
            yield from _leaves(value, f"{path}.", settings)
        else:
            yield path, value


def place(file: Path, text: str, path: str) -> str:
    """Return "file:line" of a key, or the file alone when the key is written in a rare way."""
    part, _, key = path.rpartition(".")
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            section = header[1]
            if section == path:
                return f"{file}:{number}"
        elif (section == part and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)) or (
            not section and re.match(rf"\s*{re.escape(path)}\s*=", line)
        ):
            return f"{file}:{number}"
    return str(file)


def change(file: Path, changes: Mapping[str, object], settings: Mapping[str, Setting]) -> None:
    """Set these keys and leave all else as it stands.

    Raises ConfigInvalid before anything is written, DataFolderReadOnly, DiskFull.
    """
    for path, value in changes.items():
        plain = str(value) if isinstance(value, Path) else value
        convert(plain, known_setting(file, "", path, settings), where=str(file))
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8") if file.exists() else "")
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigInvalid(
            f"配置文件不是 TOML：{file}（{error}）/ the settings file is not TOML: {file} ({error})"
        ) from error
    for path, value in changes.items():
        part, _, key = path.rpartition(".")
        table: Any = document
        if part:
            table = document.setdefault(part, tomlkit.table())
        table[key] = str(value) if isinstance(value, Path) else value
    _replace(file, tomlkit.dumps(document))


def _replace(file: Path, text: str) -> None:
    """Write all or nothing: a power cut leaves the old file or the new one."""
    fresh = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, file)
    except OSError as error:
        from app.store.faults import is_disk_full  # loads SQLAlchemy, which --help must not

        kind = DiskFull if is_disk_full(error) else DataFolderReadOnly
        raise kind(
            f"配置没有存下：{file}（{error.strerror}）/ "
            f"the settings were not saved: {file} ({error.strerror})"
        ) from error

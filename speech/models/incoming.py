"""A model on its way in: gathered in a folder beside the others, then moved there in one step."""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from domain.errors import ModelMissing, UserError
from speech.models.download import of_disk

LOCK: Final = "lingtai.lock.json"
INCOMING: Final = ".incoming"
_FREE_SHARE: Final = 1.02  # of what is still to come


@dataclass(frozen=True, slots=True)
class Lock:
    """Where a model came from and what it must be: kept next to it."""

    name: str
    source: str
    revision: str
    sha256: Mapping[str, str]  # by file
    is_verified: bool  # the weights were compared with what the hub, or we, know of them


def incoming_folder(models: Path, name: str) -> Path:
    """Return where a model of this name is gathered: the same each time, so that it goes on."""
    folder = models / INCOMING / checked_name(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise of_disk(error, folder) from error
    return folder


@contextmanager
def scratch_folder(models: Path, name: str) -> Iterator[Path]:
    """Give an empty folder on the disk of the models; what is left in it goes at the end."""
    folder = models / INCOMING / f"{checked_name(name)}.import"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise of_disk(error, folder) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(gathered: Path, models: Path, lock: Lock) -> Path:
    """Move a whole, checked model to its place in one step; return the place.

    Raises UserError when that name is taken, DiskFull, DataFolderReadOnly.
    """
    place = models / checked_name(lock.name)
    (gathered / LOCK).write_text(json.dumps(asdict(lock), indent=2, ensure_ascii=False), "utf-8")
    try:
        os.rename(gathered, place)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST) or place.exists():
            raise name_taken(lock.name) from error
        raise of_disk(error, place) from error
    return place


def read_lock(folder: Path) -> Lock | None:
    """Return where the model came from; None for one that was put there by hand."""
    try:
        return Lock(**json.loads((folder / LOCK).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def need_space(folder: Path, needed: int) -> None:
    """Raises DiskFull before anything is written."""
    free = shutil.disk_usage(folder).free
    if free < needed * _FREE_SHARE:
        raise of_disk(OSError(errno.ENOSPC, f"{needed / 1e6:.0f} MB > {free / 1e6:.0f} MB"), folder)


def checked_name(name: str) -> str:
    """Return a name that is one plain folder on every system.

    Raises ModelMissing.
    """
    is_plain = name and name[0].isalnum() and all(one.isalnum() or one in "._-" for one in name)
    if not is_plain or name.endswith("."):
        raise ModelMissing(
            f"模型名称不可用：{name!r}，只能用字母、数字、点、横线"
            f" / not a name for a model: {name!r}; letters, digits, dots and dashes only"
        )
    return name


def name_taken(name: str) -> UserError:
    return UserError(
        f"已经有名为 {name} 的模型，先删除它，或换一个名称 --name"
        f" / there is a model {name} already; remove it, or choose another --name"
    )

"""Bytes to disk, whole or not at all, and what a refusal of the system means to the user."""

import errno
import os
from pathlib import Path
from typing import Final

from domain.errors import Damaged, DataFolderReadOnly, DiskFull, WorkstationError

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


def write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def synced_folder(folder: Path) -> None:
    """Make a new name itself survive a power cut; Windows does that by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def translated(error: OSError, path: Path) -> WorkstationError:
    """Return what a failed write means to the user."""
    if error.errno in _FULL:
        return DiskFull(
            f"磁盘已满，录音写不下：{path.parent}，请清理空间"
            f" / Disk full, the recording cannot be written: {path.parent}; free some space"
        )
    if error.errno in _READ_ONLY:
        return DataFolderReadOnly(
            f"数据文件夹不可写：{path.parent}，请检查权限"
            f" / The data folder cannot be written: {path.parent}; check its permissions"
        )
    return Damaged(f"录音读写出错：{path.name}（{error}） / Recording failed: {path.name}: {error}")

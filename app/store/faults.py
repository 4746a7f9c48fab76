"""SQLite's and the system's errors, told as ours."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from domain.errors import Damaged, DataFolderReadOnly, DiskFull, StoreBusy, WorkstationError

PRIMARY_CODE: Final = 0xFF  # the low byte of an extended result code (sqlite.org/rescode.html)
FULL_ERRNOS: Final = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Raise our errors for those of SQLite and of the file system that are not bugs."""
    try:
        yield
    except DBAPIError as error:
        ours = of_sqlite(error.orig, file)
        if ours is None:
            raise
        raise ours from error
    except sqlite3.Error as error:
        ours = of_sqlite(error, file)
        if ours is None:
            raise
        raise ours from error


def of_sqlite(error: BaseException | None, file: Path) -> WorkstationError | None:
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
    match code:
        case sqlite3.SQLITE_FULL:
            return disk_full(file)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(
                f"另一个程序正占用数据库 {file}，稍后自动重试 / "
                f"another program holds the database {file}; it is tried again"
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return read_only(file)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_IOERR:
            return Damaged(
                f"数据库 {file} 读写失败：{error} / the database {file} cannot be used: {error}"
            )
        case _:
            return None


def of_system(error: OSError, folder: Path) -> WorkstationError:
    return disk_full(folder) if is_disk_full(error) else read_only(folder)


def is_disk_full(error: OSError) -> bool:
    """The one rule: a quota that is used up is a full disk too."""
    return error.errno in FULL_ERRNOS


def disk_full(path: Path) -> DiskFull:
    return DiskFull(
        f"磁盘已满，未能写入 {path}：请清理空间，已保存的内容没有丢失 / "
        f"disk full while writing {path}: free some space; what was saved is safe"
    )


def read_only(path: Path) -> DataFolderReadOnly:
    return DataFolderReadOnly(
        f"数据目录不可写：{path}；请修改权限或用 LINGTAI_DATA 另选目录 / "
        f"the data folder cannot be written: {path}; change its rights or set LINGTAI_DATA"
    )

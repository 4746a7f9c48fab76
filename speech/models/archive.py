"""Unpack an archive that somebody brought, trusting nothing in it.

Only plain files that a model consists of are taken, each under its bare name: no path, no link,
no device of the archive ever touches the disk.
"""

import gzip
import lzma
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from domain.errors import ModelMissing
from speech.models.download import of_disk
from speech.models.incoming import need_space
from speech.recognition.model_folder import (
    TRAINING_FORMATS,
    VOCABULARIES,
    check_model,
    unconverted,
)

SUFFIXES: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
MODEL_FILES: Final = (
    "model.bin",
    "config.json",
    "tokenizer.json",
    "preprocessor_config.json",
    "README.md",
    "MODEL_CARD.md",
    "LICENSE",
    *VOCABULARIES,
)
MOST_BYTES: Final = 8_000_000_000  # the largest Whisper is 3.1 GB as float16, 6.2 GB as float32
MOST_MEMBERS: Final = 10_000
MOST_PACKING: Final = 200  # real weights hardly pack; a bomb packs a thousand to one
_PIECE: Final = 1 << 20
_BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    FileExistsError,  # two members of one name
    NotImplementedError,  # a way of packing that nobody uses
    RuntimeError,  # a password
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    path: PurePosixPath
    size: int
    opener: "zipfile.ZipInfo | tarfile.TarInfo"


class Archive:
    """A zip or tar file, seen as a list of plain files."""

    def __init__(self, packed: zipfile.ZipFile | tarfile.TarFile) -> None:
        self._packed = packed

    def members(self) -> Iterator[Member]:
        if isinstance(self._packed, zipfile.ZipFile):
            for info in self._packed.infolist():
                if not info.is_dir() and not _is_zip_link(info):
                    yield Member(_path(info.filename), info.file_size, info)
        else:
            for entry in self._packed:
                if entry.isreg() and not entry.issparse():
                    yield Member(_path(entry.name), entry.size, entry)

    def open(self, member: Member) -> IO[bytes]:
        if isinstance(self._packed, zipfile.ZipFile):
            assert isinstance(member.opener, zipfile.ZipInfo)
            return self._packed.open(member.opener)
        assert isinstance(member.opener, tarfile.TarInfo)
        opened = self._packed.extractfile(member.opener)
        assert opened is not None  # members() yields plain files only
        return opened


def is_archive(file: Path) -> bool:
    return file.name.lower().endswith(SUFFIXES)


def unpack(file: Path, folder: Path) -> Path:
    """Take the one model in the archive, wherever it lies in it, into an empty folder.

    Raises ModelMissing when there is no model, or more than one, or the archive is broken,
    too large or packed like a bomb; DiskFull, DataFolderReadOnly.
    """
    try:
        with _opened(file) as archive:
            members = _counted(archive, file)
            home = _home(members, file)
            wanted = [one for one in members if one.path.parent == home and _is_wanted(one)]
            total = sum(one.size for one in wanted)
            if total > MOST_BYTES or total > MOST_PACKING * max(1, file.stat().st_size):
                raise _refused(file, "解开后过大", "it unpacks to far too much")
            need_space(folder, total)
            for member in wanted:
                _take(archive, member, folder)
    except _BROKEN as error:
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise _refused(file, f"压缩包读不出：{why}", f"it is broken: {why}") from error
    except OSError as error:
        if error.filename == str(file):
            raise _refused(file, f"{error.strerror}", f"{error.strerror}") from error
        raise of_disk(error, folder) from error
    return folder


@contextmanager
def _opened(file: Path) -> Iterator[Archive]:
    if not file.is_file():
        raise _refused(file, "没有这个文件", "no such file")
    if file.name.lower().endswith(".zip"):
        with zipfile.ZipFile(file) as packed:
            yield Archive(packed)
    else:  # members() lets plain files through only: the "data" filter's work, and more
        with tarfile.open(file, "r:*") as tar:
            yield Archive(tar)


def _counted(archive: Archive, file: Path) -> list[Member]:
    members: list[Member] = []
    for member in archive.members():
        members.append(member)
        if len(members) > MOST_MEMBERS:
            raise _refused(file, "文件过多", "it holds too many files")
    return members


def _home(members: list[Member], file: Path) -> PurePosixPath:
    homes = {one.path.parent for one in members if one.path.name == "model.bin"}
    if len(homes) == 1:
        return homes.pop()
    if homes:
        raise _refused(file, "里面有多个模型", "it holds more than one model")
    for one in members:
        if one.path.name in TRAINING_FORMATS:
            raise unconverted(file, one.path.name)
    raise _refused(file, "里面没有 model.bin", "there is no model.bin in it")


def _is_wanted(member: Member) -> bool:
    return member.path.name in MODEL_FILES


def _take(archive: Archive, member: Member, folder: Path) -> None:
    """Write exactly as many bytes as were announced, into a file that is not there yet."""
    left = member.size
    with archive.open(member) as packed, (folder / member.path.name).open("xb") as out:
        while piece := packed.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise ValueError(f"{member.path.name} is longer than announced")
            out.write(piece)
    if left:
        raise ValueError(f"{member.path.name} is shorter than announced")


def copy_model(source: Path, folder: Path) -> Path:
    """Copy the one model in a folder, or in a folder within it, into an empty folder.

    Raises ModelMissing, DiskFull, DataFolderReadOnly.
    """
    home = _home_on_disk(source)
    check_model(home)
    files = [home / name for name in MODEL_FILES if (home / name).is_file()]
    try:
        need_space(folder, sum(file.stat().st_size for file in files))
        for file in files:
            shutil.copyfile(file, folder / file.name)
    except OSError as error:
        raise of_disk(error, folder) from error
    return folder


def _home_on_disk(source: Path) -> Path:
    if not source.is_dir():
        raise _refused(source, "没有这个文件夹", "no such folder")
    depths = (source.glob("model.bin"), source.glob("*/model.bin"), source.glob("*/*/model.bin"))
    for found in depths:
        homes = sorted(one.parent for one in found if one.is_file())
        if len(homes) > 1:
            raise _refused(source, "里面有多个模型", "it holds more than one model")
        if homes:
            return homes[0]
    return source  # check_model says what is missing, or how to convert it


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


def _is_zip_link(info: zipfile.ZipInfo) -> bool:
    kind = info.external_attr >> 28  # the file type of Unix; 0 when made elsewhere
    return kind not in (0, 0o10)


def _refused(file: Path, zh: str, en: str) -> ModelMissing:
    return ModelMissing(
        f"导入不了 {file}：{zh}；请给出含 model.bin 的文件夹或压缩包（{'、'.join(SUFFIXES)}）"
        f" / cannot import {file}: {en}; give a folder or archive that holds model.bin"
    )

"""One file from a hub onto the disk: goes on where it stopped, checks what arrived."""

import hashlib
import logging
import os
import random
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Final, Protocol, TypeVar

import requests

from domain.errors import Damaged, DataFolderReadOnly, DiskFull, UserError
from speech.models.hub import Hub, HubAway, HubFile, is_busy, wait_of

log = logging.getLogger(__name__)

Result = TypeVar("Result")

PIECE_BYTES: Final = 1 << 16  # what a broken line may cost, and a slow one may delay a stop
ATTEMPTS: Final = 6  # in a row without a single byte
LONGEST_PAUSE_S: Final = 60.0
_PARTIAL: Final = 206
_BEYOND_THE_END: Final = 416
_NO_SPACE: Final = 28  # errno.ENOSPC


class Cancelled(UserError):
    """Somebody stopped the work; what arrived is kept, to go on from there."""


class Digest(Protocol):
    def update(self, piece: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


def download(
    hub: Hub,
    file: HubFile,
    folder: Path,
    *,
    arrived: Callable[[int], None] = lambda _bytes: None,
    stopping: Event | None = None,
) -> str:
    """Put the file into the folder; return its sha256.

    What came before is kept as NAME.part and not fetched again. arrived(n): so many bytes of the
    file are there now. Blocks for as long as it takes; `stopping` ends it within seconds.

    Raises HubAway after several attempts, Damaged when the checksum is wrong (the part is
    deleted then), Cancelled, DiskFull, DataFolderReadOnly.
    """
    stopping = stopping or Event()
    part = folder / f"{file.name}.part"
    patiently(
        lambda: _fetch(hub, file, part, arrived, stopping),
        stopping,
        reached=lambda: part.stat().st_size if part.exists() else 0,
    )
    sha256 = _checked(part, file, stopping)
    os.replace(part, folder / file.name)
    return sha256


def patiently(
    work: Callable[[], Result], stopping: Event, *, reached: Callable[[], int] = lambda: 0
) -> Result:
    """Do the work again and again while the hub is away; give up when it gets no further.

    reached: how far it is; an attempt that got further is not counted as failed.

    Raises HubAway, Cancelled.
    """
    failures = 0
    while True:
        before = reached()
        try:
            return work()
        except HubAway as error:
            failures = 0 if reached() > before else failures + 1
            if failures >= ATTEMPTS:
                raise
            pause_s = _pause_s(failures, error.wait_s)
            log.info("model hub away: %s; again in %.1f s", type(error.__cause__).__name__, pause_s)
            if stopping.wait(pause_s):
                raise _cancelled() from error


def sha256_of(file: Path, stopping: Event | None = None) -> str:
    return _digest(file, hashlib.sha256(), stopping or Event())


def _fetch(
    hub: Hub, file: HubFile, part: Path, arrived: Callable[[int], None], stopping: Event
) -> None:
    """Fetch what is missing of the part.

    Raises HubAway when the line ends before the file does.
    """
    have = part.stat().st_size if part.exists() else 0
    if file.size and have > file.size:
        part.unlink()
        have = 0
    if file.size and have == file.size:
        arrived(have)
        return
    try:
        with hub.get(file.url, first_byte=have) as answer:
            have = _agreed(hub, answer, part, have)
            _write(answer, part, have, arrived, stopping)
    except requests.RequestException as error:
        raise HubAway(hub.host, type(error).__name__) from error
    have = part.stat().st_size
    if file.size and have < file.size:
        raise HubAway(hub.host, f"{have} / {file.size}")


def _agreed(hub: Hub, answer: requests.Response, part: Path, have: int) -> int:
    """Return from which byte on the answer goes on; a hub that knows no ranges starts anew."""
    if answer.status_code == _BEYOND_THE_END:
        part.unlink(missing_ok=True)
        raise HubAway(hub.host, "HTTP 416")
    if is_busy(answer.status_code):
        raise HubAway(hub.host, f"HTTP {answer.status_code}", wait_s=wait_of(answer.headers))
    if answer.status_code >= 400:
        raise Damaged(
            f"模型仓库 {hub.host} 不给 {answer.url.split('?')[0]}（HTTP {answer.status_code}）"
            f" / the model hub refuses this file: HTTP {answer.status_code}"
        )
    starts_here = answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
    return have if answer.status_code == _PARTIAL and starts_here else 0


def _write(
    answer: requests.Response,
    part: Path,
    have: int,
    arrived: Callable[[int], None],
    stopping: Event,
) -> None:
    try:
        with part.open("r+b" if have else "wb") as out:
            out.seek(have)
            for piece in answer.iter_content(PIECE_BYTES):
                if stopping.is_set():
                    raise _cancelled()
                out.write(piece)
                have += len(piece)
                arrived(have)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        if isinstance(error, requests.RequestException):
            raise
        raise of_disk(error, part) from error


def of_disk(error: OSError, path: Path) -> DiskFull | DataFolderReadOnly:
    """Return the error that tells who can act."""
    kind = DiskFull if error.errno == _NO_SPACE else DataFolderReadOnly
    return kind(
        f"语音模型写不进 {path.parent}（{error.strerror}），请腾出空间或换一个文件夹"
        f" / the speech model cannot be written to {path.parent}: {error.strerror}"
    )


def _checked(part: Path, file: HubFile, stopping: Event) -> str:
    sha256 = _digest(part, hashlib.sha256(), stopping)
    is_right = not file.sha256 or sha256 == file.sha256
    if file.git_blob:
        head = hashlib.sha1(f"blob {part.stat().st_size}\0".encode(), usedforsecurity=False)
        is_right = _digest(part, head, stopping) == file.git_blob
    if not is_right:
        part.unlink()
        raise Damaged(
            f"下载的 {file.name} 校验不符，已删除，请重新下载；若仍不符，请换一个镜像"
            f" / {file.name} arrived with a wrong checksum and was deleted; fetch it again,"
            " or use another mirror"
        )
    return sha256


def _digest(path: Path, digest: Digest, stopping: Event) -> str:
    with path.open("rb") as opened:
        while piece := opened.read(1 << 20):
            if stopping.is_set():
                raise _cancelled()
            digest.update(piece)
    return digest.hexdigest()


def _pause_s(failures: int, asked_s: float | None) -> float:
    if asked_s is not None:
        return min(asked_s, LONGEST_PAUSE_S)
    longest_s = min(LONGEST_PAUSE_S, 0.5 * 2**failures)
    return random.uniform(longest_s / 2, longest_s)  # many desks must not come back together


def _cancelled() -> Cancelled:
    return Cancelled(
        "已取消；下载了的部分还在，下次接着下 / cancelled; the next fetch goes on from here"
    )

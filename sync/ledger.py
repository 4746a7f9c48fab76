"""What the engine needs of the desk: its outbox, its cursor, its uploads, and a way to central."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from domain.errors import Damaged
from sync import wire

OpenFile: TypeAlias = Callable[[Path], BinaryIO]


def opened(path: Path) -> BinaryIO:
    return path.open("rb")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where one desk has read central's feed. epoch "" = never met."""

    epoch: str
    pos: int


@dataclass(frozen=True, slots=True)
class Upload:
    """sha256 and size_bytes are of what open_file gives: the file may lie in a box."""

    sha256: str
    path: Path
    size_bytes: int
    open_file: OpenFile = opened


@dataclass(frozen=True, slots=True)
class Waiting:
    ops: int
    uploads: int
    parked: int


class Ledger(Protocol):
    """Each method is one transaction that is on disk when it returns. Any thread."""

    def unsent(self, limit: int) -> tuple[wire.Op, ...]:
        """Return the oldest ops that are neither settled nor parked, in the order made."""
        ...

    def settle(self, results: Sequence[wire.OpResult]) -> None:
        """Note central's word on each op: acknowledge it, or park it with its code."""
        ...

    def cursor(self) -> Cursor: ...

    def apply_page(self, changes: Sequence[wire.Change], cursor: Cursor) -> None:
        """Take rows and the new cursor together.

        A row whose rev is not above the known one is ignored. A row with unsettled ops
        of our own changes its base only.
        """
        ...

    def restart(self, epoch: str) -> None:
        """Central is another or an older one: send the acknowledged ops again, read from 0."""
        ...

    def rewind(self) -> None:
        """Read from 0 again; the outbox stays as it is."""
        ...

    def next_upload(self) -> Upload | None: ...

    def uploaded(self, sha256: str) -> None: ...

    def park_upload(self, sha256: str, code: str) -> None: ...

    def waiting(self) -> Waiting: ...


class UploadGone(Damaged):
    """The file on disk is missing, or its bytes are no longer those that were queued."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code  # "file_missing" or "file_changed"


class Transport(Protocol):
    """One exchange per call; blocks for up to 35 s.

    Every method raises CentralUnreachable, CentralBusy, CentralRefused or SignInNeeded.
    """

    def push(self, request: wire.PushRequest) -> wire.PushReply: ...

    def pull(self, cursor: Cursor, limit: int) -> wire.PullReply: ...

    def put_blob(self, upload: Upload) -> wire.BlobStored:
        """Send a file, or the next piece of a large one; again while it is not verified.

        Raises UploadGone when the file is no longer what was queued.
        """
        ...

    def renew(self) -> None:
        """Get a new access token. Raises SignInFailed when a person has to sign in."""
        ...

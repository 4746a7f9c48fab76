"""A whole world in one process and from one seed: a clock, desks, a central, a line that fails.

SimCentral and MemoryLedger are second implementations of what sync.ledger asks for, and
follow the same rules as central.records and app.store: merge by fields, each op once.
"""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from domain.errors import CentralUnreachable
from sync import wire
from sync.answers import CentralBusy, CentralRefused, SignInNeeded
from sync.ledger import Cursor, Upload, UploadGone, Waiting
from sync.merge import merge, sides_of_patch

T = TypeVar("T")


@dataclass
class SimClock:
    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class SimCentral:
    epoch: str = "e1"
    rows: dict[tuple[str, str], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    feed: list[wire.Change] = field(default_factory=list)
    done: dict[str, wire.OpResult] = field(default_factory=dict)
    applied: list[str] = field(default_factory=list)  # op_ids, each as often as it took effect
    blobs: set[str] = field(default_factory=set)
    poison: set[str] = field(default_factory=set)

    def push(self, request: wire.PushRequest) -> wire.PushReply:
        if request.epoch not in ("", self.epoch):
            raise CentralRefused("", status=409, code="other_epoch", epoch=self.epoch)
        return wire.PushReply(epoch=self.epoch, results=[self._take(op) for op in request.ops])

    def _take(self, op: wire.Op) -> wire.OpResult:
        if op.op_id in self.done:
            return wire.OpResult(op_id=op.op_id, status="duplicate", rev=self.done[op.op_id].rev)
        if op.op_id in self.poison:
            return wire.OpResult(op_id=op.op_id, status="rejected", code="poison")
        rev, row = self.rows.get((op.entity, op.id), (0, {}))
        if op.kind == "patch":
            base, mine = sides_of_patch(op.payload)
        else:
            base, mine = {}, dict(op.payload)
        merged = merge(base, mine, row)
        self.applied.append(op.op_id)
        if merged.changed:
            rev += 1
            self.rows[op.entity, op.id] = (rev, merged.row)
            self.feed.append(
                wire.Change(
                    pos=len(self.feed) + 1, entity=op.entity, id=op.id, rev=rev, payload=merged.row
                )
            )
        status: wire.Status = "merged" if merged.lost else "applied"
        self.done[op.op_id] = wire.OpResult(op_id=op.op_id, status=status, rev=rev)
        return self.done[op.op_id]

    def pull(self, cursor: Cursor, limit: int) -> wire.PullReply:
        if cursor.epoch not in ("", self.epoch) or cursor.pos > len(self.feed):
            raise CentralRefused("", status=409, code="other_epoch", epoch=self.epoch)
        page = self.feed[cursor.pos : cursor.pos + limit]
        end = cursor.pos + len(page)
        return wire.PullReply(
            epoch=self.epoch, changes=page, next=end, has_more=end < len(self.feed)
        )

    def restored_from(self, backup: "SimCentral") -> None:
        """Become what we were when the backup was made, under a new name."""
        self.epoch = f"{self.epoch}+"
        self.rows, self.feed = dict(backup.rows), list(backup.feed)
        self.done, self.applied = dict(backup.done), list(backup.applied)
        self.blobs = set(backup.blobs)

    def backup(self) -> "SimCentral":
        copy = SimCentral()
        copy.rows, copy.feed = dict(self.rows), list(self.feed)
        copy.done, copy.applied = dict(self.done), list(self.applied)
        copy.blobs = set(self.blobs)
        return copy


NEVER_MET = Cursor("", 0)


@dataclass
class MemoryLedger:
    """The desk's side. out: every op ever made, in order; state: what became of each."""

    out: list[wire.Op] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)  # op_id: acked, parked
    rows: dict[tuple[str, str], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    at: Cursor = NEVER_MET
    uploads: dict[str, str] = field(default_factory=dict)  # sha256: new, acked, parked

    def make(self, op: wire.Op) -> None:
        self.out.append(op)

    def unsent(self, limit: int) -> tuple[wire.Op, ...]:
        return tuple(op for op in self.out if op.op_id not in self.state)[:limit]

    def settle(self, results: Sequence[wire.OpResult]) -> None:
        for result in results:
            is_bad = result.status in ("rejected", "conflict")
            self.state[result.op_id] = "parked" if is_bad else "acked"

    def cursor(self) -> Cursor:
        return self.at

    def apply_page(self, changes: Sequence[wire.Change], cursor: Cursor) -> None:
        for change in changes:
            key = (change.entity, change.id)
            if change.rev > self.rows.get(key, (0, {}))[0]:
                self.rows[key] = (change.rev, change.payload)
        self.at = cursor

    def restart(self, epoch: str) -> None:
        self.state = {op_id: what for op_id, what in self.state.items() if what == "parked"}
        self.rows = {}
        self.uploads = {
            sha256: "new" if what == "acked" else what for sha256, what in self.uploads.items()
        }
        self.at = Cursor(epoch, 0)

    def rewind(self) -> None:
        self.at = replace(self.at, pos=0)

    def next_upload(self) -> Upload | None:
        names = [sha256 for sha256, what in self.uploads.items() if what == "new"]
        return Upload(names[0], Path("sound"), 10) if names else None

    def uploaded(self, sha256: str) -> None:
        self.uploads[sha256] = "acked"

    def park_upload(self, sha256: str, code: str) -> None:
        self.uploads[sha256] = f"parked: {code}"

    def waiting(self) -> Waiting:
        states = list(self.state.values())
        return Waiting(
            len(self.out) - len(states),
            list(self.uploads.values()).count("new"),
            states.count("parked"),
        )


@dataclass
class BadLine:
    """A Transport that loses, doubles and refuses at random until it is healed."""

    central: SimCentral
    rng: random.Random
    badness: float
    kept: list[wire.PushRequest] = field(default_factory=list)
    is_signed_in: bool = True
    renewals: int = 0

    def push(self, request: wire.PushRequest) -> wire.PushReply:
        if self._happens():  # an old request that was stuck somewhere arrives now
            self._late()
        self.kept.append(request)
        if len(request.ops) > 1 and self._happens():
            raise CentralRefused("", status=413, code="too_large")
        return self._over(lambda: self.central.push(request))

    def pull(self, cursor: Cursor, limit: int) -> wire.PullReply:
        return self._over(lambda: self.central.pull(cursor, self.rng.randint(1, limit)))

    def put_blob(self, upload: Upload) -> wire.BlobStored:
        def put() -> wire.BlobStored:
            if upload.sha256.startswith("gone"):
                raise UploadGone("", "file_missing")
            self.central.blobs.add(upload.sha256)
            return wire.BlobStored(sha256=upload.sha256, offset=10, verified=True)

        return self._over(put)

    def renew(self) -> None:
        self.renewals += 1
        if self._happens():
            raise CentralUnreachable("")
        self.is_signed_in = True

    def _happens(self) -> bool:
        return self.rng.random() < self.badness

    def _late(self) -> None:
        if not self.kept:
            return
        old = self.rng.choice(self.kept)
        if old.epoch in ("", self.central.epoch):
            self.central.push(old)

    def _over(self, ask: Callable[[], T]) -> T:
        if self._happens():
            self.is_signed_in = False
        if not self.is_signed_in:
            raise SignInNeeded("")
        if self._happens():
            raise self._trouble()
        answer = ask()
        if self._happens():  # committed, and the answer is lost
            if self._happens():
                ask()  # and the request came twice
            raise CentralUnreachable("")
        return answer

    def _trouble(self) -> Exception:
        kinds: list[Exception] = [
            CentralUnreachable("reset"),
            CentralBusy("503", self.rng.uniform(0, 30)),
            CentralBusy("429", self.rng.uniform(0, 30)),
            CentralRefused("", status=426, code="update_needed"),
        ]
        return self.rng.choice(kinds)


def an_op(rng: random.Random, desk: str, number: int) -> wire.Op:
    """A ticket edit by one of some desks, or a fact of its own."""
    op_id = f"{desk}-{number}"
    if rng.random() < 0.5:
        return wire.Op(op_id=op_id, entity="segment", id=op_id, kind="put", payload={"text": op_id})
    name, ticket = rng.choice("abc"), f"t{rng.randint(1, 3)}"
    return wire.Op(
        op_id=op_id, entity="ticket", id=ticket, kind="patch", payload={name: [None, op_id]}
    )


def digest(world: object) -> str:
    return hashlib.sha256(repr(world).encode()).hexdigest()

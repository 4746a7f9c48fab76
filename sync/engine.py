"""The sync engine: push, upload, pull, one exchange with central per step. No thread of its own."""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from domain.errors import CentralUnreachable, SignInFailed
from sync import wire
from sync.answers import CentralBusy, CentralRefused, SignInNeeded
from sync.ledger import Cursor, Ledger, Transport, Upload, UploadGone

log = logging.getLogger(__name__)

T = TypeVar("T")

UPDATE_NEEDED_WAIT_S: Final = 300.0
BACK_AGAIN: Final = 409  # another epoch
EXPIRED: Final = 410  # the cursor is older than what central keeps
TOO_LARGE: Final = 413
TOO_OLD: Final = 426  # this desk speaks a version that central no longer knows


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """Times of reliability.md 1.4: poll 15 s ± 20 %, full-jitter back-off 1 to 300 s."""

    poll_s: float = 15.0
    poll_jitter: float = 0.2
    back_off_first_s: float = 1.0
    back_off_most_s: float = 300.0
    max_ops: int = wire.MAX_OPS
    page: int = wire.MAX_PULL


class Exchange(StrEnum):
    PUSH = "push"
    PULL = "pull"
    UPLOAD = "upload"


class Trouble(StrEnum):
    """Why nothing moves; NONE while all is well."""

    NONE = ""
    UNREACHABLE = "unreachable"
    SIGNED_OUT = "signed_out"  # a person must sign in
    UPDATE_NEEDED = "update_needed"  # the queue is kept, work goes on


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did. wait_s 0 means that there is more to do at once."""

    wait_s: float
    trouble: Trouble = Trouble.NONE
    pushed: int = 0
    pulled: int = 0
    uploaded: int = 0

    @property
    def has_worked(self) -> bool:
        return bool(self.pushed or self.pulled or self.uploaded)


class SyncEngine:
    """Not thread-safe: one caller steps it.

    Time and chance are passed in, so that a test can replay any run from its seed.
    """

    def __init__(
        self,
        ledger: Ledger,
        transport: Transport,
        client_id: str,
        *,
        monotonic_s: Callable[[], float],
        rng: random.Random,
        settings: SyncSettings = SyncSettings(),
    ) -> None:
        self._ledger = ledger
        self._transport = transport
        self._client_id = client_id
        self._monotonic_s = monotonic_s
        self._rng = rng
        self._settings = settings
        self._max_ops = settings.max_ops
        self._doing = Exchange.UPLOAD
        self._failures = dict.fromkeys(Exchange, 0)
        self._blocked_until_s = 0.0
        self._trouble = Trouble.NONE
        self._next_pull_s = 0.0

    def wake(self) -> None:
        """Somebody signed in, or the line is known to be back: try at once."""
        self._blocked_until_s = 0.0
        if self._trouble is Trouble.SIGNED_OUT:
            self._trouble = Trouble.NONE

    def pull_soon(self) -> None:
        self._next_pull_s = 0.0

    def step(self) -> Step:
        """Do at most one exchange with central (two when the token had to be renewed)."""
        if self._trouble is Trouble.SIGNED_OUT:
            return Step(self._settings.poll_s, self._trouble)
        left_s = self._blocked_until_s - self._monotonic_s()
        if left_s > 0:
            return Step(left_s, self._trouble)
        try:
            done = self._exchange()
        except CentralBusy as error:
            return self._fail(Trouble.UNREACHABLE, error.retry_after_s)
        except CentralUnreachable:
            return self._fail(Trouble.UNREACHABLE, self._back_off_s())
        except SignInFailed:
            self._trouble = Trouble.SIGNED_OUT
            log.warning("sync stopped: sign-in needed")
            return Step(self._settings.poll_s, self._trouble)
        except CentralRefused as error:
            return self._fail_refused(error)
        # A good pull says nothing of pushes: each kind of exchange backs off by its own count.
        self._failures[self._doing] = 0
        self._trouble = Trouble.NONE
        return done

    def _exchange(self) -> Step:
        ops = self._ledger.unsent(self._max_ops)
        may_pull = self._monotonic_s() >= self._next_pull_s
        has_just_pulled = self._doing is Exchange.PULL
        if may_pull and not (ops and has_just_pulled):  # a long feed must not hold up facts
            return self._pull()
        if ops:
            return self._push(_within_bytes(ops))
        if (upload := self._ledger.next_upload()) is not None:
            return self._upload(upload)
        return Step(self._next_pull_s - self._monotonic_s())

    # push

    def _push(self, ops: tuple[wire.Op, ...]) -> Step:
        self._doing = Exchange.PUSH
        cursor = self._ledger.cursor()
        request = wire.PushRequest(client_id=self._client_id, epoch=cursor.epoch, ops=list(ops))
        try:
            reply = self._signed_in(lambda: self._transport.push(request))
        except CentralRefused as error:
            return self._push_refused(ops, error)
        results = _matching(ops, reply.results)
        if not results:
            raise CentralUnreachable("central answered a push without results")
        if not cursor.epoch:
            # Known before anything counts as settled: else a restore of central that comes
            # before our first pull would go unnoticed.
            self._ledger.apply_page((), Cursor(reply.epoch, cursor.pos))
        self._ledger.settle(results)
        self._max_ops = min(self._settings.max_ops, self._max_ops * 2)
        return Step(0.0, pushed=len(ops))

    def _push_refused(self, ops: tuple[wire.Op, ...], error: CentralRefused) -> Step:
        """Halve until the one op that central cannot take stands alone, then park that one."""
        if error.status in (BACK_AGAIN, TOO_OLD):
            raise error
        if len(ops) > 1:
            self._max_ops = max(1, len(ops) // 2)
            return Step(0.0)
        code = error.code or str(error.status)
        self._ledger.settle([wire.OpResult(op_id=ops[0].op_id, status="rejected", code=code)])
        return Step(0.0, pushed=1)

    # pull

    def _pull(self) -> Step:
        self._doing = Exchange.PULL
        cursor = self._ledger.cursor()
        reply = self._signed_in(lambda: self._transport.pull(cursor, self._settings.page))
        if cursor.epoch and reply.epoch != cursor.epoch:
            self._ledger.restart(reply.epoch)
            return Step(0.0)
        self._ledger.apply_page(reply.changes, Cursor(reply.epoch, reply.next))
        if not reply.has_more:
            self._plan_pull()
        return Step(0.0, pulled=len(reply.changes))

    def _plan_pull(self) -> None:
        settings = self._settings
        factor = self._rng.uniform(1 - settings.poll_jitter, 1 + settings.poll_jitter)
        self._next_pull_s = self._monotonic_s() + settings.poll_s * factor

    # upload

    def _upload(self, upload: Upload) -> Step:
        self._doing = Exchange.UPLOAD
        try:
            stored = self._signed_in(lambda: self._transport.put_blob(upload))
        except UploadGone as error:
            self._ledger.park_upload(upload.sha256, error.code)
            return Step(0.0)
        except CentralRefused as error:
            if error.status in (BACK_AGAIN, TOO_OLD):
                raise
            self._ledger.park_upload(upload.sha256, error.code or str(error.status))
            return Step(0.0)
        if stored.verified:
            self._ledger.uploaded(upload.sha256)
        return Step(0.0, uploaded=1)

    # answers

    def _signed_in(self, ask: Callable[[], T]) -> T:
        """Ask; when the token is too old, renew it once and ask again."""
        try:
            return ask()
        except SignInNeeded:
            self._transport.renew()
            return ask()

    def _fail_refused(self, error: CentralRefused) -> Step:
        if error.status == BACK_AGAIN and error.epoch:
            log.warning("central has another epoch: all facts are offered again")
            self._ledger.restart(error.epoch)
            return self._fail(Trouble.NONE, self._back_off_s())
        if error.status == EXPIRED:
            self._ledger.rewind()
            return self._fail(Trouble.NONE, self._back_off_s())
        if error.status == TOO_OLD:
            return self._fail(Trouble.UPDATE_NEEDED, UPDATE_NEEDED_WAIT_S)
        log.warning("central refused status=%s code=%s", error.status, error.code)
        return self._fail(Trouble.UNREACHABLE, self._back_off_s())

    def _fail(self, trouble: Trouble, wait_s: float) -> Step:
        self._failures[self._doing] += 1
        self._trouble = trouble
        self._blocked_until_s = self._monotonic_s() + wait_s
        return Step(wait_s, trouble)

    def _back_off_s(self) -> float:
        """Full jitter: uniform up to a bound that doubles.

        Source: AWS Architecture Blog, "Exponential Backoff And Jitter", 2015.
        """
        first, most = self._settings.back_off_first_s, self._settings.back_off_most_s
        bound = min(most, first * 2.0 ** min(self._failures[self._doing] + 1, 20))
        return self._rng.uniform(first, bound)


def _matching(ops: Sequence[wire.Op], results: Sequence[wire.OpResult]) -> list[wire.OpResult]:
    """Return the results of ops that we did send: a broken server must not settle others."""
    sent = {op.op_id for op in ops}
    return [result for result in results if result.op_id in sent]


def _within_bytes(ops: tuple[wire.Op, ...]) -> tuple[wire.Op, ...]:
    """Return as many ops from the front as fit, at least one.

    Counted before gzip, so the request is smaller than the limit for certain.
    """
    total = 0
    for count, op in enumerate(ops):
        total += len(wire.encode(op)) + 1
        if total > wire.MAX_REQUEST_BYTES and count:
            return ops[:count]
    return ops

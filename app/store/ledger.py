"""DeskLedger: the outbox, the cursor and the uploads of this desk, as sync asks for them."""

from collections.abc import Sequence
from dataclasses import replace

from app.store import blobs, outbox, pulled, sync_state
from app.store.clock import now_ms
from app.store.database import Store
from sync import wire
from sync.ledger import Cursor, OpenFile, Upload, Waiting, opened


class DeskLedger:
    """Implements sync.ledger.Ledger: each method is one transaction; any thread."""

    def __init__(self, store: Store, open_file: OpenFile = opened) -> None:
        self._store, self._open_file = store, open_file

    def client_id(self) -> str:
        with self._store.begin() as session:
            return sync_state.client_id(session)

    def unsent(self, limit: int) -> tuple[wire.Op, ...]:
        with self._store.read() as session:
            return outbox.pending(session, limit)

    def settle(self, results: Sequence[wire.OpResult]) -> None:
        with self._store.begin() as session:
            for result in results:
                pulled.settle(session, result)
            state = replace(sync_state.load_state(session), last_ok_ms=now_ms())
            sync_state.save_state(session, state)

    def cursor(self) -> Cursor:
        with self._store.read() as session:
            state = sync_state.load_state(session)
        return Cursor(state.epoch, state.pos)

    def apply_page(self, changes: Sequence[wire.Change], cursor: Cursor) -> None:
        with self._store.begin() as session:
            for change in changes:
                pulled.take(session, change)
            outbox.forget_acked(session, now_ms())
            state = sync_state.PullState(cursor.epoch, cursor.pos, now_ms())
            sync_state.save_state(session, state)

    def restart(self, epoch: str) -> None:
        with self._store.begin() as session:
            pulled.restart(session, epoch)

    def rewind(self) -> None:
        with self._store.begin() as session:
            state = sync_state.load_state(session)
            sync_state.save_state(session, replace(state, pos=0))

    def next_upload(self) -> Upload | None:
        with self._store.read() as session:
            blob = blobs.next_blob(session)
        if blob is None:
            return None
        return Upload(blob.sha256, blob.path, blob.size_bytes, self._open_file)

    def uploaded(self, sha256: str) -> None:
        with self._store.begin() as session:
            blobs.ack(session, sha256)

    def park_upload(self, sha256: str, code: str) -> None:
        with self._store.begin() as session:
            blobs.park(session, sha256, code)

    def waiting(self) -> Waiting:
        with self._store.read() as session:
            counts = outbox.counts(session)
        return Waiting(counts.waiting, counts.uploads_waiting, counts.parked)

    def last_ok_ms(self) -> int | None:
        """Return when central last answered."""
        with self._store.read() as session:
            return sync_state.load_state(session).last_ok_ms

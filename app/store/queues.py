"""The desk's tables of work: jobs, outbox, uploads, what is known of central, program runs."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables import Row


class JobRow(Row):
    """A leased job; the smallest priority goes first.

    token counts the claims: who holds an old one may not finish the job.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("one_job_per_key", "kind", "key", unique=True),
        Index(
            "jobs_to_claim",
            "kind",
            "priority",
            "run_at_ms",
            sqlite_where=text("state = 'todo'"),
        ),
        Index("jobs_under_lease", "lease_until_ms", sqlite_where=text("state = 'doing'")),
    )

    job_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    args_json: Mapped[str]
    priority: Mapped[int]
    run_at_ms: Mapped[int]
    created_at_ms: Mapped[int]
    state: Mapped[str] = mapped_column(default="todo")  # todo, doing, done, dead, paused
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    lease_until_ms: Mapped[int] = mapped_column(default=0)
    pid: Mapped[int] = mapped_column(default=0)
    boot_id: Mapped[str] = mapped_column(default="")
    last_error: Mapped[str] = mapped_column(default="")
    done_at_ms: Mapped[int | None] = mapped_column(default=None)


class OutboxRow(Row):
    """One fact or change that central must learn; n is the order in which it was made."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_by_entity", "entity", "key"),
        Index("outbox_by_state", "state", "n"),
        {"sqlite_autoincrement": True},
    )

    n: Mapped[int] = mapped_column(primary_key=True, init=False)
    op_id: Mapped[str] = mapped_column(unique=True)
    entity: Mapped[str]
    key: Mapped[str]
    kind: Mapped[str]  # put or patch
    payload_json: Mapped[str]
    base_rev: Mapped[int]
    at_ms: Mapped[int]
    actor: Mapped[str]
    state: Mapped[str] = mapped_column(default="new")  # new, acked, parked
    code: Mapped[str] = mapped_column(default="")  # central's last word on it
    acked_at_ms: Mapped[int | None] = mapped_column(default=None)


class DeskRow(Row):
    """What this installation is called by central: made once, with the file."""

    __tablename__ = "desk"

    client_id: Mapped[str] = mapped_column(primary_key=True)


class SyncStateRow(Row):
    """How far central's feed was read."""

    __tablename__ = "sync_state"

    scope: Mapped[str] = mapped_column(primary_key=True)
    pos: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[str] = mapped_column(default="")
    last_ok_ms: Mapped[int | None] = mapped_column(default=None)


class SyncRow(Row):
    """What central last said of a row, also of entities that this version does not know."""

    __tablename__ = "sync_rows"

    entity: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int]
    body_json: Mapped[str | None]  # None: no longer ours to see


class BlobRow(Row):
    """A file to upload, named by its content."""

    __tablename__ = "blobs"
    __table_args__ = (Index("blobs_by_state", "state", "queued_at_ms"),)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    size_bytes: Mapped[int]
    queued_at_ms: Mapped[int]
    state: Mapped[str] = mapped_column(default="new")  # new, acked, parked
    code: Mapped[str] = mapped_column(default="")
    acked_at_ms: Mapped[int | None] = mapped_column(default=None)


class RunRow(Row):
    """One run of the program; without closed_at_ms and without its process it was killed."""

    __tablename__ = "runs"

    run_id: Mapped[str] = mapped_column(primary_key=True)
    pid: Mapped[int]
    boot_id: Mapped[str]
    opened_at_ms: Mapped[int]
    closed_at_ms: Mapped[int | None] = mapped_column(default=None)
    was_killed: Mapped[bool] = mapped_column(default=False)

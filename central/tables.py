"""Central's tables. Other programs may read them: names and units are meant for people.

records holds every row as it was sent; calls, segments, tickets, scorecards, alerts,
agent_states and verdicts repeat what is counted and searched in columns of their own.
change_log is the feed that desks read; only the SQL function append_changes() writes it.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Double, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

Moment = TIMESTAMP(timezone=True)


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: BigInteger,
        float: Double,
        datetime: Moment,
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB,
    }


class ServerMetaRow(Row):
    """One row. A restore from a backup ends with a new epoch: desks then offer all again."""

    __tablename__ = "server_meta"

    epoch: Mapped[str]
    since: Mapped[datetime]
    only: Mapped[bool] = mapped_column(primary_key=True, default=True)


class AccountRow(Row):
    """roles: agent, qa, lead, admin. agent_id names the person in calls and tickets."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str]
    team: Mapped[str]
    roles: Mapped[list[str]]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    is_active: Mapped[bool] = mapped_column(default=True)


class TokenRow(Row):
    """Only hashes of tokens are kept. A family is one sign-in and all its renewals."""

    __tablename__ = "tokens"
    __table_args__ = (Index("tokens_by_family", "family"), Index("tokens_by_expiry", "expires_at"))

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # access or refresh
    account: Mapped[str]
    family: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class SignInLogRow(Row):
    """Every attempt to sign in, good or bad."""

    __tablename__ = "sign_in_log"

    n: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime]
    name: Mapped[str]
    address: Mapped[str]
    outcome: Mapped[str]


class OpLogRow(Row):
    """Each op that was ever decided, so that the same op counts once."""

    __tablename__ = "op_log"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    op_id: Mapped[str] = mapped_column(primary_key=True)
    payload_sha256: Mapped[str]
    account: Mapped[str]
    result: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class RecordRow(Row):
    """owner is the agent whom the row is about, "" when it is about nobody."""

    __tablename__ = "records"
    __table_args__ = (Index("records_by_call", "call_id"),)

    entity: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int]
    data: Mapped[dict[str, Any]]
    team: Mapped[str]
    owner: Mapped[str]
    call_id: Mapped[str]
    updated_at: Mapped[datetime]


class ChangeRow(Row):
    """The feed, in the order of commits."""

    __tablename__ = "change_log"
    __table_args__ = (
        Index("change_log_by_row", "entity", "id", "rev"),
        Index("change_log_by_team", "team", "pos"),
    )

    pos: Mapped[int] = mapped_column(primary_key=True, init=False)
    entity: Mapped[str]
    id: Mapped[str]
    rev: Mapped[int]
    data: Mapped[dict[str, Any]]
    team: Mapped[str]
    owner: Mapped[str]
    client_id: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class FieldHistoryRow(Row):
    """A value that gave way to a later one in a merge."""

    __tablename__ = "field_history"
    __table_args__ = (Index("field_history_by_row", "entity", "id"),)

    n: Mapped[int] = mapped_column(primary_key=True, init=False)
    entity: Mapped[str]
    id: Mapped[str]
    rev: Mapped[int]
    field: Mapped[str]
    value: Mapped[dict[str, Any]]  # {"value": …}
    replaced_by: Mapped[str]
    at: Mapped[datetime]


class BlobRow(Row):
    """A file in the blob folder, named by its content. verified_at: re-hashed by us."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    bytes: Mapped[int]
    media: Mapped[str]
    account: Mapped[str]
    team: Mapped[str]
    verified_at: Mapped[datetime]


class CallRow(Row):
    """ended_at is empty while the call runs."""

    __tablename__ = "calls"
    __table_args__ = (Index("calls_by_time", "team", "started_at"),)

    call_id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    duration_s: Mapped[float | None]
    agent_id: Mapped[str]
    agent_name: Mapped[str]
    queue: Mapped[str]
    direction: Mapped[str]
    customer_id: Mapped[str]
    customer_name: Mapped[str]
    category: Mapped[str]


class PictureRow(Row):
    """The latest picture of each call: what it is about and how urgent it is."""

    __tablename__ = "pictures"

    call_id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str]
    fine: Mapped[str]
    coarse: Mapped[list[str]]  # of all its intents, best first
    level: Mapped[str]
    urgency: Mapped[float]
    emotion: Mapped[float]
    evidence: Mapped[str]
    updated_at: Mapped[datetime]


class SegmentRow(Row):
    __tablename__ = "segments"
    __table_args__ = (Index("segments_by_call", "call_id", "start_s"),)

    segment_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    team: Mapped[str]
    role: Mapped[str]
    start_s: Mapped[float]
    end_s: Mapped[float]
    text: Mapped[str]
    confidence: Mapped[float]


class AlertRow(Row):
    __tablename__ = "alerts"
    __table_args__ = (Index("alerts_by_time", "team", "at"),)

    alert_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    team: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class TicketRow(Row):
    __tablename__ = "tickets"
    __table_args__ = (Index("tickets_by_due", "team", "state", "due_at"),)

    ticket_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    call_id: Mapped[str]
    team: Mapped[str]
    customer_id: Mapped[str]
    state: Mapped[str]
    fine: Mapped[str]
    level: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    created_by: Mapped[str]
    rev: Mapped[int]


class ScorecardRow(Row):
    __tablename__ = "scorecards"
    __table_args__ = (Index("scorecards_by_call", "call_id"),)

    scorecard_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    team: Mapped[str]
    rubric_id: Mapped[str]
    rubric_version: Mapped[str]
    raw_score: Mapped[float | None]
    final_score: Mapped[float | None]
    red_lines: Mapped[int] = mapped_column(Integer)
    not_scorable_reason: Mapped[str]
    confidence: Mapped[float]
    scored_at: Mapped[datetime]


class VerdictRow(Row):
    __tablename__ = "verdicts"
    __table_args__ = (Index("verdicts_by_call", "call_id"),)

    verdict_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    team: Mapped[str]
    criterion_id: Mapped[str]
    is_correct: Mapped[bool]
    note: Mapped[str]
    reviewer: Mapped[str]
    at: Mapped[datetime]


class RecordingRow(Row):
    __tablename__ = "recordings"
    __table_args__ = (Index("recordings_by_blob", "sha256"),)

    call_id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str]
    sha256: Mapped[str]
    duration_s: Mapped[float]
    has_gap: Mapped[bool]


class AgentStateRow(Row):
    __tablename__ = "agent_states"

    agent_id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    since: Mapped[datetime]

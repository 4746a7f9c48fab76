"""The desk's tables of calls, tickets, knowledge and scores. Rows stay inside app.store.

Times are UTC integer milliseconds, ids are UUIDv7 text, columns named _json hold
canonical JSON of domain values (app.store.values).
"""

from sqlalchemy import Float, ForeignKey, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Makes constructors typed, so that mypy sees a forgotten column."""

    type_annotation_map = {str: String, float: Float}  # noqa: RUF012 (SQLAlchemy's own idiom)


class CustomerRow(Row):
    __tablename__ = "customers"

    customer_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)
    tags_json: Mapped[str]
    is_vip: Mapped[bool]


class DeviceRow(Row):
    __tablename__ = "devices"

    device_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"), index=True)
    category: Mapped[str]
    model: Mapped[str]
    bought_on: Mapped[str]
    warranty_months: Mapped[int]


class ContactRow(Row):
    """call_id is set when the contact was a call of this desk."""

    __tablename__ = "contacts"
    __table_args__ = (Index("contacts_by_customer", "customer_id", "at_ms"),)

    contact_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"))
    at_ms: Mapped[int]
    channel: Mapped[str]
    text: Mapped[str]
    is_open: Mapped[bool]
    call_id: Mapped[str | None] = mapped_column(default=None)


class CallRow(Row):
    """customer_json is the customer as known when the call began: a score depends on it.

    fine to urgency_json are the latest picture; review_state to has_red_line repeat
    what the score tables say, so that the list of 100,000 calls sorts by an index.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("calls_by_time", "started_at_ms", "call_id"),
        Index("calls_by_review", "review_state", "started_at_ms", "call_id", "ended_at_ms"),
        Index("calls_by_red_line", "has_red_line", "started_at_ms", "call_id"),
    )

    call_id: Mapped[str] = mapped_column(primary_key=True)
    started_at_ms: Mapped[int]
    agent_id: Mapped[str]
    agent_name: Mapped[str]
    queue: Mapped[str]
    direction: Mapped[str]
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"))
    customer_name: Mapped[str]
    customer_json: Mapped[str]
    pid: Mapped[int]
    boot_id: Mapped[str]
    ended_at_ms: Mapped[int | None] = mapped_column(default=None, index=True)
    duration_s: Mapped[float] = mapped_column(default=0.0)
    hung_up_by: Mapped[str] = mapped_column(default="")
    silent_roles_json: Mapped[str] = mapped_column(default="[]")
    sound_json: Mapped[str] = mapped_column(default="[]")  # MinuteSound of both channels
    is_imported: Mapped[bool] = mapped_column(default=False)  # a recording from elsewhere
    is_mono: Mapped[bool] = mapped_column(default=False)  # one channel: who speaks is not known
    is_swapped: Mapped[bool] = mapped_column(default=False)  # left is the customer, a person said
    is_recovered: Mapped[bool] = mapped_column(default=False)
    fine: Mapped[str] = mapped_column(default="其他")
    level: Mapped[str] = mapped_column(default="P4")
    emotion: Mapped[float] = mapped_column(default=0.0)
    urgency: Mapped[float] = mapped_column(default=0.0)
    urgency_json: Mapped[str | None] = mapped_column(default=None)
    intents_json: Mapped[str] = mapped_column(default="[]")
    review_state: Mapped[str] = mapped_column(default="待机检")
    score: Mapped[float | None] = mapped_column(default=None)
    has_red_line: Mapped[bool] = mapped_column(default=False)


class SegmentRow(Row):
    __tablename__ = "segments"
    __table_args__ = (Index("segments_by_call", "call_id", "start_s"),)

    segment_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"))
    role: Mapped[str]
    start_s: Mapped[float]
    end_s: Mapped[float]
    text: Mapped[str]
    confidence: Mapped[float]
    words_json: Mapped[str]
    doubts_json: Mapped[str]
    engine: Mapped[str]
    understanding_json: Mapped[str]


class PictureRow(Row):
    """History of the picture of a call, one row per change."""

    __tablename__ = "pictures"
    __table_args__ = (Index("pictures_by_call", "call_id", "at_s"),)

    picture_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"))
    at_s: Mapped[float]
    fine: Mapped[str]
    level: Mapped[str]
    urgency: Mapped[float]
    emotion: Mapped[float]


class AlertRow(Row):
    __tablename__ = "alerts"
    __table_args__ = (Index("alerts_by_call", "call_id"), Index("alerts_by_time", "at_ms"))

    alert_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"))
    kind: Mapped[str]
    text: Mapped[str]
    at_s: Mapped[float]
    at_ms: Mapped[int]
    alert_json: Mapped[str]


class CorrectionRow(Row):
    """An intent as the agent corrected it: a training row, with its words kept."""

    __tablename__ = "corrections"

    correction_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"), index=True)
    segment_id: Mapped[str] = mapped_column(ForeignKey("segments.segment_id"))
    text: Mapped[str]
    heard: Mapped[str]
    corrected: Mapped[str]
    by: Mapped[str]
    at_ms: Mapped[int]


class TicketRow(Row):
    """No foreign keys: central also sends tickets of calls that other desks took."""

    __tablename__ = "tickets"
    __table_args__ = (Index("tickets_by_due", "state", "due_at_ms"),)

    ticket_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(index=True)
    call_id: Mapped[str] = mapped_column(index=True)
    customer_id: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    fine: Mapped[str]
    level: Mapped[str]
    fields_json: Mapped[str]
    created_at_ms: Mapped[int]
    due_at_ms: Mapped[int]
    created_by: Mapped[str]
    rev: Mapped[int]


class TicketMoveRow(Row):
    __tablename__ = "ticket_moves"

    move_id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.ticket_id"), index=True)
    before: Mapped[str]
    after: Mapped[str]
    by: Mapped[str]
    at_ms: Mapped[int]
    reason: Mapped[str]


class ArticleRow(Row):
    """search_id is the row of article_search (FTS5); None until its words are indexed."""

    __tablename__ = "articles"

    article_id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    body: Mapped[str]
    phrases_json: Mapped[str]
    fault_code: Mapped[str]
    source: Mapped[str]
    version: Mapped[str]
    valid_until: Mapped[str]
    rev: Mapped[int] = mapped_column(default=0)
    search_id: Mapped[int | None] = mapped_column(default=None, unique=True)


class KnowledgeGapRow(Row):
    """A search that found nothing: what the knowledge base lacks."""

    __tablename__ = "knowledge_gaps"

    gap_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    text: Mapped[str]
    at_ms: Mapped[int]
    call_id: Mapped[str | None] = mapped_column(default=None)


class RecordingRow(Row):
    """state: recording, sealed or recovered. pid and boot_id name the process that writes it.

    last_frame: how many frames were on disk when it was last noted. recovered_gap_ms: what a
    kill took from the end, by the wall clock. has_segments: the frames are still on disk.
    """

    __tablename__ = "recordings"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"), primary_key=True)
    state: Mapped[str] = mapped_column(index=True)
    path: Mapped[str]
    started_at_ms: Mapped[int]
    pid: Mapped[int]
    boot_id: Mapped[str]
    duration_s: Mapped[float] = mapped_column(default=0.0)
    sha256: Mapped[str] = mapped_column(default="")
    has_gap: Mapped[bool] = mapped_column(default=False)
    last_frame: Mapped[int] = mapped_column(default=0)
    recovered_gap_ms: Mapped[int] = mapped_column(default=0)
    gaps_json: Mapped[str] = mapped_column(default="[]")
    has_segments: Mapped[bool] = mapped_column(default=False)
    size_bytes: Mapped[int] = mapped_column(default=0)


class ScorecardRow(Row):
    """One score per call and rubric version: a job that runs twice leaves one row."""

    __tablename__ = "scorecards"
    __table_args__ = (
        Index("one_score_per_rubric", "call_id", "rubric_id", "rubric_version", unique=True),
    )

    scorecard_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"))
    rubric_id: Mapped[str]
    rubric_version: Mapped[str]
    raw_score: Mapped[float | None]
    final_score: Mapped[float | None]
    not_scorable_reason: Mapped[str]
    scored_at_ms: Mapped[int]
    scorecard_json: Mapped[str]


class VerdictRow(Row):
    """Append-only: the newest verdict of a criterion counts, the others are its history."""

    __tablename__ = "verdicts"

    verdict_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"), index=True)
    criterion_id: Mapped[str]
    is_correct: Mapped[bool]
    note: Mapped[str]
    reviewer: Mapped[str]
    at_ms: Mapped[int]


class OverrideRow(Row):
    """A score given by a person; append-only, the newest counts."""

    __tablename__ = "overrides"

    override_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"), index=True)
    score: Mapped[float]
    reason: Mapped[str]
    by: Mapped[str]
    at_ms: Mapped[int]


class SignatureRow(Row):
    """Publishes a score to its agent."""

    __tablename__ = "signatures"

    signature_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"), index=True)
    by: Mapped[str]
    at_ms: Mapped[int]


class AgentStateRow(Row):
    """Status of the agents at this desk, the newest per agent."""

    __tablename__ = "agent_states"

    agent_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    status: Mapped[str]
    since_ms: Mapped[int]


class ChannelSwapRow(Row):
    """A person said which way round the channels are; append-only, the newest counts."""

    __tablename__ = "channel_swaps"

    swap_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.call_id"), index=True)
    is_swapped: Mapped[bool]
    by: Mapped[str]
    at_ms: Mapped[int]


class HeardPortionRow(Row):
    """What was heard of a file so far: whoever was interrupted goes on behind the last portion.

    key: the call that is imported, or the content of a file that a command hears.
    """

    __tablename__ = "heard_portions"
    __table_args__ = (Index("heard_portions_by_key", "key", "portion_id"),)

    portion_id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str]
    done: Mapped[float]
    portion_json: Mapped[str]
    at_ms: Mapped[int]


class ImportedFileRow(Row):
    """A recording from elsewhere by its content: the same file is imported once."""

    __tablename__ = "imported_files"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    at_ms: Mapped[int]

"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agent_states",
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id"),
    )
    op.create_table(
        "articles",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("phrases_json", sa.String(), nullable=False),
        sa.Column("fault_code", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("valid_until", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("article_id"),
        sa.UniqueConstraint("search_id"),
    )
    op.create_index("ix_articles_category", "articles", ["category"], unique=False)
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("queued_at_ms", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_index("blobs_by_state", "blobs", ["state", "queued_at_ms"], unique=False)
    op.create_table(
        "customers",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("tags_json", sa.String(), nullable=False),
        sa.Column("is_vip", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    op.create_index("ix_customers_phone", "customers", ["phone"], unique=False)
    op.create_table(
        "desk",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("client_id"),
    )
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("args_json", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("run_at_ms", sa.Integer(), nullable=False),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("lease_until_ms", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("boot_id", sa.String(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("done_at_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.create_index(
        "jobs_to_claim",
        "jobs",
        ["kind", "priority", "run_at_ms"],
        unique=False,
        sqlite_where=sa.text("state = 'todo'"),
    )
    op.create_index(
        "jobs_under_lease",
        "jobs",
        ["lease_until_ms"],
        unique=False,
        sqlite_where=sa.text("state = 'doing'"),
    )
    op.create_index("one_job_per_key", "jobs", ["kind", "key"], unique=True)
    op.create_table(
        "knowledge_gaps",
        sa.Column("gap_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("gap_id"),
    )
    op.create_table(
        "outbox",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload_json", sa.String(), nullable=False),
        sa.Column("base_rev", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("acked_at_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("op_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_by_entity", "outbox", ["entity", "key"], unique=False)
    op.create_index("outbox_by_state", "outbox", ["state", "n"], unique=False)
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("boot_id", sa.String(), nullable=False),
        sa.Column("opened_at_ms", sa.Integer(), nullable=False),
        sa.Column("closed_at_ms", sa.Integer(), nullable=True),
        sa.Column("was_killed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_table(
        "sync_rows",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("body_json", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "key"),
    )
    op.create_table(
        "sync_state",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("last_ok_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("scope"),
    )
    op.create_table(
        "tickets",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fine", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("fields_json", sa.String(), nullable=False),
        sa.Column("created_at_ms", sa.Integer(), nullable=False),
        sa.Column("due_at_ms", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_index("ix_tickets_call_id", "tickets", ["call_id"], unique=False)
    op.create_index("ix_tickets_customer_id", "tickets", ["customer_id"], unique=False)
    op.create_index("ix_tickets_number", "tickets", ["number"], unique=False)
    op.create_index("tickets_by_due", "tickets", ["state", "due_at_ms"], unique=False)
    op.create_table(
        "calls",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("started_at_ms", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("agent_name", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("customer_json", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("boot_id", sa.String(), nullable=False),
        sa.Column("ended_at_ms", sa.Integer(), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("hung_up_by", sa.String(), nullable=False),
        sa.Column("silent_roles_json", sa.String(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("is_recovered", sa.Boolean(), nullable=False),
        sa.Column("fine", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("emotion", sa.Float(), nullable=False),
        sa.Column("urgency", sa.Float(), nullable=False),
        sa.Column("urgency_json", sa.String(), nullable=True),
        sa.Column("intents_json", sa.String(), nullable=False),
        sa.Column("review_state", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("has_red_line", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.customer_id"],
        ),
        sa.PrimaryKeyConstraint("call_id"),
    )
    op.create_index(
        "calls_by_red_line", "calls", ["has_red_line", "started_at_ms", "call_id"], unique=False
    )
    op.create_index(
        "calls_by_review",
        "calls",
        ["review_state", "started_at_ms", "call_id", "ended_at_ms"],
        unique=False,
    )
    op.create_index("calls_by_time", "calls", ["started_at_ms", "call_id"], unique=False)
    op.create_index("ix_calls_ended_at_ms", "calls", ["ended_at_ms"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.customer_id"],
        ),
        sa.PrimaryKeyConstraint("contact_id"),
    )
    op.create_index("contacts_by_customer", "contacts", ["customer_id", "at_ms"], unique=False)
    op.create_table(
        "devices",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("bought_on", sa.String(), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.customer_id"],
        ),
        sa.PrimaryKeyConstraint("device_id"),
    )
    op.create_index("ix_devices_customer_id", "devices", ["customer_id"], unique=False)
    op.create_table(
        "ticket_moves",
        sa.Column("move_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.ticket_id"],
        ),
        sa.PrimaryKeyConstraint("move_id"),
    )
    op.create_index("ix_ticket_moves_ticket_id", "ticket_moves", ["ticket_id"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("alert_json", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("alert_id"),
    )
    op.create_index("alerts_by_call", "alerts", ["call_id"], unique=False)
    op.create_index("alerts_by_time", "alerts", ["at_ms"], unique=False)
    op.create_table(
        "overrides",
        sa.Column("override_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("override_id"),
    )
    op.create_index("ix_overrides_call_id", "overrides", ["call_id"], unique=False)
    op.create_table(
        "pictures",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("fine", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("urgency", sa.Float(), nullable=False),
        sa.Column("emotion", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("picture_id"),
    )
    op.create_index("pictures_by_call", "pictures", ["call_id", "at_s"], unique=False)
    op.create_table(
        "recordings",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("started_at_ms", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("boot_id", sa.String(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("has_gap", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("call_id"),
    )
    op.create_index("ix_recordings_state", "recordings", ["state"], unique=False)
    op.create_table(
        "scorecards",
        sa.Column("scorecard_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("rubric_id", sa.String(), nullable=False),
        sa.Column("rubric_version", sa.String(), nullable=False),
        sa.Column("raw_score", sa.Float(), nullable=True),
        sa.Column("final_score", sa.Float(), nullable=True),
        sa.Column("not_scorable_reason", sa.String(), nullable=False),
        sa.Column("scored_at_ms", sa.Integer(), nullable=False),
        sa.Column("scorecard_json", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("scorecard_id"),
    )
    op.create_index(
        "one_score_per_rubric",
        "scorecards",
        ["call_id", "rubric_id", "rubric_version"],
        unique=True,
    )
    op.create_table(
        "segments",
        sa.Column("segment_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=False),
        sa.Column("end_s", sa.Float(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("words_json", sa.String(), nullable=False),
        sa.Column("doubts_json", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("understanding_json", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("segment_id"),
    )
    op.create_index("segments_by_call", "segments", ["call_id", "start_s"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("signature_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("signature_id"),
    )
    op.create_index("ix_signatures_call_id", "signatures", ["call_id"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("verdict_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("criterion_id", sa.String(), nullable=False),
        sa.Column("is_correct", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.PrimaryKeyConstraint("verdict_id"),
    )
    op.create_index("ix_verdicts_call_id", "verdicts", ["call_id"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("correction_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("segment_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("corrected", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.call_id"],
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["segments.segment_id"],
        ),
        sa.PrimaryKeyConstraint("correction_id"),
    )
    op.create_index("ix_corrections_call_id", "corrections", ["call_id"], unique=False)
    op.execute(
        "CREATE VIRTUAL TABLE article_search USING fts5"
        " (title, phrases, body, fault_code, tokenize = 'unicode61 remove_diacritics 0')"
    )
    op.execute("CREATE VIRTUAL TABLE article_search_words USING fts5vocab(article_search, row)")

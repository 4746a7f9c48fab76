-- The first tables of central. central/tables.py says what they mean; a test compares the two.

CREATE TABLE accounts (
    name TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    team TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    is_active BOOLEAN NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE agent_states (
    agent_id TEXT NOT NULL,
    team TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (agent_id)
);

CREATE TABLE alerts (
    alert_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (alert_id)
);
CREATE INDEX alerts_by_time ON alerts (team, at);

CREATE TABLE blobs (
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    media TEXT NOT NULL,
    account TEXT NOT NULL,
    team TEXT NOT NULL,
    verified_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (sha256)
);

CREATE TABLE calls (
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    duration_s DOUBLE PRECISION,
    agent_id TEXT NOT NULL,
    agent_name TEXT NOT NULL,
    queue TEXT NOT NULL,
    direction TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (call_id)
);
CREATE INDEX calls_by_time ON calls (team, started_at);

CREATE TABLE change_log (
    pos BIGSERIAL NOT NULL,
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    rev BIGINT NOT NULL,
    data JSONB NOT NULL,
    team TEXT NOT NULL,
    owner TEXT NOT NULL,
    client_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (pos)
);
CREATE INDEX change_log_by_row ON change_log (entity, id, rev);
CREATE INDEX change_log_by_team ON change_log (team, pos);

CREATE TABLE field_history (
    n BIGSERIAL NOT NULL,
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    rev BIGINT NOT NULL,
    field TEXT NOT NULL,
    value JSONB NOT NULL,
    replaced_by TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (n)
);
CREATE INDEX field_history_by_row ON field_history (entity, id);

CREATE TABLE op_log (
    client_id TEXT NOT NULL,
    op_id TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
    account TEXT NOT NULL,
    result JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (client_id, op_id)
);

CREATE TABLE pictures (
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    fine TEXT NOT NULL,
    coarse TEXT[] NOT NULL,
    level TEXT NOT NULL,
    urgency DOUBLE PRECISION NOT NULL,
    emotion DOUBLE PRECISION NOT NULL,
    evidence TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (call_id)
);

CREATE TABLE recordings (
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    duration_s DOUBLE PRECISION NOT NULL,
    has_gap BOOLEAN NOT NULL,
    PRIMARY KEY (call_id)
);
CREATE INDEX recordings_by_blob ON recordings (sha256);

CREATE TABLE records (
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    rev BIGINT NOT NULL,
    data JSONB NOT NULL,
    team TEXT NOT NULL,
    owner TEXT NOT NULL,
    call_id TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (entity, id)
);
CREATE INDEX records_by_call ON records (call_id);

CREATE TABLE scorecards (
    scorecard_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    rubric_id TEXT NOT NULL,
    rubric_version TEXT NOT NULL,
    raw_score DOUBLE PRECISION,
    final_score DOUBLE PRECISION,
    red_lines INTEGER NOT NULL,
    not_scorable_reason TEXT NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    scored_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (scorecard_id)
);
CREATE INDEX scorecards_by_call ON scorecards (call_id);

CREATE TABLE segments (
    segment_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    role TEXT NOT NULL,
    start_s DOUBLE PRECISION NOT NULL,
    end_s DOUBLE PRECISION NOT NULL,
    text TEXT NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (segment_id)
);
CREATE INDEX segments_by_call ON segments (call_id, start_s);

CREATE TABLE server_meta (
    epoch TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    "only" BOOLEAN NOT NULL,
    PRIMARY KEY ("only")
);

CREATE TABLE sign_in_log (
    n BIGSERIAL NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (n)
);

CREATE TABLE tickets (
    ticket_id TEXT NOT NULL,
    number TEXT NOT NULL,
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    state TEXT NOT NULL,
    fine TEXT NOT NULL,
    level TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by TEXT NOT NULL,
    rev BIGINT NOT NULL,
    PRIMARY KEY (ticket_id)
);
CREATE INDEX tickets_by_due ON tickets (team, state, due_at);

CREATE TABLE tokens (
    token_sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    family TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (token_sha256)
);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
CREATE INDEX tokens_by_family ON tokens (family);

CREATE TABLE verdicts (
    verdict_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    team TEXT NOT NULL,
    criterion_id TEXT NOT NULL,
    is_correct BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (verdict_id)
);
CREATE INDEX verdicts_by_call ON verdicts (call_id);

-- The feed. A desk reads "pos > cursor", so pos must grow in the order of commits: a sequence
-- alone does not (a reader at pos 8 misses 7, which commits later). Every writer therefore takes
-- one lock, as the last step before its commit, and only append_changes() may write here.

CREATE FUNCTION append_changes(changes JSONB) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    last_pos BIGINT;
BEGIN
    PERFORM pg_advisory_xact_lock(5129114003);
    PERFORM set_config('lingtai.appending', 'yes', true);
    INSERT INTO change_log (entity, id, rev, data, team, owner, client_id, actor, at)
    SELECT c->>'entity', c->>'id', (c->>'rev')::BIGINT, c->'data', c->>'team', c->>'owner',
           c->>'client_id', c->>'actor', clock_timestamp()
    FROM jsonb_array_elements(changes) WITH ORDINALITY AS each_change(c, n)
    ORDER BY n;
    PERFORM set_config('lingtai.appending', '', true);
    SELECT max(pos) INTO last_pos FROM change_log;
    RETURN last_pos;
END $$;

CREATE FUNCTION guard_change_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND current_setting('lingtai.appending', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'change_log is written by append_changes() only, and never changed';
END $$;

CREATE TRIGGER guard_change_log BEFORE INSERT OR UPDATE OR DELETE ON change_log
FOR EACH STATEMENT EXECUTE FUNCTION guard_change_log();

CREATE FUNCTION guard_sign_in_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sign_in_log is only added to';
END $$;

CREATE TRIGGER guard_sign_in_log BEFORE UPDATE OR DELETE ON sign_in_log
FOR EACH STATEMENT EXECUTE FUNCTION guard_sign_in_log();

INSERT INTO server_meta ("only", epoch, since) VALUES (TRUE, gen_random_uuid()::TEXT, now());

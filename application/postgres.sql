-- The event store's tables and the one function that writes to them.
-- Positions are counted under the table's lock, not taken from a sequence: no gaps, and never one behind a reader.

CREATE TABLE IF NOT EXISTS {schema}.stored_events (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigint NOT NULL UNIQUE,
    PRIMARY KEY (originator_id, originator_version)
);

CREATE TABLE IF NOT EXISTS {schema}.idempotency_keys (
    key text PRIMARY KEY,
    fingerprint text NOT NULL,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    position bigint NOT NULL,
    events bigint NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- Whom the references in events stand for. Not part of the log: a row can be deleted.
CREATE TABLE IF NOT EXISTS {schema}.people (
    reference text COLLATE "C" PRIMARY KEY,
    salt bytea NOT NULL,
    name text NOT NULL,
    handle text NOT NULL UNIQUE,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

-- What the log has published of itself: of each size one note, unless the log has forked. Signatures may be added.
CREATE TABLE IF NOT EXISTS {schema}.checkpoints (
    size bigint NOT NULL,
    text_hash text NOT NULL,
    note text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (size, text_hash)
);

-- Appends a save and returns the position before its first event. The lock lets readers pass and makes writers take
-- turns until they have committed, so that events become visible in the order of their positions. Each statement after
-- it sees what earlier writers have committed, which holds for READ COMMITTED only: every connection is set to it.
CREATE OR REPLACE FUNCTION {schema}.append_events(
    stream_ids uuid[], versions bigint[], topics text[], states bytea[],
    guard_ids uuid[], guard_versions bigint[],
    receipt_key text, receipt_fingerprint text, receipt_stream_id uuid
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $append$
DECLARE
    head bigint;
    guard record;
BEGIN
    LOCK TABLE {schema}.stored_events IN EXCLUSIVE MODE;

    IF receipt_key IS NOT NULL AND EXISTS (SELECT FROM {schema}.idempotency_keys WHERE key = receipt_key) THEN
        RAISE 'the idempotency key is taken' USING ERRCODE = {key_taken};
    END IF;

    FOR number IN 1 .. cardinality(guard_ids) LOOP
        SELECT coalesce(max(originator_version), 0) AS actual INTO guard
        FROM {schema}.stored_events WHERE originator_id = guard_ids[number];
        IF guard.actual <> guard_versions[number] THEN
            RAISE 'a guarded stream has moved on'
            USING ERRCODE = {guard_failed}, DETAIL = number, HINT = guard.actual;
        END IF;
    END LOOP;

    SELECT coalesce(max(notification_id), 0) INTO head FROM {schema}.stored_events;
    INSERT INTO {schema}.stored_events (originator_id, originator_version, topic, state, notification_id)
    SELECT stream_id, version, topic, state, head + number
    FROM unnest(stream_ids, versions, topics, states) WITH ORDINALITY
        AS event (stream_id, version, topic, state, number);

    IF receipt_key IS NOT NULL THEN
        INSERT INTO {schema}.idempotency_keys
        SELECT receipt_key, receipt_fingerprint, receipt_stream_id, coalesce(max(originator_version), 0),
               coalesce(head + nullif(cardinality(stream_ids), 0), max(notification_id), 0),
               cardinality(stream_ids), now()
        FROM {schema}.stored_events WHERE originator_id = receipt_stream_id;
    END IF;

    IF cardinality(stream_ids) > 0 THEN
        NOTIFY {channel};
    END IF;
    RETURN head;
END
$append$;

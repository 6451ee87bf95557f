-- The document describes this job and has no SQL for it. Only whole buckets; a bar that is there stays.
CREATE OR REPLACE PROCEDURE aggregate_old_minutes(job_id integer, config jsonb)
AS $$
    WITH minutes AS (
        DELETE FROM market_data
        WHERE
            interval = '1min'
            AND "timestamp" < time_bucket('5 minutes', now() - (config ->> 'older_than')::interval)
        RETURNING *, time_bucket('5 minutes', "timestamp") AS bucket
    )

    INSERT INTO market_data (symbol, "timestamp", open, high, low, close, volume, oi, interval)
    SELECT
        symbol,
        bucket,
        first(open, "timestamp"),
        max(high),
        min(low),
        last(close, "timestamp"),
        sum(volume),
        last(oi, "timestamp"),
        '5min'
    FROM minutes
    WHERE NOT EXISTS (
        SELECT FROM market_data AS bar
        WHERE bar.symbol = minutes.symbol AND bar."timestamp" = bucket AND bar.interval = '5min'
    )
    GROUP BY symbol, bucket;
$$ LANGUAGE sql;

COMMENT ON PROCEDURE aggregate_old_minutes(integer, jsonb) IS
'Aggregate 1-minute data to 5-minute after 90 days';

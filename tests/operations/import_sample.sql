-- What a team's database may hold; PREFIX stands for the prefix of the run's roles.
CREATE ROLE PREFIX_owner;
CREATE ROLE PREFIX_app LOGIN PASSWORD 'never told' CONNECTION LIMIT 5;
CREATE ROLE PREFIX_readers;
CREATE ROLE PREFIX_stranger LOGIN;
GRANT PREFIX_readers TO PREFIX_app, PREFIX_stranger;

CREATE SCHEMA sales AUTHORIZATION PREFIX_owner;
CREATE TYPE order_state AS ENUM ('new', 'open', 'done');
CREATE TABLE users (
  id bigserial PRIMARY KEY,
  email varchar(255) NOT NULL UNIQUE,
  settings jsonb DEFAULT '{}'
);
CREATE TABLE sales.orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  state order_state NOT NULL DEFAULT 'new',
  placed timestamptz NOT NULL DEFAULT now(),
  price numeric(20, 2) CHECK (price > 0),
  note text DEFAULT '{{ not Jinja }}'
);
ALTER TABLE sales.orders OWNER TO PREFIX_owner;
COMMENT ON TABLE sales.orders IS 'One row per order';
COMMENT ON COLUMN sales.orders.note IS 'What the client said';
CREATE INDEX orders_by_user ON sales.orders (user_id, placed DESC);
CREATE INDEX orders_open ON sales.orders (placed) WHERE state <> 'done';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.placed := now();
  RETURN NEW;
END $$;
COMMENT ON FUNCTION touch() IS 'Sets the time';
CREATE TRIGGER touch BEFORE UPDATE ON sales.orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW sales.open_orders AS SELECT id, user_id, price FROM sales.orders WHERE state <> 'done';
CREATE TABLE events (at timestamptz NOT NULL, region text) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events
FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users TO PREFIX_app USING (email = current_setting('app.email'));
GRANT USAGE ON SCHEMA sales TO PREFIX_readers;
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO PREFIX_readers;
GRANT INSERT ON sales.orders TO PREFIX_app;
ALTER DEFAULT PRIVILEGES FOR ROLE PREFIX_owner IN SCHEMA sales GRANT SELECT ON TABLES TO PREFIX_readers;
-- What dbtool has no kind for.
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;

BEGIN;

-- drops column legacy of table public.orders
-- Locks: ACCESS EXCLUSIVE on public.orders.
-- Hazards: deletes-data.
ALTER TABLE public.orders DROP COLUMN legacy;

-- drops chunks of public.market_data after 2 years
-- Needs TimescaleDB's Community edition.
SELECT public.add_retention_policy('public.market_data', drop_after => INTERVAL '2 years');

COMMIT;

-- creates index public.idx_alerts_raised
-- Locks: SHARE UPDATE EXCLUSIVE on public.alerts.
-- Runs outside a transaction.
CREATE UNIQUE INDEX CONCURRENTLY idx_alerts_raised ON public.alerts USING btree (raised_at);

BEGIN;

-- changes role octopus_app
-- Hazards: changes-access.
-- dbtool sets the password of octopus_app here; it is in no script.
ALTER ROLE octopus_app CONNECTION LIMIT 20;

COMMIT;

-- Every property that a schema dump can write, set to something else than its default. A line `-- since 18` begins
-- what that major version and later know, `-- all` ends it. role_ stands for the prefix of the run's roles.
CREATE SCHEMA app AUTHORIZATION role_owner;
COMMENT ON SCHEMA app IS 'A schema';
CREATE SCHEMA ext;

-- Languages, functions and procedures.
CREATE FUNCTION app.sample_call() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION app.sample_inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION app.sample_validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE plsample HANDLER app.sample_call INLINE app.sample_inline VALIDATOR app.sample_validator;
COMMENT ON LANGUAGE plsample IS 'A language';
REVOKE USAGE ON LANGUAGE plsample FROM PUBLIC;
GRANT USAGE ON LANGUAGE plsample TO role_a WITH GRANT OPTION;
CREATE FUNCTION app.attributes(x int, OUT y int, VARIADIC z text[] DEFAULT '{a}') LANGUAGE sql
IMMUTABLE LEAKPROOF STRICT SECURITY DEFINER PARALLEL SAFE COST 7
SET search_path = pg_catalog, pg_temp SET work_mem = '8MB' AS 'SELECT 1';
COMMENT ON FUNCTION app.attributes(int, text[]) IS 'A function';
GRANT EXECUTE ON FUNCTION app.attributes(int, text[]) TO role_a WITH GRANT OPTION;
CREATE FUNCTION app.rows_of(x int) RETURNS TABLE (a int, b text) LANGUAGE sql STABLE ROWS 7 PARALLEL RESTRICTED AS 'SELECT 1, ''x''';
CREATE FUNCTION app.standard(x int) RETURNS int LANGUAGE sql RETURN x + 1;
CREATE FUNCTION app.standard_block(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT x; END;
CREATE FUNCTION app.ranking() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_rank';
CREATE FUNCTION app.supported(int, int) RETURNS SETOF int LANGUAGE internal STRICT IMMUTABLE ROWS 1000
SUPPORT pg_catalog.generate_series_int4_support AS 'generate_series_int4';
CREATE FUNCTION app.transformed(x int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN x; END';
CREATE PROCEDURE app.proc(INOUT x int) LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = '1s' AS 'BEGIN x := 1; END';
COMMENT ON PROCEDURE app.proc(int) IS 'A procedure';
REVOKE EXECUTE ON PROCEDURE app.proc(int) FROM PUBLIC;
ALTER PROCEDURE app.proc(int) OWNER TO role_owner;

-- Types.
CREATE TYPE app.state AS ENUM ('new', 'old');
COMMENT ON TYPE app.state IS 'An enum';
REVOKE USAGE ON TYPE app.state FROM PUBLIC;
GRANT USAGE ON TYPE app.state TO role_a WITH GRANT OPTION;
CREATE DOMAIN app.price AS numeric(10, 2) DEFAULT 1 NOT NULL CONSTRAINT positive CHECK (VALUE > 0);
COMMENT ON CONSTRAINT positive ON DOMAIN app.price IS 'A check of a domain';
ALTER DOMAIN app.price ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID;
CREATE DOMAIN app.word AS text COLLATE "C";
GRANT USAGE ON TYPE app.word TO role_a;
CREATE TYPE app.pair AS (a int, b text COLLATE "C");
COMMENT ON COLUMN app.pair.b IS 'An attribute';
CREATE TYPE app.span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = app.spans);
COMMENT ON TYPE app.span IS 'A range';
CREATE TYPE app.base;
CREATE FUNCTION app.base_in(cstring) RETURNS app.base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.base_out(app.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION app.base_recv(internal) RETURNS app.base LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION app.base_send(app.base) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE app.base (
  INPUT = app.base_in, OUTPUT = app.base_out, RECEIVE = app.base_recv, SEND = app.base_send, INTERNALLENGTH = 4,
  PASSEDBYVALUE, ALIGNMENT = int4, STORAGE = plain, CATEGORY = 'N', PREFERRED = false, DEFAULT = '7', DELIMITER = ';'
);
ALTER TYPE app.base OWNER TO role_owner;
COMMENT ON TYPE app.base IS 'A base type';
GRANT USAGE ON TYPE app.base TO role_a;
CREATE TYPE app.shell;
CREATE TYPE app.long;
CREATE FUNCTION app.long_in(cstring) RETURNS app.long LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.long_out(app.long) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE app.long (LIKE = text, INPUT = app.long_in, OUTPUT = app.long_out, COLLATABLE = true, STORAGE = external);
CREATE CAST (app.base AS int) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (app.base AS int) IS 'A cast';
CREATE COLLATION app.plain (LOCALE = 'C', PROVIDER = libc);
COMMENT ON COLLATION app.plain IS 'A collation';

-- Operators, their classes and families, aggregates, conversions, transforms.
CREATE FUNCTION app.same(app.pair, app.pair) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE OPERATOR app.=== (
  LEFTARG = app.pair, RIGHTARG = app.pair, FUNCTION = app.same, COMMUTATOR = OPERATOR(app.===), RESTRICT = eqsel,
  JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR app.=== (app.pair, app.pair) IS 'An operator';
ALTER OPERATOR app.=== (app.pair, app.pair) OWNER TO role_owner;
CREATE OPERATOR FAMILY app.numbers USING btree;
COMMENT ON OPERATOR FAMILY app.numbers USING btree IS 'A family';
CREATE OPERATOR CLASS app.int_desc FOR TYPE int4 USING btree FAMILY app.numbers AS
  OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(int4, int4);
ALTER OPERATOR FAMILY app.numbers USING btree ADD FUNCTION 1 (int4, int8) btint48cmp(int4, int8), OPERATOR 3 = (int4, int8);
COMMENT ON OPERATOR CLASS app.int_desc USING btree IS 'A class';
CREATE OPERATOR CLASS app.int_gist FOR TYPE box USING gist AS
  OPERATOR 3 &&, OPERATOR 15 <-> (box, point) FOR ORDER BY pg_catalog.float_ops, STORAGE box,
  FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
  FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_box_distance(internal, box, smallint, oid, internal);
CREATE AGGREGATE app.total(int) (
  SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = safe, MSFUNC = int4pl, MINVFUNC = int4mi,
  MSTYPE = int, MINITCOND = '0', SSPACE = 8
);
COMMENT ON AGGREGATE app.total(int) IS 'An aggregate';
GRANT EXECUTE ON FUNCTION app.total(int) TO role_a;
CREATE AGGREGATE app.middle(float8 ORDER BY anyelement) (
  SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA
);
CREATE DEFAULT CONVERSION app.latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
COMMENT ON CONVERSION app.latin IS 'A conversion';
CREATE FUNCTION app.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR app.pair LANGUAGE plsample (FROM SQL WITH FUNCTION app.from_sql(internal));
COMMENT ON TRANSFORM FOR app.pair LANGUAGE plsample IS 'A transform';
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD heap2 IS 'An access method';
CREATE ACCESS METHOD btree2 TYPE INDEX HANDLER bthandler;

-- Text search.
CREATE TEXT SEARCH PARSER app.words (
  START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline
);
CREATE TEXT SEARCH TEMPLATE app.simple_template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY app.plain_words (TEMPLATE = app.simple_template, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = app.words);
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR word, asciiword WITH app.plain_words, simple;
COMMENT ON TEXT SEARCH CONFIGURATION app.search IS 'A configuration';
COMMENT ON TEXT SEARCH DICTIONARY app.plain_words IS 'A dictionary';
COMMENT ON TEXT SEARCH PARSER app.words IS 'A parser';
COMMENT ON TEXT SEARCH TEMPLATE app.simple_template IS 'A template';
ALTER TEXT SEARCH CONFIGURATION app.search OWNER TO role_owner;

-- Sequences.
CREATE SEQUENCE app.numbers AS smallint INCREMENT BY 2 MINVALUE 3 MAXVALUE 99 START WITH 5 CACHE 4 CYCLE;
COMMENT ON SEQUENCE app.numbers IS 'A sequence';
GRANT USAGE ON SEQUENCE app.numbers TO role_a WITH GRANT OPTION;
CREATE UNLOGGED SEQUENCE app.unlogged_numbers;

-- Tables and columns.
CREATE TABLE app.columns (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5 CACHE 3 CYCLE MAXVALUE 1000) PRIMARY KEY,
  other int GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME app.own_name),
  serial_like int DEFAULT nextval('app.numbers') NOT NULL,
  stored int GENERATED ALWAYS AS (other_int * 2) STORED,
  other_int int DEFAULT 3,
  plain text COMPRESSION pglz COLLATE "C",
  typed app.state DEFAULT 'new',
  priced app.price,
  based app.base DEFAULT '9',
  wide numeric(12, 3)[],
  span app.span,
  dropped int
) WITH (autovacuum_enabled = false, fillfactor = 70, parallel_workers = 2, toast.autovacuum_vacuum_threshold = 99);
ALTER TABLE app.columns DROP COLUMN dropped, ALTER plain SET STORAGE external;
ALTER SEQUENCE app.numbers OWNED BY app.columns.serial_like;
ALTER TABLE app.columns ALTER plain SET STATISTICS 77, ALTER other_int SET (n_distinct = -0.5, n_distinct_inherited = 3);
COMMENT ON TABLE app.columns IS 'A table';
COMMENT ON COLUMN app.columns.plain IS 'A column';
COMMENT ON CONSTRAINT columns_pkey ON app.columns IS 'A key';
GRANT SELECT, INSERT ON app.columns TO role_a WITH GRANT OPTION;
GRANT UPDATE (plain, typed), REFERENCES (id) ON app.columns TO role_b;
GRANT SELECT (id) ON app.columns TO role_b WITH GRANT OPTION;
GRANT USAGE ON SCHEMA app TO PUBLIC;
SET SESSION AUTHORIZATION role_a;
GRANT SELECT ON app.columns TO role_c;
GRANT INSERT (other_int) ON app.columns TO role_c;
RESET SESSION AUTHORIZATION;
GRANT INSERT ON app.columns TO role_c;
CREATE TABLE app.owned (a int);
ALTER TABLE app.owned OWNER TO role_owner;
REVOKE DELETE ON app.owned FROM role_owner;
CREATE UNLOGGED TABLE app.unlogged_table (a int, b int UNIQUE NULLS NOT DISTINCT, c int);
ALTER TABLE app.unlogged_table REPLICA IDENTITY FULL;
CREATE TABLE app.nothing_identified (a int);
ALTER TABLE app.nothing_identified REPLICA IDENTITY NOTHING;
CREATE TABLE app.identified (a int NOT NULL, b text);
CREATE UNIQUE INDEX identified_a ON app.identified (a);
ALTER TABLE app.identified REPLICA IDENTITY USING INDEX identified_a;
CREATE TABLE app.without_columns ();
CREATE TABLE app.heap2_table (a int) USING heap2;
CREATE TABLE app.of_type OF app.pair (a WITH OPTIONS PRIMARY KEY, b DEFAULT 'x');
CREATE TABLE app."Größe ""1"" " ("Spalte ""2""" text CHECK ("Spalte ""2""" <> 'it''s'));
CREATE INDEX columns_brin ON app.columns
USING brin (id int8_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 8, autosummarize = on);
CREATE INDEX columns_hash ON app.columns USING hash (plain);
CREATE INDEX columns_clustered ON app.columns (other_int);
ALTER TABLE app.columns CLUSTER ON columns_clustered;

-- Constraints and indexes.
CREATE TABLE app.keyed (
  a int CONSTRAINT keyed_a UNIQUE DEFERRABLE INITIALLY DEFERRED,
  b int,
  c int,
  d tsrange,
  CONSTRAINT keyed_pkey PRIMARY KEY (b) INCLUDE (c) WITH (fillfactor = 50),
  CONSTRAINT keyed_no_overlap EXCLUDE USING gist (d WITH &&) WHERE (c > 0) DEFERRABLE,
  CONSTRAINT keyed_check CHECK (c > 0) NO INHERIT
);
ALTER TABLE app.keyed CLUSTER ON keyed_pkey;
ALTER TABLE app.keyed ADD CONSTRAINT keyed_late CHECK (b > 0) NOT VALID;
COMMENT ON CONSTRAINT keyed_late ON app.keyed IS 'A check';
COMMENT ON INDEX app.keyed_pkey IS 'An index of a key';
CREATE TABLE app.referring (
  a int REFERENCES app.keyed (b) MATCH FULL ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
  b int DEFAULT 4,
  CONSTRAINT referring_b FOREIGN KEY (b) REFERENCES app.keyed (b) ON DELETE SET DEFAULT (b)
);
ALTER TABLE app.referring ADD CONSTRAINT referring_late FOREIGN KEY (b) REFERENCES app.keyed (b) NOT VALID;
CREATE INDEX keyed_many ON app.keyed USING btree (a DESC NULLS LAST, (b + c) int4_ops, c) INCLUDE (d)
WITH (fillfactor = 60, deduplicate_items = off) WHERE c IS NOT NULL;
ALTER INDEX app.keyed_many ALTER COLUMN 2 SET STATISTICS 55;
COMMENT ON INDEX app.keyed_many IS 'An index';
CREATE UNIQUE INDEX keyed_unique ON app.keyed (c) NULLS NOT DISTINCT;
CREATE INDEX keyed_class ON app.keyed USING btree (a app.int_desc);
CREATE STATISTICS app.related (ndistinct, mcv) ON a, b FROM app.keyed;
ALTER STATISTICS app.related SET STATISTICS 66;
COMMENT ON STATISTICS app.related IS 'Statistics';
CREATE STATISTICS app.of_expression ON (a + b), c FROM app.keyed;
ALTER STATISTICS app.of_expression OWNER TO role_owner;

-- Inheritance and partitions.
CREATE TABLE app.parent (a int NOT NULL, b text DEFAULT 'p', c int, CONSTRAINT parent_check CHECK (a > 0));
ALTER TABLE app.parent ALTER b SET STORAGE external, ALTER b SET COMPRESSION pglz;
CREATE TABLE app.child (d int) INHERITS (app.parent);
ALTER TABLE app.child ALTER b SET DEFAULT 'c', ALTER b SET STORAGE main, ALTER c SET NOT NULL, ALTER a SET STATISTICS 11;
CREATE TABLE app.grandchild (CONSTRAINT parent_check CHECK (a > 0)) INHERITS (app.child);
CREATE TABLE app.parts (
  id bigint GENERATED BY DEFAULT AS IDENTITY, at date NOT NULL, kind text
) PARTITION BY RANGE (at, lower(kind) COLLATE "C");
CREATE TABLE app.parts_old PARTITION OF app.parts FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2020-01-01', MINVALUE);
CREATE TABLE app.parts_default PARTITION OF app.parts (kind DEFAULT 'x') DEFAULT WITH (fillfactor = 80);
CREATE TABLE app.attached (
  id bigint CONSTRAINT parts_id_not_null NOT NULL, at date CONSTRAINT parts_at_not_null NOT NULL, kind text
);
ALTER TABLE app.parts ATTACH PARTITION app.attached FOR VALUES FROM ('2021-01-01', 'a') TO ('2021-01-01', 'b');
CREATE INDEX parts_kind ON app.parts (kind) WITH (fillfactor = 77);
ALTER INDEX app.parts_default_kind_idx SET (fillfactor = 66);
CREATE INDEX parts_at ON ONLY app.parts (at);
CREATE TABLE app.listed (k text, v int NOT NULL) PARTITION BY LIST (k);
CREATE TABLE app.listed_ab PARTITION OF app.listed FOR VALUES IN ('a', 'b') PARTITION BY HASH (k);
CREATE TABLE app.listed_ab_0 PARTITION OF app.listed_ab FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.listed_null PARTITION OF app.listed FOR VALUES IN (NULL);

-- Views, rules and triggers.
CREATE VIEW app.shown WITH (security_barrier, security_invoker = true, check_option = local) AS
SELECT a, b FROM app.keyed WHERE c > 0;
ALTER VIEW app.shown ALTER a SET DEFAULT 8;
COMMENT ON VIEW app.shown IS 'A view';
COMMENT ON COLUMN app.shown.a IS 'A column of a view';
GRANT SELECT (a) ON app.shown TO role_a;
CREATE RECURSIVE VIEW app.counted (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < 5;
CREATE MATERIALIZED VIEW app.kept WITH (fillfactor = 75) AS SELECT a, count(*) AS n FROM app.keyed GROUP BY a WITH NO DATA;
ALTER MATERIALIZED VIEW app.kept ALTER n SET STATISTICS 33;
COMMENT ON MATERIALIZED VIEW app.kept IS 'A materialized view';
CREATE UNIQUE INDEX kept_a ON app.kept (a);
ALTER MATERIALIZED VIEW app.kept CLUSTER ON kept_a;
CREATE RULE hide AS ON DELETE TO app.keyed WHERE OLD.a > 5 DO INSTEAD NOTHING;
COMMENT ON RULE hide ON app.keyed IS 'A rule';
CREATE RULE also AS ON UPDATE TO app.keyed DO ALSO NOTIFY changed;
ALTER TABLE app.keyed ENABLE ALWAYS RULE also, DISABLE RULE hide;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF a, b ON app.keyed FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION app.touch('x', 'y');
CREATE TRIGGER moved AFTER UPDATE ON app.keyed REFERENCING OLD TABLE AS before NEW TABLE AS afterwards
FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON app.keyed FROM app.referring DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER instead INSTEAD OF INSERT ON app.shown FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER emptied BEFORE TRUNCATE ON app.keyed EXECUTE FUNCTION app.touch();
COMMENT ON TRIGGER touch ON app.keyed IS 'A trigger';
ALTER TABLE app.keyed ENABLE REPLICA TRIGGER touch, ENABLE ALWAYS TRIGGER moved, DISABLE TRIGGER emptied;
CREATE TRIGGER on_parts AFTER INSERT ON app.parts FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.parts_old DISABLE TRIGGER on_parts;
CREATE FUNCTION app.on_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION app.on_event();
ALTER EVENT TRIGGER watching DISABLE;
COMMENT ON EVENT TRIGGER watching IS 'An event trigger';
CREATE EVENT TRIGGER always_watching ON sql_drop EXECUTE FUNCTION app.on_event();
ALTER EVENT TRIGGER always_watching ENABLE ALWAYS;

-- Row security, privileges.
ALTER TABLE app.keyed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE app.referring FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.keyed AS RESTRICTIVE FOR UPDATE TO role_a, role_b USING (a > 0) WITH CHECK (a > 1);
COMMENT ON POLICY own ON app.keyed IS 'A policy';
ALTER DEFAULT PRIVILEGES FOR ROLE role_owner IN SCHEMA app GRANT SELECT ON TABLES TO role_a WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE role_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE role_owner GRANT USAGE ON SCHEMAS TO role_a;
ALTER DEFAULT PRIVILEGES FOR ROLE role_owner GRANT USAGE ON TYPES TO role_b;
ALTER DEFAULT PRIVILEGES FOR ROLE role_owner IN SCHEMA app GRANT UPDATE ON SEQUENCES TO role_b;
GRANT CREATE ON SCHEMA app TO role_a WITH GRANT OPTION;
REVOKE CREATE ON SCHEMA app FROM role_owner;

-- Foreign data, replication.
CREATE FOREIGN DATA WRAPPER wrapped OPTIONS (debug 'true');
COMMENT ON FOREIGN DATA WRAPPER wrapped IS 'A wrapper';
GRANT USAGE ON FOREIGN DATA WRAPPER wrapped TO role_a WITH GRANT OPTION;
GRANT USAGE ON FOREIGN DATA WRAPPER wrapped TO role_owner;
CREATE SERVER away TYPE 't' VERSION '1' FOREIGN DATA WRAPPER wrapped OPTIONS (host 'h');
COMMENT ON SERVER away IS 'A server';
GRANT USAGE ON FOREIGN SERVER away TO role_b;
ALTER SERVER away OWNER TO role_owner;
CREATE USER MAPPING FOR role_a SERVER away OPTIONS ("user" 'u');
CREATE FOREIGN TABLE app.foreign_table (
  a int OPTIONS (column_name 'x') NOT NULL, b text DEFAULT 'd', CONSTRAINT foreign_check CHECK (a > 0)
) SERVER away OPTIONS (table_name 't');
COMMENT ON FOREIGN TABLE app.foreign_table IS 'A foreign table';
ALTER FOREIGN TABLE app.foreign_table ALTER b SET STATISTICS 44;
CREATE FOREIGN TABLE app.parts_away PARTITION OF app.parts
FOR VALUES FROM ('2022-01-01', 'a') TO ('2022-01-01', 'b') SERVER away;
GRANT SELECT ON app.foreign_table TO role_a;
CREATE PUBLICATION several FOR TABLE app.keyed (b, a) WHERE (a > 5), app.identified
WITH (publish = 'insert', publish_via_partition_root);
CREATE PUBLICATION whole_schema FOR TABLES IN SCHEMA ext, TABLE app.keyed;
COMMENT ON PUBLICATION several IS 'A publication';
ALTER PUBLICATION several OWNER TO role_super;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, truncate');
CREATE SUBSCRIPTION sub CONNECTION 'dbname=there host=localhost port=1 user=me password=''it\''s \\ x''' PUBLICATION a, b
WITH (connect = false, slot_name = 'own_slot', binary = true, streaming = on, two_phase = true, disable_on_error = true,
      synchronous_commit = local);
COMMENT ON SUBSCRIPTION sub IS 'A subscription';
CREATE SUBSCRIPTION plain_sub CONNECTION 'application_name=''x y'' dbname=there host=localhost port=1 user=me' PUBLICATION a
WITH (connect = false, slot_name = NONE);
-- since 16
CREATE SUBSCRIPTION sub16 CONNECTION 'dbname=there port=1' PUBLICATION a
WITH (connect = false, streaming = parallel, password_required = false, run_as_owner = true, origin = none);
-- all
-- since 17
CREATE SUBSCRIPTION sub17 CONNECTION 'dbname=there port=1' PUBLICATION a WITH (connect = false, failover = true);
GRANT MAINTAIN ON app.columns TO role_b WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE role_owner GRANT MAINTAIN ON TABLES TO role_b;
CREATE DOMAIN app.named AS int CONSTRAINT there NOT NULL;
CREATE TABLE app.exclusive_parts (a int, EXCLUDE USING btree (a WITH =)) PARTITION BY LIST (a);
-- all
-- since 18
CREATE TABLE app.virtual (
  a int CONSTRAINT a_there NOT NULL NO INHERIT,
  b int GENERATED ALWAYS AS (a * 2),
  c int GENERATED ALWAYS AS (a * 3) STORED,
  d int NOT NULL,
  e int,
  f int CONSTRAINT f_there NOT NULL,
  CONSTRAINT never CHECK (a > 0) NOT ENFORCED,
  CONSTRAINT never_there FOREIGN KEY (a) REFERENCES app.keyed (b) NOT ENFORCED
) WITH (autovacuum_vacuum_max_threshold = 1000);
COMMENT ON CONSTRAINT a_there ON app.virtual IS 'A not-null constraint';
CREATE TABLE app.virtual_child () INHERITS (app.virtual);
CREATE TABLE app.late_not_null (e int);
ALTER TABLE app.late_not_null ADD CONSTRAINT late NOT NULL e NOT VALID;
CREATE TABLE app.temporal (
  id int4range, valid daterange, CONSTRAINT temporal_key PRIMARY KEY (id, valid WITHOUT OVERLAPS),
  CONSTRAINT temporal_unique UNIQUE (valid, id WITHOUT OVERLAPS)
);
CREATE TABLE app.temporal_referring (
  id int4range, valid daterange,
  CONSTRAINT temporal_fk FOREIGN KEY (id, PERIOD valid) REFERENCES app.temporal (id, PERIOD valid)
);
CREATE PUBLICATION generated FOR TABLE app.virtual (a, c) WITH (publish_generated_columns = stored);
CREATE TABLE app.part_named (a int CONSTRAINT pn NOT NULL, b int) PARTITION BY LIST (a);
CREATE TABLE app.part_named_1 (a int CONSTRAINT pn NOT NULL, b int CONSTRAINT b_own NOT NULL);
ALTER TABLE app.part_named ATTACH PARTITION app.part_named_1 FOR VALUES IN (1);
CREATE TABLE app.part_named_2 PARTITION OF app.part_named FOR VALUES IN (2);
CREATE FOREIGN TABLE app.foreign_not_null (a int CONSTRAINT fnn NOT NULL) SERVER away;
-- all

-- @future
ALTER DEFAULT PRIVILEGES FOR ROLE «role_owner¦role_writer»«¦ IN SCHEMA public¦ IN SCHEMA app» GRANT «SELECT ON TABLES¦INSERT ON TABLES¦USAGE ON SEQUENCES¦EXECUTE ON FUNCTIONS» TO role_reader«¦ WITH GRANT OPTION»;
-- @future_routines
ALTER DEFAULT PRIVILEGES FOR ROLE role_owner REVOKE «EXECUTE ON FUNCTIONS¦USAGE ON TYPES» FROM PUBLIC;
-- @future_mine
ALTER DEFAULT PRIVILEGES FOR ROLE role_writer GRANT «SELECT ON TABLES¦USAGE ON SCHEMAS¦USAGE ON TYPES¦EXECUTE ON ROUTINES¦SELECT ON SEQUENCES» TO «role_reader¦PUBLIC¦role_writer»;
-- @news needs alpha
CREATE PUBLICATION news FOR TABLE alpha«¦ (id)»«¦ WHERE (id > 5)»«¦?plainly , plainly» WITH (publish = '«insert, update, delete, truncate¦insert»'«¦, publish_via_partition_root = true»);
%comment PUBLICATION news
%owner PUBLICATION news
-- @more_news
CREATE PUBLICATION more_news FOR «TABLES IN SCHEMA app¦ALL TABLES¦?events TABLE app.events¦?alpha TABLES IN SCHEMA app, TABLE alpha»;
-- @elsewhere:rare
CREATE FOREIGN DATA WRAPPER elsewhere«¦ VALIDATOR postgresql_fdw_validator¦ OPTIONS (user 'it''s')»;
%comment FOREIGN DATA WRAPPER elsewhere
%grant USAGE ON FOREIGN DATA WRAPPER elsewhere
-- @postgres_fdw:rare
CREATE EXTENSION postgres_fdw;
-- @there:rare needs elsewhere
CREATE SERVER there«¦ TYPE 'x'»«¦ VERSION '«1¦2»'» FOREIGN DATA WRAPPER «elsewhere¦?postgres_fdw postgres_fdw»«¦ OPTIONS («host 'far'¦host 'near', dbname 'd'»)»;
%comment SERVER there
%grant USAGE ON FOREIGN SERVER there
-- @there_user:rare needs there
CREATE USER MAPPING FOR «role_reader¦PUBLIC» SERVER there«¦ OPTIONS (user '«x¦y»')»;
-- @far:rare needs there
CREATE FOREIGN TABLE far (id «integer¦bigint»«¦ NOT NULL»«¦, t text«¦ DEFAULT 'x'»«¦ COLLATE "C"»») SERVER there«¦ OPTIONS (table_name '«t¦u»')»;
%comment FOREIGN TABLE far
%owner FOREIGN TABLE far
%grant SELECT ON far
«¦ALTER FOREIGN TABLE far ALTER id OPTIONS (column_name '«nr¦no»');»
«¦ALTER FOREIGN TABLE far ADD CONSTRAINT far_checked CHECK (id > «0¦1»)«¦ NOT VALID»;»
-- @far_part:rare needs there
CREATE TABLE split (k integer, v text«¦ DEFAULT 'x'») PARTITION BY LIST (k);
CREATE FOREIGN TABLE far_part PARTITION OF split FOR VALUES IN («1¦1, 2») SERVER there«¦ OPTIONS (table_name 'p')»;
-- @far_view:rare needs far
CREATE VIEW far_view AS SELECT id FROM far;
-- @all_grants needs alpha
GRANT «SELECT¦SELECT, UPDATE¦ALL» ON ALL TABLES IN SCHEMA public TO role_writer;
-- @base_type:rare
CREATE TYPE token;
CREATE FUNCTION token_in(cstring) RETURNS token LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION token_out(token) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE token (INPUT = token_in, OUTPUT = token_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4«¦, CATEGORY = 'N'»«¦, DEFAULT = '7'»);
%comment TYPE token
-- @base_type_used:rare needs base_type
CREATE TABLE of_tokens (t token«¦ DEFAULT '1'»);
-- @own_heap:rare
CREATE ACCESS METHOD own_heap TYPE TABLE HANDLER heap_tableam_handler;
«¦CREATE TABLE in_own_heap (a integer) USING own_heap;»
%comment ACCESS METHOD own_heap
-- @far_news:rare
CREATE SUBSCRIPTION far_news CONNECTION '«host=far¦host=near» dbname=x' PUBLICATION «news¦news, more» WITH (connect = false, slot_name = NONE«¦, binary = true»«¦, synchronous_commit = 'local'»);
-- @database:rare
DO $$ BEGIN EXECUTE format('«COMMENT ON DATABASE %I IS ''ours''¦ALTER DATABASE %I SET work_mem = ''«8¦9»MB''¦ALTER DATABASE %I CONNECTION LIMIT 50»', current_database()); END $$;
-- @managed:rare
CREATE ROLE role_app«¦ LOGIN»«¦ NOINHERIT»«¦ CREATEDB»«¦ CONNECTION LIMIT 5»«¦ VALID UNTIL '2030-01-01'»;
%comment ROLE role_app
«¦ALTER ROLE role_app SET work_mem = '«8MB¦9MB»';»
«¦GRANT role_reader TO role_app«¦ WITH ADMIN OPTION¦ WITH INHERIT FALSE»;»
«¦GRANT role_app TO role_writer;»
-- @managed_grant:rare needs managed alpha
GRANT SELECT ON alpha TO role_app;
-- @managed_owner:rare needs managed
CREATE TABLE of_app (a integer);
ALTER TABLE of_app OWNER TO role_app;

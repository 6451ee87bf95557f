-- @weird:rare
CREATE SCHEMA "We""ird"«¦ AUTHORIZATION role_owner»;
%comment SCHEMA "We""ird"
%grant «USAGE¦CREATE» ON SCHEMA "We""ird"
-- @app:rare
COMMENT ON SCHEMA app IS '«ours¦theirs»';
%owner SCHEMA app
%grant «USAGE¦CREATE» ON SCHEMA app
-- @public_schema
«COMMENT ON SCHEMA public IS 'ours'¦GRANT CREATE ON SCHEMA public TO role_writer¦REVOKE USAGE ON SCHEMA public FROM PUBLIC»;
-- @citext:rare
CREATE EXTENSION citext«¦ SCHEMA app»;
%comment EXTENSION citext
-- @hstore:rare
CREATE EXTENSION hstore«¦?weird  SCHEMA "We""ird"»;
-- @btree_gist:rare
CREATE EXTENSION btree_gist;
-- @trgm:rare
CREATE EXTENSION pg_trgm;
-- @german
CREATE COLLATION «german¦?german german» (provider = icu, locale = '«de¦de-AT»'«¦, deterministic = false»);
%comment COLLATION german
%owner COLLATION german
-- @plain_c
CREATE COLLATION plain_c («lc_collate = 'C', lc_ctype = 'POSIX'¦lc_collate = 'C', lc_ctype = 'C'¦provider = icu, locale = 'und'»);
-- @stems
CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = «snowball, Language = «english¦german»«¦, StopWords = english»¦simple«¦, Accept = false»»);
%comment TEXT SEARCH DICTIONARY stems
%owner TEXT SEARCH DICTIONARY stems
-- @words
CREATE TEXT SEARCH CONFIGURATION words (PARSER = pg_catalog."default");
«¦ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword, word WITH «simple¦english_stem¦?stems stems, simple¦?stems stems»;»
«¦ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR email WITH simple;»
%comment TEXT SEARCH CONFIGURATION words
%owner TEXT SEARCH CONFIGURATION words
-- @ts_template
CREATE TEXT SEARCH TEMPLATE plain_template («¦INIT = dsimple_init, »LEXIZE = dsimple_lexize);
%comment TEXT SEARCH TEMPLATE plain_template
-- @ts_own_dictionary needs ts_template
CREATE TEXT SEARCH DICTIONARY own_dictionary (TEMPLATE = plain_template);
-- @ts_parser
CREATE TEXT SEARCH PARSER plain_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype«¦, HEADLINE = prsd_headline»);
%comment TEXT SEARCH PARSER plain_parser
-- @mood
CREATE TYPE mood AS ENUM («¦'angry', »'calm', «¦'quite calm', »'glad'«¦, 'it''s'»«¦, 'sad'»);
%comment TYPE mood
%owner TYPE mood
%grant USAGE ON TYPE mood
«¦REVOKE USAGE ON TYPE mood FROM PUBLIC;»
-- @size
CREATE TYPE app.size AS ENUM («'s', 'm', 'l'¦'l', 'm', 's'¦'s', 'm'¦'small', 'm', 'l'»);
-- @pair
CREATE TYPE pair AS (a «integer¦bigint¦numeric», "B b" «text«¦ COLLATE "C"¦?plain_c  COLLATE plain_c»¦integer»«¦, c «date¦?mood mood[]»»);
%comment TYPE pair
%comment COLUMN pair."B b"
%owner TYPE pair
-- @span
CREATE TYPE span AS RANGE (subtype = «integer¦text«¦, collation = "C"»¦?amount amount¦?mood mood»«¦, multirange_type_name = "many spans"»);
%comment TYPE span
%owner TYPE span
-- @positive
CREATE DOMAIN positive AS «integer¦bigint»«¦ DEFAULT 1¦ DEFAULT 2»«¦ NOT NULL»«¦ CONSTRAINT above CHECK (VALUE > «0¦10»)»«¦ CONSTRAINT below CHECK (VALUE < 1000)»;
%comment DOMAIN positive
%owner DOMAIN positive
%grant USAGE ON DOMAIN positive
-- @amount
CREATE DOMAIN amount AS «numeric(10,2)¦numeric¦?positive positive»«¦ CHECK (VALUE >= 0)»;
-- @label
CREATE DOMAIN label AS text«¦ COLLATE "C"¦?german  COLLATE german»«¦ DEFAULT 'none'»«¦ CONSTRAINT is_short CHECK (length(VALUE) < «10¦20»)»;
-- @moods
CREATE DOMAIN app.one_mood AS «text¦?mood mood«¦ DEFAULT 'calm'»»;
-- @odd
CREATE «¦UNLOGGED »SEQUENCE odd«¦ AS smallint¦ AS integer»«¦ INCREMENT «2¦-1»»«¦ MINVALUE -100»«¦ MAXVALUE 500»«¦ CACHE 5»«¦ CYCLE»;
%comment SEQUENCE odd
%owner SEQUENCE odd
%grant «USAGE¦SELECT, UPDATE» ON SEQUENCE odd
-- @seq
CREATE SEQUENCE app."Se q" START «1¦7»;
-- @plmine
CREATE «¦TRUSTED »LANGUAGE plmine HANDLER plpgsql_call_handler«¦ INLINE plpgsql_inline_handler»«¦ VALIDATOR plpgsql_validator»;
%comment LANGUAGE plmine
%owner LANGUAGE plmine

-- @twice
CREATE FUNCTION twice(«n¦m» integer«¦ DEFAULT 1¦ DEFAULT 2») RETURNS «integer¦bigint¦text»
  LANGUAGE «sql¦plpgsql¦?plmine plmine»«¦ IMMUTABLE¦ STABLE»«¦ STRICT»«¦ SECURITY DEFINER»«¦ LEAKPROOF»«¦ PARALLEL SAFE¦ PARALLEL RESTRICTED»«¦ COST 7»«¦ SET work_mem = '8MB'¦ SET search_path = public, "We""ird"»
  AS $$ «SELECT 2¦SELECT 1 + 1 -- more» $$;
%comment FUNCTION twice(integer)
%owner FUNCTION twice(integer)
%grant EXECUTE ON FUNCTION twice(integer)
«¦REVOKE EXECUTE ON FUNCTION twice FROM PUBLIC;»
-- @is_short
CREATE FUNCTION is_short(t text) RETURNS boolean IMMUTABLE LANGUAGE sql «RETURN length(t) < 5¦RETURN length(t) < 9¦AS 'SELECT true'»;
-- @next_code
CREATE FUNCTION next_code() RETURNS integer LANGUAGE sql «AS 'SELECT 7'¦AS 'SELECT 8'¦?odd RETURN nextval('odd')::integer¦?is_short RETURN CASE WHEN is_short('a') THEN 1 END»;
-- @feel
CREATE FUNCTION feel(m «text¦?mood mood¦?pair pair¦?positive positive»«¦, b integer«¦ DEFAULT 2»») RETURNS «text¦?mood mood¦?pair pair¦SETOF text¦?alpha SETOF alpha» LANGUAGE plpgsql AS $$ BEGIN RETURN«¦ NULL»; END $$;
-- @many
CREATE FUNCTION many(a integer, «OUT b text¦OUT b text, OUT c integer¦INOUT b text», VARIADIC v integer[] DEFAULT '{}') LANGUAGE plpgsql AS $$ BEGIN END $$;
-- @listing
CREATE FUNCTION listing() RETURNS TABLE (x integer«¦, y text¦, y bigint») «¦ROWS 5 »LANGUAGE plpgsql AS $$ BEGIN END $$;
-- @work
CREATE PROCEDURE app.work(«IN a integer¦IN a integer, INOUT b text DEFAULT 'x'») LANGUAGE «plpgsql¦sql» «¦SECURITY DEFINER »AS «'BEGIN END'¦''»;
%comment PROCEDURE app.work
%owner PROCEDURE app.work
-- @atomic
CREATE FUNCTION atomic_sum(a integer, b integer) RETURNS integer LANGUAGE sql «STABLE ¦»BEGIN ATOMIC «SELECT a + b¦?alpha SELECT atomic_sum.a + atomic_sum.b + count(*)::integer FROM alpha¦?is_short SELECT a WHERE is_short('x')»; END;
-- @changing
CREATE «FUNCTION changing(a integer) RETURNS integer LANGUAGE sql RETURN 1¦PROCEDURE changing(a integer) LANGUAGE plpgsql AS $$ BEGIN END $$¦AGGREGATE changing(integer) (sfunc = int4larger, stype = integer)¦FUNCTION changing(a integer) RETURNS integer LANGUAGE internal WINDOW AS 'window_ntile'¦FUNCTION changing(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql RETURN 1»;
%comment ROUTINE changing
%grant EXECUTE ON ROUTINE changing
-- @polymorphic
CREATE FUNCTION polymorphic(«anyelement¦anyarray¦anycompatible») RETURNS «boolean¦integer» LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
-- @is_short_label needs is_short
CREATE DOMAIN short_label AS text CONSTRAINT short_enough CHECK (is_short(VALUE));
%comment CONSTRAINT short_enough ON DOMAIN short_label
-- @short_table needs is_short_label
CREATE TABLE short_labels (l short_label«¦ DEFAULT 'x'», m short_label[]);
-- @recursing
CREATE FUNCTION recursing(n integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN «recursing(n - 1)¦recursing(n - 2)»; END $$;
-- @touch
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN «NEW¦NULL»; END $$;
-- @seen
CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
-- @watch needs seen
CREATE EVENT TRIGGER watch ON «sql_drop¦ddl_command_end¦table_rewrite»«¦ WHEN TAG IN ('ALTER TABLE', 'ALTER TYPE')¦ WHEN TAG IN ('ALTER TABLE')» EXECUTE FUNCTION seen();
«¦ALTER EVENT TRIGGER watch «DISABLE¦ENABLE REPLICA¦ENABLE ALWAYS»;»
%comment EVENT TRIGGER watch
-- @total
CREATE AGGREGATE total(«numeric¦n numeric») (sfunc = numeric_add, stype = numeric«¦, initcond = '«0¦1»'»«¦, parallel = safe»«¦, combinefunc = numeric_add»«¦, finalfunc = numeric_abs»);
%comment AGGREGATE total(numeric)
%owner AGGREGATE total(numeric)
%grant EXECUTE ON FUNCTION total(numeric)
-- @lowest
CREATE AGGREGATE app.lowest(integer) (sfunc = int4smaller, stype = integer«¦, sortop = <»);
-- @hypothetical
CREATE AGGREGATE my_percentile(float8 ORDER BY anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra«¦, finalfunc_modify = read_write»);
-- @same:rare
CREATE OPERATOR === (leftarg = integer, rightarg = integer, function = «int4eq¦int4ge»«¦, commutator = ===»«¦, restrict = eqsel»«¦, join = eqjoinsel»«¦, hashes»«¦, merges»);
%comment OPERATOR === (integer, integer)
%owner OPERATOR === (integer, integer)
-- @not_same:rare
CREATE OPERATOR app.!== (leftarg = integer, rightarg = integer, function = int4ne«¦?same , negator = OPERATOR(public.===)»);
-- @prefix:rare
CREATE OPERATOR @#@ (rightarg = bigint, function = int8abs);
-- @numbers:rare
CREATE OPERATOR FAMILY numbers USING btree;
«¦ALTER OPERATOR FAMILY numbers USING btree ADD OPERATOR 1 < (integer, bigint);»
«¦ALTER OPERATOR FAMILY numbers USING btree ADD FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);»
%comment OPERATOR FAMILY numbers USING btree
-- @same_ops:rare needs same
CREATE OPERATOR CLASS same_ops FOR TYPE «integer¦?positive positive» USING hash AS OPERATOR 1 === (integer, integer), FUNCTION 1 «hashint4(integer)¦hashint4(integer), FUNCTION 2 (integer) hashint4extended(integer, bigint)»;
%comment OPERATOR CLASS same_ops USING hash
-- @low_family:rare
CREATE OPERATOR FAMILY low_family USING btree;
-- @low_ops:rare
CREATE OPERATOR CLASS low_ops FOR TYPE text USING btree«¦?low_family  FAMILY low_family» AS OPERATOR 1 ~<~, OPERATOR 2 ~<=~, OPERATOR 3 =, OPERATOR 4 ~>=~, OPERATOR 5 ~>~, FUNCTION 1 bttext_pattern_cmp(text, text);
%owner OPERATOR CLASS low_ops USING btree
-- @mood_number needs mood
CREATE FUNCTION mood_number(mood) RETURNS integer IMMUTABLE LANGUAGE sql RETURN «1¦CASE $1 WHEN 'calm' THEN 1 ELSE 2 END»;
-- @mood_cast needs mood
CREATE CAST (mood AS «integer¦bigint») «WITH INOUT¦?mood_number WITH FUNCTION mood_number(mood)¦?mood_number WITH FUNCTION mood_number(mood) AS ASSIGNMENT»«¦ AS IMPLICIT»;
-- @mine
CREATE «¦DEFAULT »CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
%comment CONVERSION mine
%owner CONVERSION mine
-- @transform
CREATE TRANSFORM FOR integer LANGUAGE «sql¦?plmine plmine» (TO SQL WITH FUNCTION int4recv(internal)«¦, FROM SQL WITH FUNCTION prsd_lextype(internal)»);

-- @alpha_index needs alpha
CREATE «¦UNIQUE »INDEX found_in_alpha ON alpha USING «btree (id«¦ DESC¦ NULLS FIRST¦ DESC NULLS LAST»«¦?alpha_a , a»«¦?alpha_b , (b::text)»)«¦?alpha_a  INCLUDE (a)»«¦ NULLS NOT DISTINCT»¦btree ((id + 1))»«¦ WITH (fillfactor = 80)»«¦ WHERE id > «0¦5»»;
%comment INDEX found_in_alpha
«¦ALTER TABLE alpha CLUSTER ON found_in_alpha;»
-- @alpha_hash needs alpha
CREATE INDEX "Hash x" ON alpha USING «hash (id)¦brin (id) WITH (pages_per_range = 16)¦btree (id«¦?same_ops »)»;
-- @alpha_text needs alpha_t
CREATE INDEX text_in_alpha ON alpha USING «btree ("Ö t"«¦ COLLATE "C"¦?german  COLLATE german»«¦ text_pattern_ops¦?low_ops  low_ops»)¦?trgm gin ("Ö t" gin_trgm_ops) WITH (fastupdate = off)¦?trgm gist ("Ö t" gist_trgm_ops(siglen=«32¦64»))¦btree (lower("Ö t"))¦?is_short btree (is_short("Ö t"))¦gin (to_tsvector('simple', "Ö t"))»;
«¦COMMENT ON INDEX text_in_alpha IS 'text';»
-- @alpha_expression_statistics needs alpha
CREATE INDEX of_expression ON alpha ((id * 2));
«¦ALTER INDEX of_expression ALTER COLUMN 1 SET STATISTICS «77¦78»;»
-- @alpha_statistics needs alpha alpha_serial
CREATE STATISTICS «together¦app_together»«¦ (mcv)¦ (dependencies, ndistinct)» ON «id, n¦id, (n + 1)» FROM alpha;
-- @statistics_own needs alpha_statistics plainly
CREATE STATISTICS of_plainly ON «(v + 1)¦(v + 2)» FROM plainly;
%comment STATISTICS of_plainly
%owner STATISTICS of_plainly
«¦ALTER STATISTICS of_plainly SET STATISTICS 5;»
-- @part_index needs part
CREATE INDEX part_found ON «part¦ONLY part» (d«¦, k»«¦ DESC»)«¦ WHERE k > 1»;
%comment INDEX part_found
-- @part_unique needs part
ALTER TABLE part ALTER v SET NOT NULL, ALTER v SET DEFAULT '«x¦y»';
-- @events_index needs events
CREATE INDEX events_n ON app.events («n¦kind, n¦(n + 1)»)«¦ WITH (fillfactor = 60)»;
-- @events_rest_index needs events_rest
CREATE INDEX rest_own ON app.events_rest («n¦kind»);
-- @beta_index needs beta
CREATE «¦UNIQUE »INDEX "In dex" ON app."Beta x" ("order"«¦ DESC»);
-- @seen_view
CREATE VIEW seen_view«¦ WITH (security_barrier)¦ WITH (security_invoker = true)¦ WITH (security_barrier = false, security_invoker)» AS SELECT «1 AS one¦1::bigint AS one¦1 AS one, 'x'::text AS two¦2 AS other¦?alpha id AS one FROM alpha¦?alpha_a a AS one, id FROM alpha¦?alpha_b b AS one FROM alpha¦?twice twice(1) AS one¦?alpha_moods moods AS one FROM alpha¦?alpha alpha.* FROM alpha¦?alpha_gen gen AS one FROM alpha¦?beta b.id AS one FROM app."Beta x" AS b¦?events at AS one FROM app.events¦?total total(1) AS one»;
%comment VIEW seen_view
%owner VIEW seen_view
%grant SELECT ON seen_view
-- @alpha_view needs alpha
CREATE VIEW app_alpha AS SELECT id«¦, id + 1 AS next»«¦?alpha_a , a»«¦?alpha_at , at» FROM alpha WHERE id > «0¦1»«¦ WITH LOCAL CHECK OPTION¦ WITH CASCADED CHECK OPTION»;
%comment COLUMN app_alpha.id
«¦ALTER VIEW app_alpha ALTER id SET DEFAULT 4;»
%owner VIEW app_alpha
«¦GRANT SELECT (id) ON app_alpha TO role_reader;»
-- @view_over needs seen_view
CREATE VIEW view_over AS SELECT «count(*) AS n FROM seen_view¦seen_view.* FROM seen_view¦?alpha_view count(*) AS n FROM seen_view, app_alpha¦?feelings count(*) AS n FROM seen_view, feelings»;
%owner VIEW view_over
-- @view_chain needs alpha_view
CREATE VIEW chain_1 AS SELECT * FROM app_alpha;
CREATE VIEW chain_2 AS SELECT *«¦, 1 AS one» FROM chain_1;
CREATE MATERIALIZED VIEW chain_3 AS SELECT id«¦, id + 1 AS more» FROM chain_2 WITH NO DATA;
CREATE INDEX chain_3_id ON chain_3 (id);
«¦GRANT SELECT ON chain_1 TO role_reader;»
«¦COMMENT ON VIEW chain_2 IS 'second';»
«¦ALTER VIEW chain_2 OWNER TO role_writer; GRANT SELECT ON chain_1 TO role_writer;»
-- @returning_view needs alpha_view
CREATE RULE through AS ON INSERT TO app_alpha DO INSTEAD INSERT INTO alpha (id) VALUES (NEW.id)«¦»;
-- @recursive_view
CREATE RECURSIVE VIEW numbers_up (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM numbers_up WHERE n < «10¦20»;
-- @feelings
CREATE MATERIALIZED VIEW feelings«¦ WITH (fillfactor = 70)» AS SELECT «1 AS n, 'x'::text AS t¦2 AS n, 'x'::text AS t¦?alpha id AS n, 't'::text AS t FROM alpha¦?alpha_view id AS n, 't'::text AS t FROM app_alpha¦?alpha_b count(*) AS n, b::text AS t FROM alpha GROUP BY b¦?twice twice(1)::integer AS n, ''::text AS t» WITH «NO ¦»DATA;
%comment MATERIALIZED VIEW feelings
%comment COLUMN feelings.n
%owner MATERIALIZED VIEW feelings
%grant SELECT ON feelings
«¦ALTER MATERIALIZED VIEW feelings ALTER t SET STATISTICS 50, ALTER t SET STORAGE EXTERNAL;»
-- @feelings_index needs feelings
CREATE «¦UNIQUE »INDEX feelings_n ON feelings (n«¦, t»);
%comment INDEX feelings_n
-- @over_feelings needs feelings
CREATE VIEW over_feelings AS SELECT n«¦, t» FROM feelings;
-- @view_function needs alpha_view
CREATE FUNCTION reads_view() RETURNS «integer¦SETOF app_alpha» LANGUAGE sql «AS 'SELECT NULL'¦STABLE BEGIN ATOMIC SELECT NULL FROM app_alpha; END»;
-- @alpha_trigger needs alpha touch
CREATE TRIGGER touch_it «BEFORE INSERT¦AFTER INSERT OR UPDATE¦BEFORE UPDATE OF id¦?alpha_a BEFORE UPDATE OF a¦BEFORE DELETE» ON alpha FOR EACH ROW«¦ WHEN (pg_trigger_depth() = 0)» EXECUTE FUNCTION touch(«¦'it''s', 'x'»);
«¦ALTER TABLE alpha «DISABLE¦ENABLE REPLICA¦ENABLE ALWAYS» TRIGGER touch_it;»
%comment TRIGGER touch_it ON alpha
-- @alpha_statement_trigger needs alpha touch
CREATE TRIGGER touch_all AFTER «INSERT ON alpha REFERENCING NEW TABLE AS «fresh¦made»¦DELETE ON alpha REFERENCING OLD TABLE AS gone¦TRUNCATE ON alpha» FOR EACH STATEMENT EXECUTE FUNCTION touch();
-- @alpha_constraint_trigger needs alpha touch
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON alpha«¦?beta  FROM app."Beta x"»«¦ DEFERRABLE¦ DEFERRABLE INITIALLY DEFERRED» FOR EACH ROW EXECUTE FUNCTION touch();
%comment TRIGGER later ON alpha
-- @events_trigger needs events touch
CREATE TRIGGER touch_event «AFTER¦BEFORE» INSERT ON app.events FOR EACH ROW«¦ WHEN (NEW.n > 1)» EXECUTE FUNCTION touch();
«¦ALTER TABLE app.events DISABLE TRIGGER touch_event;¦?events_rest ALTER TABLE app.events_rest DISABLE TRIGGER touch_event;»
«¦COMMENT ON TRIGGER touch_event ON app.events IS 'seen';»
-- @view_trigger needs alpha_view touch
CREATE TRIGGER instead INSTEAD OF «INSERT¦INSERT OR UPDATE» ON app_alpha FOR EACH ROW EXECUTE FUNCTION touch();
-- @alpha_rule needs alpha
CREATE RULE kept AS ON «DELETE TO alpha«¦ WHERE OLD.id > 5»¦INSERT TO alpha WHERE NEW.id < 0» DO «INSTEAD NOTHING¦?plainly ALSO INSERT INTO plainly VALUES (1)¦?alpha_a ALSO UPDATE alpha SET a = NULL WHERE false»;
«¦ALTER TABLE alpha DISABLE RULE kept;»
%comment RULE kept ON alpha
-- @view_rule needs seen_view
CREATE RULE insert_seen AS ON INSERT TO seen_view DO INSTEAD «NOTHING¦?alpha INSERT INTO alpha (id) VALUES (1)»;
-- @alpha_security needs alpha
ALTER TABLE alpha «ENABLE ROW LEVEL SECURITY¦ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY¦FORCE ROW LEVEL SECURITY»;
-- @alpha_policy needs alpha
CREATE POLICY own ON alpha«¦ AS RESTRICTIVE»«¦ FOR SELECT¦ FOR UPDATE¦ FOR DELETE»«¦ TO role_reader¦ TO role_writer, role_reader» USING («true¦id > 0¦?alpha_a a IS NULL¦?alpha_b b = 'calm'¦?is_short is_short(id::text)¦?plainly EXISTS (SELECT FROM plainly WHERE v = alpha.id)¦?feelings id IN (SELECT n FROM feelings)»);
%comment POLICY own ON alpha
-- @alpha_insert_policy needs alpha
CREATE POLICY "in sert" ON alpha FOR INSERT WITH CHECK («true¦id > 5¦?alpha_b b IS NOT NULL»);

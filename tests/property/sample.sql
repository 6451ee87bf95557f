-- A value of any type as text, another one for each number.
CREATE FUNCTION pg_temp.sample(wanted oid, k integer) RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
  t pg_catalog.pg_type;
  part text;
BEGIN
  SELECT * INTO STRICT t FROM pg_catalog.pg_type WHERE oid = wanted;
  IF t.typtype = 'd' THEN
    RETURN pg_temp.sample(t.typbasetype, k);
  ELSIF t.typtype = 'e' THEN
    -- One that other versions of the type are likely to have, too.
    SELECT enumlabel INTO part FROM pg_catalog.pg_enum WHERE enumtypid = wanted
    ORDER BY enumlabel IN ('calm', 'm') DESC, enumlabel LIMIT 1;
    RETURN part;
  ELSIF t.typtype IN ('r', 'm') THEN
    SELECT pg_temp.sample(rngsubtype, k) INTO part FROM pg_catalog.pg_range
    WHERE wanted IN (rngtypid, rngmultitypid);
    RETURN pg_catalog.format(CASE t.typtype WHEN 'r' THEN '["%1$s","%1$s"]' ELSE '{["%1$s","%1$s"]}' END, part);
  ELSIF t.typtype = 'c' THEN
    SELECT pg_catalog.string_agg(
      '"' || pg_catalog.replace(pg_catalog.replace(pg_temp.sample(atttypid, k), '\', '\\'), '"', '""') || '"',
      ',' ORDER BY attnum
    ) INTO part
    FROM pg_catalog.pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped;
    RETURN '(' || coalesce(part, '') || ')';
  ELSIF t.typcategory = 'A' THEN
    part := pg_catalog.replace(pg_catalog.replace(pg_temp.sample(t.typelem, k), '\', '\\'), '"', '\"');
    RETURN '{"' || part || '"}';
  END IF;
  RETURN CASE t.typcategory
    WHEN 'D' THEN '2024-03-' || 10 + k
    WHEN 'T' THEN k || ' days'
    WHEN 'B' THEN 'true'
    -- So that text goes over to numbers and documents.
    ELSE k::text
  END;
END
$$;

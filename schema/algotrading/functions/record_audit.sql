-- Security Considerations, 3. Audit Trail: who changed what, without the secrets.
CREATE OR REPLACE FUNCTION record_audit()
RETURNS TRIGGER AS $$
DECLARE
    secrets CONSTANT text[] := ARRAY['password_hash', 'api_credentials_encrypted'];
    old_row CONSTANT jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row CONSTANT jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
    INSERT INTO system_logs (component, log_level, message, data)
    VALUES (
        'audit',
        'INFO',
        TG_OP || ' ' || TG_TABLE_NAME,
        jsonb_build_object(
            'user_id', NULLIF(current_setting('app.user_id', true), ''),
            'role', current_user,
            'changed', (
                SELECT jsonb_agg(after.key ORDER BY after.key)
                FROM jsonb_each(new_row) AS after
                WHERE after.value IS DISTINCT FROM old_row -> after.key
            ),
            'old', old_row - secrets,
            'new', new_row - secrets
        )
    );
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

COMMENT ON FUNCTION record_audit() IS 'Audit Trail';

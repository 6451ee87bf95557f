-- Departure: what ON DELETE CASCADE of the refused foreign key would do.
CREATE OR REPLACE FUNCTION delete_indicator_values()
RETURNS TRIGGER AS $$
BEGIN
    DELETE FROM indicator_values WHERE data_id = OLD.data_id;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

COMMENT ON FUNCTION delete_indicator_values() IS
'Indicator values go with the row that they were calculated from';

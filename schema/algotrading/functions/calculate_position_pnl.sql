CREATE OR REPLACE FUNCTION calculate_position_pnl()
RETURNS TRIGGER AS $$
BEGIN
    -- Update unrealized P&L when current price changes
    IF NEW.current_price IS DISTINCT FROM OLD.current_price THEN
        NEW.unrealized_pnl = (NEW.current_price - NEW.average_price) * NEW.quantity;
    END IF;
    
    RETURN NEW;
END;
$$ LANGUAGE 'plpgsql';

COMMENT ON FUNCTION calculate_position_pnl() IS 'Position P&L Calculation Function';

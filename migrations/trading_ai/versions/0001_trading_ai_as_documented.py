"""trading_ai as documented

Revision ID: 0001
Revises:
"""

from dbtool.revision import step

revision = "0001"
down_revision = None

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("column", "public", "alerts", "category"): ("create",),
    ("column", "public", "alerts", "created_at"): ("create",),
    ("column", "public", "alerts", "id"): ("create",),
    ("column", "public", "alerts", "is_read"): ("create",),
    ("column", "public", "alerts", "is_sent"): ("create",),
    ("column", "public", "alerts", "message"): ("create",),
    ("column", "public", "alerts", "order_id"): ("create",),
    ("column", "public", "alerts", "severity"): ("create",),
    ("column", "public", "alerts", "strategy_id"): ("create",),
    ("column", "public", "alerts", "symbol"): ("create",),
    ("column", "public", "alerts", "title"): ("create",),
    ("column", "public", "alerts", "user_id"): ("create",),
    ("column", "public", "api_keys", "created_at"): ("create",),
    ("column", "public", "api_keys", "description"): ("create",),
    ("column", "public", "api_keys", "expires_at"): ("create",),
    ("column", "public", "api_keys", "id"): ("create",),
    ("column", "public", "api_keys", "is_active"): ("create",),
    ("column", "public", "api_keys", "key"): ("create",),
    ("column", "public", "api_keys", "key_hash"): ("create",),
    ("column", "public", "api_keys", "last_used_at"): ("create",),
    ("column", "public", "api_keys", "name"): ("create",),
    ("column", "public", "api_keys", "permissions"): ("create",),
    ("column", "public", "api_keys", "rate_limit_per_minute"): ("create",),
    ("column", "public", "api_keys", "total_requests"): ("create",),
    ("column", "public", "api_keys", "user_id"): ("create",),
    ("column", "public", "ml_predictions", "actual_price"): ("create",),
    ("column", "public", "ml_predictions", "confidence"): ("create",),
    ("column", "public", "ml_predictions", "feature_importance"): ("create",),
    ("column", "public", "ml_predictions", "id"): ("create",),
    ("column", "public", "ml_predictions", "model_name"): ("create",),
    ("column", "public", "ml_predictions", "model_version"): ("create",),
    ("column", "public", "ml_predictions", "predicted_at"): ("create",),
    ("column", "public", "ml_predictions", "predicted_direction"): ("create",),
    ("column", "public", "ml_predictions", "predicted_price"): ("create",),
    ("column", "public", "ml_predictions", "prediction_error"): ("create",),
    ("column", "public", "ml_predictions", "prediction_horizon"): ("create",),
    ("column", "public", "ml_predictions", "symbol"): ("create",),
    ("column", "public", "ml_predictions", "was_correct"): ("create",),
    ("column", "public", "orders", "average_fill_price"): ("create",),
    ("column", "public", "orders", "cancelled_at"): ("create",),
    ("column", "public", "orders", "client_order_id"): ("create",),
    ("column", "public", "orders", "created_at"): ("create",),
    ("column", "public", "orders", "exchange"): ("create",),
    ("column", "public", "orders", "exchange_order_id"): ("create",),
    ("column", "public", "orders", "fee"): ("create",),
    ("column", "public", "orders", "fee_currency"): ("create",),
    ("column", "public", "orders", "filled_at"): ("create",),
    ("column", "public", "orders", "filled_quantity"): ("create",),
    ("column", "public", "orders", "id"): ("create",),
    ("column", "public", "orders", "order_type"): ("create",),
    ("column", "public", "orders", "portfolio_id"): ("create",),
    ("column", "public", "orders", "price"): ("create",),
    ("column", "public", "orders", "quantity"): ("create",),
    ("column", "public", "orders", "side"): ("create",),
    ("column", "public", "orders", "status"): ("create",),
    ("column", "public", "orders", "strategy_id"): ("create",),
    ("column", "public", "orders", "symbol"): ("create",),
    ("column", "public", "orders", "updated_at"): ("create",),
    ("column", "public", "orders", "user_id"): ("create",),
    ("column", "public", "portfolios", "cash_balance_usd"): ("create",),
    ("column", "public", "portfolios", "created_at"): ("create",),
    ("column", "public", "portfolios", "daily_pnl"): ("create",),
    ("column", "public", "portfolios", "id"): ("create",),
    ("column", "public", "portfolios", "is_active"): ("create",),
    ("column", "public", "portfolios", "is_paper"): ("create",),
    ("column", "public", "portfolios", "max_drawdown"): ("create",),
    ("column", "public", "portfolios", "name"): ("create",),
    ("column", "public", "portfolios", "sharpe_ratio"): ("create",),
    ("column", "public", "portfolios", "total_pnl"): ("create",),
    ("column", "public", "portfolios", "total_pnl_percent"): ("create",),
    ("column", "public", "portfolios", "total_value_usd"): ("create",),
    ("column", "public", "portfolios", "updated_at"): ("create",),
    ("column", "public", "portfolios", "user_id"): ("create",),
    ("column", "public", "portfolios", "win_rate"): ("create",),
    ("column", "public", "positions", "current_price"): ("create",),
    ("column", "public", "positions", "entry_price"): ("create",),
    ("column", "public", "positions", "exchange"): ("create",),
    ("column", "public", "positions", "id"): ("create",),
    ("column", "public", "positions", "opened_at"): ("create",),
    ("column", "public", "positions", "portfolio_id"): ("create",),
    ("column", "public", "positions", "quantity"): ("create",),
    ("column", "public", "positions", "symbol"): ("create",),
    ("column", "public", "positions", "unrealized_pnl"): ("create",),
    ("column", "public", "positions", "unrealized_pnl_percent"): ("create",),
    ("column", "public", "positions", "updated_at"): ("create",),
    ("column", "public", "price_data", "close"): ("create",),
    ("column", "public", "price_data", "exchange"): ("create",),
    ("column", "public", "price_data", "high"): ("create",),
    ("column", "public", "price_data", "id"): ("create",),
    ("column", "public", "price_data", "low"): ("create",),
    ("column", "public", "price_data", "num_trades"): ("create",),
    ("column", "public", "price_data", "open"): ("create",),
    ("column", "public", "price_data", "symbol"): ("create",),
    ("column", "public", "price_data", "timestamp"): ("create",),
    ("column", "public", "price_data", "volume"): ("create",),
    ("column", "public", "price_data", "vwap"): ("create",),
    ("column", "public", "strategies", "config"): ("create",),
    ("column", "public", "strategies", "created_at"): ("create",),
    ("column", "public", "strategies", "description"): ("create",),
    ("column", "public", "strategies", "id"): ("create",),
    ("column", "public", "strategies", "is_active"): ("create",),
    ("column", "public", "strategies", "is_backtest"): ("create",),
    ("column", "public", "strategies", "last_signal_at"): ("create",),
    ("column", "public", "strategies", "name"): ("create",),
    ("column", "public", "strategies", "num_trades"): ("create",),
    ("column", "public", "strategies", "sharpe_ratio"): ("create",),
    ("column", "public", "strategies", "strategy_type"): ("create",),
    ("column", "public", "strategies", "total_pnl"): ("create",),
    ("column", "public", "strategies", "updated_at"): ("create",),
    ("column", "public", "strategies", "user_id"): ("create",),
    ("column", "public", "strategies", "win_rate"): ("create",),
    ("column", "public", "trades", "exchange"): ("create",),
    ("column", "public", "trades", "exchange_trade_id"): ("create",),
    ("column", "public", "trades", "executed_at"): ("create",),
    ("column", "public", "trades", "fee"): ("create",),
    ("column", "public", "trades", "fee_currency"): ("create",),
    ("column", "public", "trades", "id"): ("create",),
    ("column", "public", "trades", "order_id"): ("create",),
    ("column", "public", "trades", "pnl"): ("create",),
    ("column", "public", "trades", "pnl_percent"): ("create",),
    ("column", "public", "trades", "portfolio_id"): ("create",),
    ("column", "public", "trades", "price"): ("create",),
    ("column", "public", "trades", "quantity"): ("create",),
    ("column", "public", "trades", "side"): ("create",),
    ("column", "public", "trades", "symbol"): ("create",),
    ("column", "public", "trades", "value"): ("create",),
    ("column", "public", "users", "api_key"): ("create",),
    ("column", "public", "users", "api_secret"): ("create",),
    ("column", "public", "users", "created_at"): ("create",),
    ("column", "public", "users", "email"): ("create",),
    ("column", "public", "users", "email_verified"): ("create",),
    ("column", "public", "users", "id"): ("create",),
    ("column", "public", "users", "is_active"): ("create",),
    ("column", "public", "users", "last_login"): ("create",),
    ("column", "public", "users", "password_hash"): ("create",),
    ("column", "public", "users", "role"): ("create",),
    ("column", "public", "users", "two_factor_enabled"): ("create",),
    ("column", "public", "users", "updated_at"): ("create",),
    ("column", "public", "users", "username"): ("create",),
    ("column_default", "public", "alerts", "created_at"): ("create",),
    ("column_default", "public", "alerts", "is_read"): ("create",),
    ("column_default", "public", "alerts", "is_sent"): ("create",),
    ("column_default", "public", "alerts", "severity"): ("create",),
    ("column_default", "public", "api_keys", "created_at"): ("create",),
    ("column_default", "public", "api_keys", "is_active"): ("create",),
    ("column_default", "public", "api_keys", "rate_limit_per_minute"): ("create",),
    ("column_default", "public", "api_keys", "total_requests"): ("create",),
    ("column_default", "public", "ml_predictions", "predicted_at"): ("create",),
    ("column_default", "public", "orders", "created_at"): ("create",),
    ("column_default", "public", "orders", "fee"): ("create",),
    ("column_default", "public", "orders", "filled_quantity"): ("create",),
    ("column_default", "public", "orders", "status"): ("create",),
    ("column_default", "public", "orders", "updated_at"): ("create",),
    ("column_default", "public", "portfolios", "cash_balance_usd"): ("create",),
    ("column_default", "public", "portfolios", "created_at"): ("create",),
    ("column_default", "public", "portfolios", "daily_pnl"): ("create",),
    ("column_default", "public", "portfolios", "is_active"): ("create",),
    ("column_default", "public", "portfolios", "is_paper"): ("create",),
    ("column_default", "public", "portfolios", "total_pnl"): ("create",),
    ("column_default", "public", "portfolios", "total_pnl_percent"): ("create",),
    ("column_default", "public", "portfolios", "total_value_usd"): ("create",),
    ("column_default", "public", "portfolios", "updated_at"): ("create",),
    ("column_default", "public", "positions", "opened_at"): ("create",),
    ("column_default", "public", "positions", "unrealized_pnl"): ("create",),
    ("column_default", "public", "positions", "unrealized_pnl_percent"): ("create",),
    ("column_default", "public", "positions", "updated_at"): ("create",),
    ("column_default", "public", "strategies", "created_at"): ("create",),
    ("column_default", "public", "strategies", "is_active"): ("create",),
    ("column_default", "public", "strategies", "is_backtest"): ("create",),
    ("column_default", "public", "strategies", "num_trades"): ("create",),
    ("column_default", "public", "strategies", "total_pnl"): ("create",),
    ("column_default", "public", "strategies", "updated_at"): ("create",),
    ("column_default", "public", "trades", "executed_at"): ("create",),
    ("column_default", "public", "trades", "fee"): ("create",),
    ("column_default", "public", "users", "created_at"): ("create",),
    ("column_default", "public", "users", "email_verified"): ("create",),
    ("column_default", "public", "users", "is_active"): ("create",),
    ("column_default", "public", "users", "role"): ("create",),
    ("column_default", "public", "users", "two_factor_enabled"): ("create",),
    ("column_default", "public", "users", "updated_at"): ("create",),
    ("columnstore", "public", "price_data"): ("create",),
    ("columnstore_policy", "public", "price_data"): ("create",),
    ("constraint", "public", "alerts", "alerts_order_id_fkey"): ("create",),
    ("constraint", "public", "alerts", "alerts_pkey"): ("create",),
    ("constraint", "public", "alerts", "alerts_strategy_id_fkey"): ("create",),
    ("constraint", "public", "alerts", "alerts_user_id_fkey"): ("create",),
    ("constraint", "public", "api_keys", "api_keys_key_key"): ("create",),
    ("constraint", "public", "api_keys", "api_keys_pkey"): ("create",),
    ("constraint", "public", "api_keys", "api_keys_user_id_fkey"): ("create",),
    ("constraint", "public", "ml_predictions", "ml_predictions_pkey"): ("create",),
    ("constraint", "public", "orders", "orders_pkey"): ("create",),
    ("constraint", "public", "orders", "orders_portfolio_id_fkey"): ("create",),
    ("constraint", "public", "orders", "orders_strategy_id_fkey"): ("create",),
    ("constraint", "public", "orders", "orders_user_id_fkey"): ("create",),
    ("constraint", "public", "portfolios", "portfolios_pkey"): ("create",),
    ("constraint", "public", "portfolios", "portfolios_user_id_fkey"): ("create",),
    ("constraint", "public", "positions", "positions_pkey"): ("create",),
    ("constraint", "public", "positions", "positions_portfolio_id_fkey"): ("create",),
    ("constraint", "public", "price_data", "price_data_pkey"): ("create",),
    ("constraint", "public", "strategies", "strategies_pkey"): ("create",),
    ("constraint", "public", "strategies", "strategies_user_id_fkey"): ("create",),
    ("constraint", "public", "trades", "trades_order_id_fkey"): ("create",),
    ("constraint", "public", "trades", "trades_pkey"): ("create",),
    ("constraint", "public", "trades", "trades_portfolio_id_fkey"): ("create",),
    ("constraint", "public", "users", "users_api_key_key"): ("create",),
    ("constraint", "public", "users", "users_pkey"): ("create",),
    ("enum", "public", "alert_severity"): ("create",),
    ("enum", "public", "order_side"): ("create",),
    ("enum", "public", "order_status"): ("create",),
    ("enum", "public", "order_type"): ("create",),
    ("enum", "public", "strategy_type"): ("create",),
    ("enum", "public", "user_role"): ("create",),
    ("extension", "timescaledb"): ("create",),
    ("function", "public", "update_updated_at_column", ""): ("create",),
    ("hypertable", "public", "price_data"): ("create",),
    ("index", "public", "alerts_created_at_idx"): ("create",),
    ("index", "public", "idx_alert_severity"): ("create",),
    ("index", "public", "idx_alert_user_created"): ("create",),
    ("index", "public", "idx_order_created"): ("create",),
    ("index", "public", "idx_order_portfolio"): ("create",),
    ("index", "public", "idx_order_status"): ("create",),
    ("index", "public", "idx_order_symbol"): ("create",),
    ("index", "public", "idx_order_user"): ("create",),
    ("index", "public", "idx_orders_client_id"): ("create",),
    ("index", "public", "idx_orders_exchange_id"): ("create",),
    ("index", "public", "idx_portfolio_user"): ("create",),
    ("index", "public", "idx_position_portfolio"): ("create",),
    ("index", "public", "idx_position_symbol"): ("create",),
    ("index", "public", "idx_prediction_model"): ("create",),
    ("index", "public", "idx_prediction_symbol_time"): ("create",),
    ("index", "public", "idx_price_exchange_time"): ("create",),
    ("index", "public", "idx_price_symbol_time"): ("create",),
    ("index", "public", "idx_strategy_type"): ("create",),
    ("index", "public", "idx_strategy_user"): ("create",),
    ("index", "public", "idx_trade_executed"): ("create",),
    ("index", "public", "idx_trade_portfolio"): ("create",),
    ("index", "public", "idx_trade_symbol"): ("create",),
    ("index", "public", "idx_trades_exchange_id"): ("create",),
    ("index", "public", "idx_users_email"): ("create",),
    ("index", "public", "idx_users_username"): ("create",),
    ("index", "public", "ml_predictions_predicted_at_idx"): ("create",),
    ("index", "public", "price_data_timestamp_idx"): ("create",),
    ("maintenance", "public", "orders"): ("create",),
    ("maintenance", "public", "portfolios"): ("create",),
    ("maintenance", "public", "price_data"): ("create",),
    ("maintenance", "public", "trades"): ("create",),
    ("maintenance", "public", "users"): ("create",),
    ("retention", "public", "price_data"): ("create",),
    ("table", "public", "alerts"): ("create",),
    ("table", "public", "api_keys"): ("create",),
    ("table", "public", "ml_predictions"): ("create",),
    ("table", "public", "orders"): ("create",),
    ("table", "public", "portfolios"): ("create",),
    ("table", "public", "positions"): ("create",),
    ("table", "public", "price_data"): ("create",),
    ("table", "public", "strategies"): ("create",),
    ("table", "public", "trades"): ("create",),
    ("table", "public", "users"): ("create",),
    ("trigger", "public", "orders", "update_orders_updated_at"): ("create",),
    ("trigger", "public", "portfolios", "update_portfolios_updated_at"): ("create",),
    ("trigger", "public", "positions", "update_positions_updated_at"): ("create",),
    ("trigger", "public", "strategies", "update_strategies_updated_at"): ("create",),
    ("trigger", "public", "users", "update_users_updated_at"): ("create",),
}


def upgrade() -> None:
    # Installs extension timescaledb.
    step("""
    CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;
    """)

    # Creates enum public.alert_severity.
    step("""
    CREATE TYPE public.alert_severity AS ENUM (
      'info',
      'warning',
      'error',
      'critical'
    );
    """)

    # Comments on enum public.alert_severity.
    step("""
    COMMENT ON TYPE public.alert_severity IS 'info: Informational; warning: Warning; error: Error; critical: Critical issue';
    """)

    # Creates enum public.order_side.
    step("""
    CREATE TYPE public.order_side AS ENUM (
      'buy',
      'sell'
    );
    """)

    # Comments on enum public.order_side.
    step("""
    COMMENT ON TYPE public.order_side IS 'buy: Buy order; sell: Sell order';
    """)

    # Creates enum public.order_status.
    step("""
    CREATE TYPE public.order_status AS ENUM (
      'pending',
      'open',
      'filled',
      'partially_filled',
      'cancelled',
      'rejected'
    );
    """)

    # Comments on enum public.order_status.
    step("""
    COMMENT ON TYPE public.order_status IS 'pending: Created, not submitted; open: Submitted to exchange; filled: Completely filled; partially_filled: Partially filled; cancelled: Cancelled; rejected: Rejected by exchange';
    """)

    # Creates enum public.order_type.
    step("""
    CREATE TYPE public.order_type AS ENUM (
      'market',
      'limit',
      'stop_loss',
      'stop_limit',
      'twap',
      'vwap'
    );
    """)

    # Comments on enum public.order_type.
    step("""
    COMMENT ON TYPE public.order_type IS 'market: Market order; limit: Limit order; stop_loss: Stop-loss order; stop_limit: Stop-limit order; twap: Time-weighted average price; vwap: Volume-weighted average price';
    """)

    # Creates enum public.strategy_type.
    step("""
    CREATE TYPE public.strategy_type AS ENUM (
      'grid_trading',
      'dca',
      'momentum',
      'mean_reversion',
      'statistical_arbitrage',
      'market_making',
      'whale_following',
      'liquidation_hunting',
      'yield_optimization'
    );
    """)

    # Creates enum public.user_role.
    step("""
    CREATE TYPE public.user_role AS ENUM (
      'admin',
      'trader',
      'viewer'
    );
    """)

    # Comments on enum public.user_role.
    step("""
    COMMENT ON TYPE public.user_role IS 'admin: Full system access; trader: Trading operations; viewer: Read-only access';
    """)

    # Creates function public.update_updated_at_column().
    step("""
    CREATE OR REPLACE FUNCTION public.update_updated_at_column()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        NEW.updated_at = NOW();
        RETURN NEW;
    END;
    $function$;
    """)

    # Comments on function public.update_updated_at_column().
    step("""
    COMMENT ON FUNCTION public.update_updated_at_column() IS 'ON UPDATE NOW()';
    """)

    # Creates table public.ml_predictions.
    step("""
    CREATE TABLE public.ml_predictions (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      model_name character varying(100) NOT NULL,
      model_version character varying(50),
      symbol character varying(20) NOT NULL,
      predicted_price double precision,
      predicted_direction character varying(10),
      confidence double precision,
      feature_importance json,
      predicted_at timestamp without time zone DEFAULT now() NOT NULL,
      prediction_horizon integer,
      actual_price double precision,
      prediction_error double precision,
      was_correct boolean,
      CONSTRAINT ml_predictions_pkey PRIMARY KEY (id)
    );
    """)

    # Comments on table public.ml_predictions.
    step("""
    COMMENT ON TABLE public.ml_predictions IS 'Machine learning model predictions and validation.';
    """)

    # Comments on column public.ml_predictions.id.
    step("""
    COMMENT ON COLUMN public.ml_predictions.id IS 'Unique prediction identifier';
    """)

    # Comments on column public.ml_predictions.model_name.
    step("""
    COMMENT ON COLUMN public.ml_predictions.model_name IS 'ML model name';
    """)

    # Comments on column public.ml_predictions.model_version.
    step("""
    COMMENT ON COLUMN public.ml_predictions.model_version IS 'Model version';
    """)

    # Comments on column public.ml_predictions.symbol.
    step("""
    COMMENT ON COLUMN public.ml_predictions.symbol IS 'Predicted asset';
    """)

    # Comments on column public.ml_predictions.predicted_price.
    step("""
    COMMENT ON COLUMN public.ml_predictions.predicted_price IS 'Predicted price';
    """)

    # Comments on column public.ml_predictions.predicted_direction.
    step("""
    COMMENT ON COLUMN public.ml_predictions.predicted_direction IS 'Direction: ''up'', ''down'', ''neutral''';
    """)

    # Comments on column public.ml_predictions.confidence.
    step("""
    COMMENT ON COLUMN public.ml_predictions.confidence IS 'Prediction confidence (0-1)';
    """)

    # Comments on column public.ml_predictions.feature_importance.
    step("""
    COMMENT ON COLUMN public.ml_predictions.feature_importance IS 'Feature importance scores';
    """)

    # Comments on column public.ml_predictions.predicted_at.
    step("""
    COMMENT ON COLUMN public.ml_predictions.predicted_at IS 'Prediction timestamp';
    """)

    # Comments on column public.ml_predictions.prediction_horizon.
    step("""
    COMMENT ON COLUMN public.ml_predictions.prediction_horizon IS 'Minutes ahead';
    """)

    # Comments on column public.ml_predictions.actual_price.
    step("""
    COMMENT ON COLUMN public.ml_predictions.actual_price IS 'Actual price (backfilled)';
    """)

    # Comments on column public.ml_predictions.prediction_error.
    step("""
    COMMENT ON COLUMN public.ml_predictions.prediction_error IS 'Absolute error';
    """)

    # Comments on column public.ml_predictions.was_correct.
    step("""
    COMMENT ON COLUMN public.ml_predictions.was_correct IS 'Direction correctness';
    """)

    # Creates table public.price_data.
    step("""
    CREATE TABLE public.price_data (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      symbol character varying(20) NOT NULL,
      exchange character varying(50) NOT NULL,
      "timestamp" timestamp without time zone NOT NULL,
      open double precision NOT NULL,
      high double precision NOT NULL,
      low double precision NOT NULL,
      close double precision NOT NULL,
      volume double precision NOT NULL,
      vwap double precision,
      num_trades integer,
      CONSTRAINT price_data_pkey PRIMARY KEY (id, "timestamp")
    );
    """)

    # Comments on table public.price_data.
    step("""
    COMMENT ON TABLE public.price_data IS 'Historical OHLCV price data (time-series).';
    """)

    # Comments on column public.price_data.id.
    step("""
    COMMENT ON COLUMN public.price_data.id IS 'Unique identifier';
    """)

    # Comments on column public.price_data.symbol.
    step("""
    COMMENT ON COLUMN public.price_data.symbol IS 'Trading pair';
    """)

    # Comments on column public.price_data.exchange.
    step("""
    COMMENT ON COLUMN public.price_data.exchange IS 'Exchange name';
    """)

    # Comments on column public.price_data.timestamp.
    step("""
    COMMENT ON COLUMN public.price_data."timestamp" IS 'Candle timestamp';
    """)

    # Comments on column public.price_data.open.
    step("""
    COMMENT ON COLUMN public.price_data.open IS 'Opening price';
    """)

    # Comments on column public.price_data.high.
    step("""
    COMMENT ON COLUMN public.price_data.high IS 'Highest price';
    """)

    # Comments on column public.price_data.low.
    step("""
    COMMENT ON COLUMN public.price_data.low IS 'Lowest price';
    """)

    # Comments on column public.price_data.close.
    step("""
    COMMENT ON COLUMN public.price_data.close IS 'Closing price';
    """)

    # Comments on column public.price_data.volume.
    step("""
    COMMENT ON COLUMN public.price_data.volume IS 'Trading volume';
    """)

    # Comments on column public.price_data.vwap.
    step("""
    COMMENT ON COLUMN public.price_data.vwap IS 'Volume-weighted average price';
    """)

    # Comments on column public.price_data.num_trades.
    step("""
    COMMENT ON COLUMN public.price_data.num_trades IS 'Number of trades';
    """)

    # Creates table public.users.
    step("""
    CREATE TABLE public.users (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      username character varying(50) NOT NULL,
      email character varying(100) NOT NULL,
      password_hash character varying(255) NOT NULL,
      role public.user_role DEFAULT 'trader'::public.user_role NOT NULL,
      api_key character varying(255),
      api_secret text,
      two_factor_enabled boolean DEFAULT false,
      email_verified boolean DEFAULT false,
      is_active boolean DEFAULT true,
      created_at timestamp without time zone DEFAULT now() NOT NULL,
      updated_at timestamp without time zone DEFAULT now(),
      last_login timestamp without time zone,
      CONSTRAINT users_api_key_key UNIQUE (api_key),
      CONSTRAINT users_pkey PRIMARY KEY (id)
    );
    """)

    # Comments on table public.users.
    step("""
    COMMENT ON TABLE public.users IS 'User accounts, authentication, and API credentials.';
    """)

    # Comments on column public.users.id.
    step("""
    COMMENT ON COLUMN public.users.id IS 'Unique user identifier';
    """)

    # Comments on column public.users.username.
    step("""
    COMMENT ON COLUMN public.users.username IS 'Login username';
    """)

    # Comments on column public.users.email.
    step("""
    COMMENT ON COLUMN public.users.email IS 'Email address';
    """)

    # Comments on column public.users.password_hash.
    step("""
    COMMENT ON COLUMN public.users.password_hash IS 'Hashed password (bcrypt)';
    """)

    # Comments on column public.users.role.
    step("""
    COMMENT ON COLUMN public.users.role IS 'User role: admin, trader, viewer';
    """)

    # Comments on column public.users.api_key.
    step("""
    COMMENT ON COLUMN public.users.api_key IS 'Exchange API key (encrypted)';
    """)

    # Comments on column public.users.api_secret.
    step("""
    COMMENT ON COLUMN public.users.api_secret IS 'Exchange API secret (encrypted)';
    """)

    # Comments on column public.users.two_factor_enabled.
    step("""
    COMMENT ON COLUMN public.users.two_factor_enabled IS '2FA status';
    """)

    # Comments on column public.users.email_verified.
    step("""
    COMMENT ON COLUMN public.users.email_verified IS 'Email verification status';
    """)

    # Comments on column public.users.is_active.
    step("""
    COMMENT ON COLUMN public.users.is_active IS 'Account active status';
    """)

    # Comments on column public.users.created_at.
    step("""
    COMMENT ON COLUMN public.users.created_at IS 'Account creation timestamp';
    """)

    # Comments on column public.users.updated_at.
    step("""
    COMMENT ON COLUMN public.users.updated_at IS 'Last update timestamp';
    """)

    # Comments on column public.users.last_login.
    step("""
    COMMENT ON COLUMN public.users.last_login IS 'Last login timestamp';
    """)

    # Creates table public.api_keys.
    step("""
    CREATE TABLE public.api_keys (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      user_id integer NOT NULL,
      key character varying(100) NOT NULL,
      key_hash character varying(255) NOT NULL,
      name character varying(100),
      description text,
      permissions json,
      rate_limit_per_minute integer DEFAULT 60,
      is_active boolean DEFAULT true,
      last_used_at timestamp without time zone,
      total_requests integer DEFAULT 0,
      created_at timestamp without time zone DEFAULT now() NOT NULL,
      expires_at timestamp without time zone,
      CONSTRAINT api_keys_key_key UNIQUE (key),
      CONSTRAINT api_keys_pkey PRIMARY KEY (id),
      CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
    );
    """)

    # Comments on table public.api_keys.
    step("""
    COMMENT ON TABLE public.api_keys IS 'API keys for programmatic access.';
    """)

    # Comments on column public.api_keys.id.
    step("""
    COMMENT ON COLUMN public.api_keys.id IS 'Unique key identifier';
    """)

    # Comments on column public.api_keys.user_id.
    step("""
    COMMENT ON COLUMN public.api_keys.user_id IS 'Owner user ID';
    """)

    # Comments on column public.api_keys.key.
    step("""
    COMMENT ON COLUMN public.api_keys.key IS 'API key';
    """)

    # Comments on column public.api_keys.key_hash.
    step("""
    COMMENT ON COLUMN public.api_keys.key_hash IS 'Hashed key for verification';
    """)

    # Comments on column public.api_keys.name.
    step("""
    COMMENT ON COLUMN public.api_keys.name IS 'Key name/label';
    """)

    # Comments on column public.api_keys.description.
    step("""
    COMMENT ON COLUMN public.api_keys.description IS 'Key description';
    """)

    # Comments on column public.api_keys.permissions.
    step("""
    COMMENT ON COLUMN public.api_keys.permissions IS 'Allowed operations list';
    """)

    # Comments on column public.api_keys.rate_limit_per_minute.
    step("""
    COMMENT ON COLUMN public.api_keys.rate_limit_per_minute IS 'Rate limit';
    """)

    # Comments on column public.api_keys.is_active.
    step("""
    COMMENT ON COLUMN public.api_keys.is_active IS 'Active status';
    """)

    # Comments on column public.api_keys.last_used_at.
    step("""
    COMMENT ON COLUMN public.api_keys.last_used_at IS 'Last usage timestamp';
    """)

    # Comments on column public.api_keys.total_requests.
    step("""
    COMMENT ON COLUMN public.api_keys.total_requests IS 'Total request count';
    """)

    # Comments on column public.api_keys.created_at.
    step("""
    COMMENT ON COLUMN public.api_keys.created_at IS 'Creation timestamp';
    """)

    # Comments on column public.api_keys.expires_at.
    step("""
    COMMENT ON COLUMN public.api_keys.expires_at IS 'Expiration timestamp';
    """)

    # Creates table public.portfolios.
    step("""
    CREATE TABLE public.portfolios (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      user_id integer NOT NULL,
      name character varying(100) NOT NULL,
      total_value_usd double precision DEFAULT 0.0,
      cash_balance_usd double precision DEFAULT 0.0,
      total_pnl double precision DEFAULT 0.0,
      total_pnl_percent double precision DEFAULT 0.0,
      daily_pnl double precision DEFAULT 0.0,
      sharpe_ratio double precision,
      max_drawdown double precision,
      win_rate double precision,
      is_paper boolean DEFAULT true,
      is_active boolean DEFAULT true,
      created_at timestamp without time zone DEFAULT now() NOT NULL,
      updated_at timestamp without time zone DEFAULT now(),
      CONSTRAINT portfolios_pkey PRIMARY KEY (id),
      CONSTRAINT portfolios_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
    );
    """)

    # Comments on table public.portfolios.
    step("""
    COMMENT ON TABLE public.portfolios IS 'User portfolios with balances, positions, and performance metrics.';
    """)

    # Comments on column public.portfolios.id.
    step("""
    COMMENT ON COLUMN public.portfolios.id IS 'Unique portfolio identifier';
    """)

    # Comments on column public.portfolios.user_id.
    step("""
    COMMENT ON COLUMN public.portfolios.user_id IS 'Owner user ID';
    """)

    # Comments on column public.portfolios.name.
    step("""
    COMMENT ON COLUMN public.portfolios.name IS 'Portfolio name';
    """)

    # Comments on column public.portfolios.total_value_usd.
    step("""
    COMMENT ON COLUMN public.portfolios.total_value_usd IS 'Total portfolio value (USD)';
    """)

    # Comments on column public.portfolios.cash_balance_usd.
    step("""
    COMMENT ON COLUMN public.portfolios.cash_balance_usd IS 'Available cash balance';
    """)

    # Comments on column public.portfolios.total_pnl.
    step("""
    COMMENT ON COLUMN public.portfolios.total_pnl IS 'Total profit/loss';
    """)

    # Comments on column public.portfolios.total_pnl_percent.
    step("""
    COMMENT ON COLUMN public.portfolios.total_pnl_percent IS 'Total PnL percentage';
    """)

    # Comments on column public.portfolios.daily_pnl.
    step("""
    COMMENT ON COLUMN public.portfolios.daily_pnl IS 'Daily PnL';
    """)

    # Comments on column public.portfolios.sharpe_ratio.
    step("""
    COMMENT ON COLUMN public.portfolios.sharpe_ratio IS 'Risk-adjusted return metric';
    """)

    # Comments on column public.portfolios.max_drawdown.
    step("""
    COMMENT ON COLUMN public.portfolios.max_drawdown IS 'Maximum drawdown percentage';
    """)

    # Comments on column public.portfolios.win_rate.
    step("""
    COMMENT ON COLUMN public.portfolios.win_rate IS 'Percentage of profitable trades';
    """)

    # Comments on column public.portfolios.is_paper.
    step("""
    COMMENT ON COLUMN public.portfolios.is_paper IS 'Paper trading mode';
    """)

    # Comments on column public.portfolios.is_active.
    step("""
    COMMENT ON COLUMN public.portfolios.is_active IS 'Active status';
    """)

    # Comments on column public.portfolios.created_at.
    step("""
    COMMENT ON COLUMN public.portfolios.created_at IS 'Creation timestamp';
    """)

    # Comments on column public.portfolios.updated_at.
    step("""
    COMMENT ON COLUMN public.portfolios.updated_at IS 'Last update timestamp';
    """)

    # Creates table public.positions.
    step("""
    CREATE TABLE public.positions (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      portfolio_id integer NOT NULL,
      symbol character varying(20) NOT NULL,
      exchange character varying(50),
      quantity double precision NOT NULL,
      entry_price double precision NOT NULL,
      current_price double precision,
      unrealized_pnl double precision DEFAULT 0.0,
      unrealized_pnl_percent double precision DEFAULT 0.0,
      opened_at timestamp without time zone DEFAULT now() NOT NULL,
      updated_at timestamp without time zone DEFAULT now(),
      CONSTRAINT positions_pkey PRIMARY KEY (id),
      CONSTRAINT positions_portfolio_id_fkey FOREIGN KEY (portfolio_id) REFERENCES public.portfolios(id)
    );
    """)

    # Comments on table public.positions.
    step("""
    COMMENT ON TABLE public.positions IS 'Current open positions in assets.';
    """)

    # Comments on column public.positions.id.
    step("""
    COMMENT ON COLUMN public.positions.id IS 'Unique position identifier';
    """)

    # Comments on column public.positions.portfolio_id.
    step("""
    COMMENT ON COLUMN public.positions.portfolio_id IS 'Portfolio ID';
    """)

    # Comments on column public.positions.symbol.
    step("""
    COMMENT ON COLUMN public.positions.symbol IS 'Asset symbol (e.g., BTC/USDT)';
    """)

    # Comments on column public.positions.exchange.
    step("""
    COMMENT ON COLUMN public.positions.exchange IS 'Exchange name';
    """)

    # Comments on column public.positions.quantity.
    step("""
    COMMENT ON COLUMN public.positions.quantity IS 'Position size';
    """)

    # Comments on column public.positions.entry_price.
    step("""
    COMMENT ON COLUMN public.positions.entry_price IS 'Average entry price';
    """)

    # Comments on column public.positions.current_price.
    step("""
    COMMENT ON COLUMN public.positions.current_price IS 'Current market price';
    """)

    # Comments on column public.positions.unrealized_pnl.
    step("""
    COMMENT ON COLUMN public.positions.unrealized_pnl IS 'Unrealized profit/loss';
    """)

    # Comments on column public.positions.unrealized_pnl_percent.
    step("""
    COMMENT ON COLUMN public.positions.unrealized_pnl_percent IS 'Unrealized PnL percentage';
    """)

    # Comments on column public.positions.opened_at.
    step("""
    COMMENT ON COLUMN public.positions.opened_at IS 'Position open timestamp';
    """)

    # Comments on column public.positions.updated_at.
    step("""
    COMMENT ON COLUMN public.positions.updated_at IS 'Last update timestamp';
    """)

    # Creates table public.strategies.
    step("""
    CREATE TABLE public.strategies (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      user_id integer NOT NULL,
      name character varying(100) NOT NULL,
      strategy_type public.strategy_type NOT NULL,
      description text,
      config json NOT NULL,
      is_active boolean DEFAULT true,
      is_backtest boolean DEFAULT false,
      total_pnl double precision DEFAULT 0.0,
      win_rate double precision,
      sharpe_ratio double precision,
      num_trades integer DEFAULT 0,
      created_at timestamp without time zone DEFAULT now() NOT NULL,
      updated_at timestamp without time zone DEFAULT now(),
      last_signal_at timestamp without time zone,
      CONSTRAINT strategies_pkey PRIMARY KEY (id),
      CONSTRAINT strategies_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
    );
    """)

    # Comments on table public.strategies.
    step("""
    COMMENT ON TABLE public.strategies IS 'Strategy configurations and performance.';
    """)

    # Comments on column public.strategies.id.
    step("""
    COMMENT ON COLUMN public.strategies.id IS 'Unique strategy identifier';
    """)

    # Comments on column public.strategies.user_id.
    step("""
    COMMENT ON COLUMN public.strategies.user_id IS 'Owner user ID';
    """)

    # Comments on column public.strategies.name.
    step("""
    COMMENT ON COLUMN public.strategies.name IS 'Strategy name';
    """)

    # Comments on column public.strategies.strategy_type.
    step("""
    COMMENT ON COLUMN public.strategies.strategy_type IS 'Strategy type enum';
    """)

    # Comments on column public.strategies.description.
    step("""
    COMMENT ON COLUMN public.strategies.description IS 'Strategy description';
    """)

    # Comments on column public.strategies.config.
    step("""
    COMMENT ON COLUMN public.strategies.config IS 'Strategy configuration';
    """)

    # Comments on column public.strategies.is_active.
    step("""
    COMMENT ON COLUMN public.strategies.is_active IS 'Active status';
    """)

    # Comments on column public.strategies.is_backtest.
    step("""
    COMMENT ON COLUMN public.strategies.is_backtest IS 'Backtest mode';
    """)

    # Comments on column public.strategies.total_pnl.
    step("""
    COMMENT ON COLUMN public.strategies.total_pnl IS 'Total profit/loss';
    """)

    # Comments on column public.strategies.win_rate.
    step("""
    COMMENT ON COLUMN public.strategies.win_rate IS 'Win rate percentage';
    """)

    # Comments on column public.strategies.sharpe_ratio.
    step("""
    COMMENT ON COLUMN public.strategies.sharpe_ratio IS 'Sharpe ratio';
    """)

    # Comments on column public.strategies.num_trades.
    step("""
    COMMENT ON COLUMN public.strategies.num_trades IS 'Total number of trades';
    """)

    # Comments on column public.strategies.created_at.
    step("""
    COMMENT ON COLUMN public.strategies.created_at IS 'Creation timestamp';
    """)

    # Comments on column public.strategies.updated_at.
    step("""
    COMMENT ON COLUMN public.strategies.updated_at IS 'Last update';
    """)

    # Comments on column public.strategies.last_signal_at.
    step("""
    COMMENT ON COLUMN public.strategies.last_signal_at IS 'Last signal generated';
    """)

    # Creates table public.orders.
    step("""
    CREATE TABLE public.orders (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      user_id integer NOT NULL,
      portfolio_id integer,
      exchange_order_id character varying(100),
      client_order_id character varying(100),
      symbol character varying(20) NOT NULL,
      exchange character varying(50) NOT NULL,
      side public.order_side NOT NULL,
      order_type public.order_type NOT NULL,
      status public.order_status DEFAULT 'pending'::public.order_status NOT NULL,
      quantity double precision NOT NULL,
      filled_quantity double precision DEFAULT 0.0,
      price double precision,
      average_fill_price double precision,
      fee double precision DEFAULT 0.0,
      fee_currency character varying(10),
      strategy_id integer,
      created_at timestamp without time zone DEFAULT now() NOT NULL,
      updated_at timestamp without time zone DEFAULT now(),
      filled_at timestamp without time zone,
      cancelled_at timestamp without time zone,
      CONSTRAINT orders_pkey PRIMARY KEY (id),
      CONSTRAINT orders_portfolio_id_fkey FOREIGN KEY (portfolio_id) REFERENCES public.portfolios(id),
      CONSTRAINT orders_strategy_id_fkey FOREIGN KEY (strategy_id) REFERENCES public.strategies(id),
      CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
    );
    """)

    # Comments on table public.orders.
    step("""
    COMMENT ON TABLE public.orders IS 'All orders (pending, filled, cancelled).';
    """)

    # Comments on column public.orders.id.
    step("""
    COMMENT ON COLUMN public.orders.id IS 'Unique order identifier';
    """)

    # Comments on column public.orders.user_id.
    step("""
    COMMENT ON COLUMN public.orders.user_id IS 'User ID';
    """)

    # Comments on column public.orders.portfolio_id.
    step("""
    COMMENT ON COLUMN public.orders.portfolio_id IS 'Portfolio ID';
    """)

    # Comments on column public.orders.exchange_order_id.
    step("""
    COMMENT ON COLUMN public.orders.exchange_order_id IS 'Exchange-assigned order ID';
    """)

    # Comments on column public.orders.client_order_id.
    step("""
    COMMENT ON COLUMN public.orders.client_order_id IS 'Client-assigned order ID';
    """)

    # Comments on column public.orders.symbol.
    step("""
    COMMENT ON COLUMN public.orders.symbol IS 'Trading pair';
    """)

    # Comments on column public.orders.exchange.
    step("""
    COMMENT ON COLUMN public.orders.exchange IS 'Exchange name';
    """)

    # Comments on column public.orders.side.
    step("""
    COMMENT ON COLUMN public.orders.side IS 'Order side: buy, sell';
    """)

    # Comments on column public.orders.order_type.
    step("""
    COMMENT ON COLUMN public.orders.order_type IS 'Order type: market, limit, stop_loss, etc.';
    """)

    # Comments on column public.orders.status.
    step("""
    COMMENT ON COLUMN public.orders.status IS 'Order status';
    """)

    # Comments on column public.orders.quantity.
    step("""
    COMMENT ON COLUMN public.orders.quantity IS 'Order quantity';
    """)

    # Comments on column public.orders.filled_quantity.
    step("""
    COMMENT ON COLUMN public.orders.filled_quantity IS 'Filled quantity';
    """)

    # Comments on column public.orders.price.
    step("""
    COMMENT ON COLUMN public.orders.price IS 'Limit price (null for market)';
    """)

    # Comments on column public.orders.average_fill_price.
    step("""
    COMMENT ON COLUMN public.orders.average_fill_price IS 'Average execution price';
    """)

    # Comments on column public.orders.fee.
    step("""
    COMMENT ON COLUMN public.orders.fee IS 'Trading fee';
    """)

    # Comments on column public.orders.fee_currency.
    step("""
    COMMENT ON COLUMN public.orders.fee_currency IS 'Fee currency';
    """)

    # Comments on column public.orders.strategy_id.
    step("""
    COMMENT ON COLUMN public.orders.strategy_id IS 'Associated strategy';
    """)

    # Comments on column public.orders.created_at.
    step("""
    COMMENT ON COLUMN public.orders.created_at IS 'Order creation time';
    """)

    # Comments on column public.orders.updated_at.
    step("""
    COMMENT ON COLUMN public.orders.updated_at IS 'Last update time';
    """)

    # Comments on column public.orders.filled_at.
    step("""
    COMMENT ON COLUMN public.orders.filled_at IS 'Fill timestamp';
    """)

    # Comments on column public.orders.cancelled_at.
    step("""
    COMMENT ON COLUMN public.orders.cancelled_at IS 'Cancellation timestamp';
    """)

    # Creates table public.alerts.
    step("""
    CREATE TABLE public.alerts (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      user_id integer,
      title character varying(200) NOT NULL,
      message text NOT NULL,
      severity public.alert_severity DEFAULT 'info'::public.alert_severity NOT NULL,
      category character varying(50),
      symbol character varying(20),
      order_id integer,
      strategy_id integer,
      is_read boolean DEFAULT false,
      is_sent boolean DEFAULT false,
      created_at timestamp without time zone DEFAULT now() NOT NULL,
      CONSTRAINT alerts_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id),
      CONSTRAINT alerts_pkey PRIMARY KEY (id),
      CONSTRAINT alerts_strategy_id_fkey FOREIGN KEY (strategy_id) REFERENCES public.strategies(id),
      CONSTRAINT alerts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
    );
    """)

    # Comments on table public.alerts.
    step("""
    COMMENT ON TABLE public.alerts IS 'System alerts and notifications.';
    """)

    # Comments on column public.alerts.id.
    step("""
    COMMENT ON COLUMN public.alerts.id IS 'Unique alert identifier';
    """)

    # Comments on column public.alerts.user_id.
    step("""
    COMMENT ON COLUMN public.alerts.user_id IS 'User ID';
    """)

    # Comments on column public.alerts.title.
    step("""
    COMMENT ON COLUMN public.alerts.title IS 'Alert title';
    """)

    # Comments on column public.alerts.message.
    step("""
    COMMENT ON COLUMN public.alerts.message IS 'Alert message';
    """)

    # Comments on column public.alerts.severity.
    step("""
    COMMENT ON COLUMN public.alerts.severity IS 'Severity level';
    """)

    # Comments on column public.alerts.category.
    step("""
    COMMENT ON COLUMN public.alerts.category IS 'Category: price, trade, system, ml';
    """)

    # Comments on column public.alerts.symbol.
    step("""
    COMMENT ON COLUMN public.alerts.symbol IS 'Related symbol';
    """)

    # Comments on column public.alerts.order_id.
    step("""
    COMMENT ON COLUMN public.alerts.order_id IS 'Related order';
    """)

    # Comments on column public.alerts.strategy_id.
    step("""
    COMMENT ON COLUMN public.alerts.strategy_id IS 'Related strategy';
    """)

    # Comments on column public.alerts.is_read.
    step("""
    COMMENT ON COLUMN public.alerts.is_read IS 'Read status';
    """)

    # Comments on column public.alerts.is_sent.
    step("""
    COMMENT ON COLUMN public.alerts.is_sent IS 'Notification sent status';
    """)

    # Comments on column public.alerts.created_at.
    step("""
    COMMENT ON COLUMN public.alerts.created_at IS 'Creation timestamp';
    """)

    # Creates table public.trades.
    step("""
    CREATE TABLE public.trades (
      id integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
      portfolio_id integer NOT NULL,
      order_id integer,
      exchange_trade_id character varying(100),
      symbol character varying(20) NOT NULL,
      exchange character varying(50) NOT NULL,
      side public.order_side NOT NULL,
      quantity double precision NOT NULL,
      price double precision NOT NULL,
      value double precision NOT NULL,
      fee double precision DEFAULT 0.0,
      fee_currency character varying(10),
      pnl double precision,
      pnl_percent double precision,
      executed_at timestamp without time zone DEFAULT now() NOT NULL,
      CONSTRAINT trades_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id),
      CONSTRAINT trades_pkey PRIMARY KEY (id),
      CONSTRAINT trades_portfolio_id_fkey FOREIGN KEY (portfolio_id) REFERENCES public.portfolios(id)
    );
    """)

    # Comments on table public.trades.
    step("""
    COMMENT ON TABLE public.trades IS 'Executed trades (fills).';
    """)

    # Comments on column public.trades.id.
    step("""
    COMMENT ON COLUMN public.trades.id IS 'Unique trade identifier';
    """)

    # Comments on column public.trades.portfolio_id.
    step("""
    COMMENT ON COLUMN public.trades.portfolio_id IS 'Portfolio ID';
    """)

    # Comments on column public.trades.order_id.
    step("""
    COMMENT ON COLUMN public.trades.order_id IS 'Associated order';
    """)

    # Comments on column public.trades.exchange_trade_id.
    step("""
    COMMENT ON COLUMN public.trades.exchange_trade_id IS 'Exchange-assigned trade ID';
    """)

    # Comments on column public.trades.symbol.
    step("""
    COMMENT ON COLUMN public.trades.symbol IS 'Trading pair';
    """)

    # Comments on column public.trades.exchange.
    step("""
    COMMENT ON COLUMN public.trades.exchange IS 'Exchange name';
    """)

    # Comments on column public.trades.side.
    step("""
    COMMENT ON COLUMN public.trades.side IS 'Trade side: buy, sell';
    """)

    # Comments on column public.trades.quantity.
    step("""
    COMMENT ON COLUMN public.trades.quantity IS 'Trade quantity';
    """)

    # Comments on column public.trades.price.
    step("""
    COMMENT ON COLUMN public.trades.price IS 'Execution price';
    """)

    # Comments on column public.trades.value.
    step("""
    COMMENT ON COLUMN public.trades.value IS 'Trade value (price × quantity)';
    """)

    # Comments on column public.trades.fee.
    step("""
    COMMENT ON COLUMN public.trades.fee IS 'Trading fee';
    """)

    # Comments on column public.trades.fee_currency.
    step("""
    COMMENT ON COLUMN public.trades.fee_currency IS 'Fee currency';
    """)

    # Comments on column public.trades.pnl.
    step("""
    COMMENT ON COLUMN public.trades.pnl IS 'Realized profit/loss (for closed)';
    """)

    # Comments on column public.trades.pnl_percent.
    step("""
    COMMENT ON COLUMN public.trades.pnl_percent IS 'PnL percentage';
    """)

    # Comments on column public.trades.executed_at.
    step("""
    COMMENT ON COLUMN public.trades.executed_at IS 'Execution timestamp';
    """)

    # Makes table public.price_data a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.price_data'::regclass,
      time_column_name => 'timestamp',
      chunk_time_interval => interval '1 day',
      create_default_indexes => FALSE
    );
    """)

    # Creates trigger update_orders_updated_at of public.orders.
    step("""
    CREATE TRIGGER update_orders_updated_at BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger update_portfolios_updated_at of public.portfolios.
    step("""
    CREATE TRIGGER update_portfolios_updated_at BEFORE UPDATE ON public.portfolios FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger update_positions_updated_at of public.positions.
    step("""
    CREATE TRIGGER update_positions_updated_at BEFORE UPDATE ON public.positions FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger update_strategies_updated_at of public.strategies.
    step("""
    CREATE TRIGGER update_strategies_updated_at BEFORE UPDATE ON public.strategies FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger update_users_updated_at of public.users.
    step("""
    CREATE TRIGGER update_users_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Keeps old chunks of public.price_data in the columnstore.
    step(
        """
        ALTER TABLE public.price_data SET (
          timescaledb.compress = TRUE,
          timescaledb.compress_segmentby = 'symbol, exchange',
          timescaledb.compress_orderby = '"timestamp" DESC, id'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["columnstore", "public", "price_data"],
                "values": {
                    "schema": "public",
                    "table": "price_data",
                    "segment_by": ("symbol", "exchange"),
                    "order_by": ('"timestamp" DESC', "id"),
                },
            },
        ],
    )

    # Moves chunks of public.price_data to the columnstore after 7 days.
    step(
        """
        SELECT public.add_compression_policy(
          hypertable => 'public.price_data'::regclass,
          compress_after => interval '7 days'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["columnstore_policy", "public", "price_data"],
                "values": {"schema": "public", "table": "price_data", "after": "7 days"},
            },
        ],
    )

    # Drops chunks of public.price_data after 2 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.price_data'::regclass,
          drop_after => interval '2 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "price_data"],
                "values": {"schema": "public", "table": "price_data", "drop_after": "2 years"},
            },
        ],
    )

    # Vacuums every 1 day, analyzes every 1 day, table public.orders.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'orders'],
      '{"schema": "public", "table": "orders", "vacuum": "1 day", "analyze": "1 day"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 1 day, analyzes every 1 day, table public.portfolios.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'portfolios'],
      '{"schema": "public", "table": "portfolios", "vacuum": "1 day", "analyze": "1 day"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 1 day, analyzes every 1 day, table public.price_data.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'price_data'],
      '{"schema": "public", "table": "price_data", "vacuum": "1 day", "analyze": "1 day"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 1 day, analyzes every 1 day, table public.trades.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'trades'],
      '{"schema": "public", "table": "trades", "vacuum": "1 day", "analyze": "1 day"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 1 day, analyzes every 1 day, table public.users.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'users'],
      '{"schema": "public", "table": "users", "vacuum": "1 day", "analyze": "1 day"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Creates index public.alerts_created_at_idx on table public.alerts.
    step("""
    CREATE INDEX alerts_created_at_idx
    ON public.alerts USING btree (created_at);
    """)

    # Creates index public.idx_alert_severity on table public.alerts.
    step("""
    CREATE INDEX idx_alert_severity
    ON public.alerts USING btree (severity);
    """)

    # Creates index public.idx_alert_user_created on table public.alerts.
    step("""
    CREATE INDEX idx_alert_user_created
    ON public.alerts USING btree (user_id, created_at);
    """)

    # Creates index public.idx_order_created on table public.orders.
    step("""
    CREATE INDEX idx_order_created
    ON public.orders USING btree (created_at);
    """)

    # Creates index public.idx_order_portfolio on table public.orders.
    step("""
    CREATE INDEX idx_order_portfolio
    ON public.orders USING btree (portfolio_id);
    """)

    # Creates index public.idx_order_status on table public.orders.
    step("""
    CREATE INDEX idx_order_status
    ON public.orders USING btree (status);
    """)

    # Creates index public.idx_order_symbol on table public.orders.
    step("""
    CREATE INDEX idx_order_symbol
    ON public.orders USING btree (symbol);
    """)

    # Creates index public.idx_order_user on table public.orders.
    step("""
    CREATE INDEX idx_order_user
    ON public.orders USING btree (user_id);
    """)

    # Creates index public.idx_orders_client_id on table public.orders.
    step("""
    CREATE UNIQUE INDEX idx_orders_client_id
    ON public.orders USING btree (client_order_id);
    """)

    # Creates index public.idx_orders_exchange_id on table public.orders.
    step("""
    CREATE UNIQUE INDEX idx_orders_exchange_id
    ON public.orders USING btree (exchange_order_id);
    """)

    # Creates index public.idx_portfolio_user on table public.portfolios.
    step("""
    CREATE INDEX idx_portfolio_user
    ON public.portfolios USING btree (user_id);
    """)

    # Creates index public.idx_position_portfolio on table public.positions.
    step("""
    CREATE INDEX idx_position_portfolio
    ON public.positions USING btree (portfolio_id);
    """)

    # Creates index public.idx_position_symbol on table public.positions.
    step("""
    CREATE INDEX idx_position_symbol
    ON public.positions USING btree (symbol);
    """)

    # Creates index public.idx_prediction_model on table public.ml_predictions.
    step("""
    CREATE INDEX idx_prediction_model
    ON public.ml_predictions USING btree (model_name);
    """)

    # Creates index public.idx_prediction_symbol_time on table public.ml_predictions.
    step("""
    CREATE INDEX idx_prediction_symbol_time
    ON public.ml_predictions USING btree (symbol, predicted_at);
    """)

    # Creates index public.idx_price_exchange_time on table public.price_data.
    step("""
    CREATE INDEX idx_price_exchange_time
    ON public.price_data USING btree (exchange, "timestamp");
    """)

    # Creates index public.idx_price_symbol_time on table public.price_data.
    step("""
    CREATE INDEX idx_price_symbol_time
    ON public.price_data USING btree (symbol, "timestamp");
    """)

    # Creates index public.idx_strategy_type on table public.strategies.
    step("""
    CREATE INDEX idx_strategy_type
    ON public.strategies USING btree (strategy_type);
    """)

    # Creates index public.idx_strategy_user on table public.strategies.
    step("""
    CREATE INDEX idx_strategy_user
    ON public.strategies USING btree (user_id);
    """)

    # Creates index public.idx_trade_executed on table public.trades.
    step("""
    CREATE INDEX idx_trade_executed
    ON public.trades USING btree (executed_at);
    """)

    # Creates index public.idx_trade_portfolio on table public.trades.
    step("""
    CREATE INDEX idx_trade_portfolio
    ON public.trades USING btree (portfolio_id);
    """)

    # Creates index public.idx_trade_symbol on table public.trades.
    step("""
    CREATE INDEX idx_trade_symbol
    ON public.trades USING btree (symbol);
    """)

    # Creates index public.idx_trades_exchange_id on table public.trades.
    step("""
    CREATE UNIQUE INDEX idx_trades_exchange_id
    ON public.trades USING btree (exchange_trade_id);
    """)

    # Creates index public.idx_users_email on table public.users.
    step("""
    CREATE UNIQUE INDEX idx_users_email
    ON public.users USING btree (email);
    """)

    # Creates index public.idx_users_username on table public.users.
    step("""
    CREATE UNIQUE INDEX idx_users_username
    ON public.users USING btree (username);
    """)

    # Creates index public.ml_predictions_predicted_at_idx on table public.ml_predictions.
    step("""
    CREATE INDEX ml_predictions_predicted_at_idx
    ON public.ml_predictions USING btree (predicted_at);
    """)

    # Creates index public.price_data_timestamp_idx on table public.price_data.
    step("""
    CREATE INDEX price_data_timestamp_idx
    ON public.price_data USING btree ("timestamp" DESC);
    """)


def downgrade() -> None:
    # Ends the maintenance of public.orders.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'orders'];
    """)

    # Ends the maintenance of public.portfolios.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'portfolios'];
    """)

    # Ends the maintenance of public.price_data.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'price_data'];
    """)

    # Ends the maintenance of public.trades.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'trades'];
    """)

    # Ends the maintenance of public.users.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'users'];
    """)

    # Ends the retention of public.price_data.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.price_data'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "price_data"]],
    )

    # Ends the columnstore policy of public.price_data.
    step(
        """
        SELECT public.remove_compression_policy(hypertable => 'public.price_data'::regclass);
        """,
        community=True,
        withdraws=[["columnstore_policy", "public", "price_data"]],
    )

    # Moves all chunks of public.price_data from the columnstore back to rows.
    # Locks: ACCESS EXCLUSIVE on public.price_data.
    step(
        """
        DO $dbtool$
        DECLARE
          chunk regclass;
        BEGIN
          FOR chunk IN SELECT c FROM public.show_chunks('public.price_data'::regclass) AS c LOOP
            PERFORM public.decompress_chunk(chunk, if_compressed => TRUE);
            COMMIT;
          END LOOP;
        END
        $dbtool$;
        """,
        transactional=False,
        community=True,
        hazards=("rewrites-table",),
    )

    # Switches the columnstore of public.price_data off.
    # Locks: ACCESS EXCLUSIVE on public.price_data.
    step(
        """
        ALTER TABLE public.price_data SET (timescaledb.compress = FALSE);
        """,
        community=True,
        withdraws=[["columnstore", "public", "price_data"]],
    )

    # Drops table public.alerts.
    # Locks: ACCESS EXCLUSIVE on public.alerts.
    step(
        """
        DROP TABLE public.alerts;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    step(
        """
        DROP TABLE public.api_keys;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.ml_predictions.
    # Locks: ACCESS EXCLUSIVE on public.ml_predictions.
    step(
        """
        DROP TABLE public.ml_predictions;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    step(
        """
        DROP TABLE public.positions;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.price_data.
    # Locks: ACCESS EXCLUSIVE on public.price_data.
    step(
        """
        DROP TABLE public.price_data;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    step(
        """
        DROP TABLE public.trades;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    step(
        """
        DROP TABLE public.orders;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    step(
        """
        DROP TABLE public.portfolios;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    step(
        """
        DROP TABLE public.strategies;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    step(
        """
        DROP TABLE public.users;
        """,
        hazards=("deletes-data",),
    )

    # Drops function public.update_updated_at_column().
    step(
        """
        DROP FUNCTION public.update_updated_at_column();
        """,
        hazards=("breaks-clients",),
    )

    # Drops enum public.alert_severity.
    step(
        """
        DROP TYPE public.alert_severity;
        """,
        hazards=("breaks-clients",),
    )

    # Drops enum public.order_side.
    step(
        """
        DROP TYPE public.order_side;
        """,
        hazards=("breaks-clients",),
    )

    # Drops enum public.order_status.
    step(
        """
        DROP TYPE public.order_status;
        """,
        hazards=("breaks-clients",),
    )

    # Drops enum public.order_type.
    step(
        """
        DROP TYPE public.order_type;
        """,
        hazards=("breaks-clients",),
    )

    # Drops enum public.strategy_type.
    step(
        """
        DROP TYPE public.strategy_type;
        """,
        hazards=("breaks-clients",),
    )

    # Drops enum public.user_role.
    step(
        """
        DROP TYPE public.user_role;
        """,
        hazards=("breaks-clients",),
    )

    # Removes extension timescaledb.
    step(
        """
        DROP EXTENSION timescaledb;
        """,
        hazards=("breaks-clients",),
    )

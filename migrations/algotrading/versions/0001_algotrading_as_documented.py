"""algotrading as documented

Revision ID: 0001
Revises:
"""

from dbtool.revision import step

revision = "0001"
down_revision = None

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("column", "public", "brokers", "api_credentials_encrypted"): ("create",),
    ("column", "public", "brokers", "api_type"): ("create",),
    ("column", "public", "brokers", "broker_id"): ("create",),
    ("column", "public", "brokers", "created_at"): ("create",),
    ("column", "public", "brokers", "is_active"): ("create",),
    ("column", "public", "brokers", "name"): ("create",),
    ("column", "public", "brokers", "updated_at"): ("create",),
    ("column", "public", "brokers", "user_id"): ("create",),
    ("column", "public", "indicator_values", "calculated_at"): ("create",),
    ("column", "public", "indicator_values", "created_at"): ("create",),
    ("column", "public", "indicator_values", "data_id"): ("create",),
    ("column", "public", "indicator_values", "indicator_id"): ("create",),
    ("column", "public", "indicator_values", "indicator_name"): ("create",),
    ("column", "public", "indicator_values", "values"): ("create",),
    ("column", "public", "market_data", "close"): ("create",),
    ("column", "public", "market_data", "created_at"): ("create",),
    ("column", "public", "market_data", "data_id"): ("create",),
    ("column", "public", "market_data", "high"): ("create",),
    ("column", "public", "market_data", "interval"): ("create",),
    ("column", "public", "market_data", "low"): ("create",),
    ("column", "public", "market_data", "oi"): ("create",),
    ("column", "public", "market_data", "open"): ("create",),
    ("column", "public", "market_data", "symbol"): ("create",),
    ("column", "public", "market_data", "tick_data"): ("create",),
    ("column", "public", "market_data", "timestamp"): ("create",),
    ("column", "public", "market_data", "volume"): ("create",),
    ("column", "public", "position_history", "action"): ("create",),
    ("column", "public", "position_history", "history_id"): ("create",),
    ("column", "public", "position_history", "pnl"): ("create",),
    ("column", "public", "position_history", "position_id"): ("create",),
    ("column", "public", "position_history", "price"): ("create",),
    ("column", "public", "position_history", "quantity"): ("create",),
    ("column", "public", "position_history", "timestamp"): ("create",),
    ("column", "public", "positions", "average_price"): ("create",),
    ("column", "public", "positions", "closed_at"): ("create",),
    ("column", "public", "positions", "created_at"): ("create",),
    ("column", "public", "positions", "current_price"): ("create",),
    ("column", "public", "positions", "exchange"): ("create",),
    ("column", "public", "positions", "instrument_type"): ("create",),
    ("column", "public", "positions", "metadata"): ("create",),
    ("column", "public", "positions", "opened_at"): ("create",),
    ("column", "public", "positions", "position_id"): ("create",),
    ("column", "public", "positions", "quantity"): ("create",),
    ("column", "public", "positions", "realized_pnl"): ("create",),
    ("column", "public", "positions", "status"): ("create",),
    ("column", "public", "positions", "symbol"): ("create",),
    ("column", "public", "positions", "trade_id"): ("create",),
    ("column", "public", "positions", "unrealized_pnl"): ("create",),
    ("column", "public", "positions", "updated_at"): ("create",),
    ("column", "public", "positions", "user_id"): ("create",),
    ("column", "public", "risk_settings", "created_at"): ("create",),
    ("column", "public", "risk_settings", "daily_loss_limit"): ("create",),
    ("column", "public", "risk_settings", "is_active"): ("create",),
    ("column", "public", "risk_settings", "max_drawdown_percent"): ("create",),
    ("column", "public", "risk_settings", "max_position_size"): ("create",),
    ("column", "public", "risk_settings", "max_risk_per_trade"): ("create",),
    ("column", "public", "risk_settings", "risk_id"): ("create",),
    ("column", "public", "risk_settings", "updated_at"): ("create",),
    ("column", "public", "risk_settings", "user_id"): ("create",),
    ("column", "public", "strategies", "created_at"): ("create",),
    ("column", "public", "strategies", "description"): ("create",),
    ("column", "public", "strategies", "is_active"): ("create",),
    ("column", "public", "strategies", "is_running"): ("create",),
    ("column", "public", "strategies", "last_run"): ("create",),
    ("column", "public", "strategies", "name"): ("create",),
    ("column", "public", "strategies", "parameters"): ("create",),
    ("column", "public", "strategies", "strategy_id"): ("create",),
    ("column", "public", "strategies", "strategy_type"): ("create",),
    ("column", "public", "strategies", "updated_at"): ("create",),
    ("column", "public", "strategies", "user_id"): ("create",),
    ("column", "public", "strategy_performance", "created_at"): ("create",),
    ("column", "public", "strategy_performance", "date"): ("create",),
    ("column", "public", "strategy_performance", "losing_trades"): ("create",),
    ("column", "public", "strategy_performance", "max_drawdown"): ("create",),
    ("column", "public", "strategy_performance", "metrics"): ("create",),
    ("column", "public", "strategy_performance", "performance_id"): ("create",),
    ("column", "public", "strategy_performance", "sharpe_ratio"): ("create",),
    ("column", "public", "strategy_performance", "strategy_id"): ("create",),
    ("column", "public", "strategy_performance", "total_pnl"): ("create",),
    ("column", "public", "strategy_performance", "total_trades"): ("create",),
    ("column", "public", "strategy_performance", "updated_at"): ("create",),
    ("column", "public", "strategy_performance", "win_rate"): ("create",),
    ("column", "public", "strategy_performance", "winning_trades"): ("create",),
    ("column", "public", "system_logs", "component"): ("create",),
    ("column", "public", "system_logs", "created_at"): ("create",),
    ("column", "public", "system_logs", "data"): ("create",),
    ("column", "public", "system_logs", "log_id"): ("create",),
    ("column", "public", "system_logs", "log_level"): ("create",),
    ("column", "public", "system_logs", "message"): ("create",),
    ("column", "public", "trade_logs", "created_at"): ("create",),
    ("column", "public", "trade_logs", "data"): ("create",),
    ("column", "public", "trade_logs", "log_id"): ("create",),
    ("column", "public", "trade_logs", "log_level"): ("create",),
    ("column", "public", "trade_logs", "message"): ("create",),
    ("column", "public", "trade_logs", "trade_id"): ("create",),
    ("column", "public", "trades", "average_price"): ("create",),
    ("column", "public", "trades", "broker_id"): ("create",),
    ("column", "public", "trades", "created_at"): ("create",),
    ("column", "public", "trades", "exchange"): ("create",),
    ("column", "public", "trades", "execution_timestamp"): ("create",),
    ("column", "public", "trades", "filled_quantity"): ("create",),
    ("column", "public", "trades", "instrument_type"): ("create",),
    ("column", "public", "trades", "metadata"): ("create",),
    ("column", "public", "trades", "order_id"): ("create",),
    ("column", "public", "trades", "order_timestamp"): ("create",),
    ("column", "public", "trades", "order_type"): ("create",),
    ("column", "public", "trades", "parent_order_id"): ("create",),
    ("column", "public", "trades", "price"): ("create",),
    ("column", "public", "trades", "quantity"): ("create",),
    ("column", "public", "trades", "status"): ("create",),
    ("column", "public", "trades", "stoploss"): ("create",),
    ("column", "public", "trades", "strategy_id"): ("create",),
    ("column", "public", "trades", "symbol"): ("create",),
    ("column", "public", "trades", "target"): ("create",),
    ("column", "public", "trades", "trade_id"): ("create",),
    ("column", "public", "trades", "transaction_type"): ("create",),
    ("column", "public", "trades", "trigger_price"): ("create",),
    ("column", "public", "trades", "updated_at"): ("create",),
    ("column", "public", "user_sessions", "created_at"): ("create",),
    ("column", "public", "user_sessions", "expires_at"): ("create",),
    ("column", "public", "user_sessions", "ip_address"): ("create",),
    ("column", "public", "user_sessions", "session_id"): ("create",),
    ("column", "public", "user_sessions", "token_hash"): ("create",),
    ("column", "public", "user_sessions", "user_agent"): ("create",),
    ("column", "public", "user_sessions", "user_id"): ("create",),
    ("column", "public", "users", "created_at"): ("create",),
    ("column", "public", "users", "email"): ("create",),
    ("column", "public", "users", "is_active"): ("create",),
    ("column", "public", "users", "last_login"): ("create",),
    ("column", "public", "users", "password_hash"): ("create",),
    ("column", "public", "users", "role"): ("create",),
    ("column", "public", "users", "updated_at"): ("create",),
    ("column", "public", "users", "user_id"): ("create",),
    ("column", "public", "users", "username"): ("create",),
    ("column_default", "public", "brokers", "broker_id"): ("create",),
    ("column_default", "public", "brokers", "created_at"): ("create",),
    ("column_default", "public", "brokers", "is_active"): ("create",),
    ("column_default", "public", "brokers", "updated_at"): ("create",),
    ("column_default", "public", "indicator_values", "created_at"): ("create",),
    ("column_default", "public", "indicator_values", "indicator_id"): ("create",),
    ("column_default", "public", "market_data", "created_at"): ("create",),
    ("column_default", "public", "market_data", "data_id"): ("create",),
    ("column_default", "public", "position_history", "history_id"): ("create",),
    ("column_default", "public", "positions", "created_at"): ("create",),
    ("column_default", "public", "positions", "position_id"): ("create",),
    ("column_default", "public", "positions", "realized_pnl"): ("create",),
    ("column_default", "public", "positions", "unrealized_pnl"): ("create",),
    ("column_default", "public", "positions", "updated_at"): ("create",),
    ("column_default", "public", "risk_settings", "created_at"): ("create",),
    ("column_default", "public", "risk_settings", "is_active"): ("create",),
    ("column_default", "public", "risk_settings", "risk_id"): ("create",),
    ("column_default", "public", "risk_settings", "updated_at"): ("create",),
    ("column_default", "public", "strategies", "created_at"): ("create",),
    ("column_default", "public", "strategies", "is_active"): ("create",),
    ("column_default", "public", "strategies", "is_running"): ("create",),
    ("column_default", "public", "strategies", "parameters"): ("create",),
    ("column_default", "public", "strategies", "strategy_id"): ("create",),
    ("column_default", "public", "strategies", "updated_at"): ("create",),
    ("column_default", "public", "strategy_performance", "created_at"): ("create",),
    ("column_default", "public", "strategy_performance", "losing_trades"): ("create",),
    ("column_default", "public", "strategy_performance", "max_drawdown"): ("create",),
    ("column_default", "public", "strategy_performance", "performance_id"): ("create",),
    ("column_default", "public", "strategy_performance", "total_pnl"): ("create",),
    ("column_default", "public", "strategy_performance", "total_trades"): ("create",),
    ("column_default", "public", "strategy_performance", "updated_at"): ("create",),
    ("column_default", "public", "strategy_performance", "winning_trades"): ("create",),
    ("column_default", "public", "system_logs", "created_at"): ("create",),
    ("column_default", "public", "system_logs", "log_id"): ("create",),
    ("column_default", "public", "trade_logs", "created_at"): ("create",),
    ("column_default", "public", "trade_logs", "log_id"): ("create",),
    ("column_default", "public", "trades", "created_at"): ("create",),
    ("column_default", "public", "trades", "filled_quantity"): ("create",),
    ("column_default", "public", "trades", "trade_id"): ("create",),
    ("column_default", "public", "trades", "updated_at"): ("create",),
    ("column_default", "public", "user_sessions", "created_at"): ("create",),
    ("column_default", "public", "user_sessions", "session_id"): ("create",),
    ("column_default", "public", "users", "created_at"): ("create",),
    ("column_default", "public", "users", "is_active"): ("create",),
    ("column_default", "public", "users", "updated_at"): ("create",),
    ("column_default", "public", "users", "user_id"): ("create",),
    ("constraint", "public", "brokers", "brokers_api_type_check"): ("create",),
    ("constraint", "public", "brokers", "brokers_pkey"): ("create",),
    ("constraint", "public", "brokers", "brokers_user_id_fkey"): ("create",),
    ("constraint", "public", "indicator_values", "indicator_values_pkey"): ("create",),
    ("constraint", "public", "market_data", "market_data_interval_check"): ("create",),
    ("constraint", "public", "market_data", "market_data_pkey"): ("create",),
    ("constraint", "public", "position_history", "position_history_action_check"): ("create",),
    ("constraint", "public", "position_history", "position_history_pkey"): ("create",),
    ("constraint", "public", "position_history", "position_history_position_id_fkey"): ("create",),
    ("constraint", "public", "positions", "positions_pkey"): ("create",),
    ("constraint", "public", "positions", "positions_status_check"): ("create",),
    ("constraint", "public", "positions", "positions_trade_id_fkey"): ("create",),
    ("constraint", "public", "positions", "positions_user_id_fkey"): ("create",),
    ("constraint", "public", "risk_settings", "risk_settings_pkey"): ("create",),
    ("constraint", "public", "risk_settings", "risk_settings_user_id_fkey"): ("create",),
    ("constraint", "public", "risk_settings", "risk_settings_user_id_key"): ("create",),
    ("constraint", "public", "strategies", "strategies_pkey"): ("create",),
    ("constraint", "public", "strategies", "strategies_user_id_fkey"): ("create",),
    ("constraint", "public", "strategy_performance", "strategy_performance_pkey"): ("create",),
    ("constraint", "public", "strategy_performance", "strategy_performance_strategy_id_date_key"): (
        "create",
    ),
    ("constraint", "public", "strategy_performance", "strategy_performance_strategy_id_fkey"): ("create",),
    ("constraint", "public", "system_logs", "system_logs_log_level_check"): ("create",),
    ("constraint", "public", "system_logs", "system_logs_pkey"): ("create",),
    ("constraint", "public", "trade_logs", "trade_logs_log_level_check"): ("create",),
    ("constraint", "public", "trade_logs", "trade_logs_pkey"): ("create",),
    ("constraint", "public", "trade_logs", "trade_logs_trade_id_fkey"): ("create",),
    ("constraint", "public", "trades", "trades_broker_id_fkey"): ("create",),
    ("constraint", "public", "trades", "trades_order_type_check"): ("create",),
    ("constraint", "public", "trades", "trades_pkey"): ("create",),
    ("constraint", "public", "trades", "trades_status_check"): ("create",),
    ("constraint", "public", "trades", "trades_strategy_id_fkey"): ("create",),
    ("constraint", "public", "trades", "trades_transaction_type_check"): ("create",),
    ("constraint", "public", "user_sessions", "user_sessions_pkey"): ("create",),
    ("constraint", "public", "user_sessions", "user_sessions_user_id_fkey"): ("create",),
    ("constraint", "public", "users", "users_email_key"): ("create",),
    ("constraint", "public", "users", "users_pkey"): ("create",),
    ("constraint", "public", "users", "users_role_check"): ("create",),
    ("constraint", "public", "users", "users_username_key"): ("create",),
    ("extension", "timescaledb"): ("create",),
    ("function", "public", "aggregate_old_minutes", "integer, jsonb"): ("create",),
    ("function", "public", "calculate_position_pnl", ""): ("create",),
    ("function", "public", "delete_indicator_values", ""): ("create",),
    ("function", "public", "record_audit", ""): ("create",),
    ("function", "public", "update_updated_at_column", ""): ("create",),
    ("grant", "column", "public", "system_logs", "created_at", "algotrading_app"): ("create",),
    ("grant", "column", "public", "system_logs", "created_at", "algotrading_auth"): ("create",),
    ("grant", "column", "public", "system_logs", "log_id", "algotrading_app"): ("create",),
    ("grant", "column", "public", "system_logs", "log_id", "algotrading_auth"): ("create",),
    ("grant", "column", "public", "user_sessions", "created_at", "algotrading_app"): ("create",),
    ("grant", "column", "public", "user_sessions", "expires_at", "algotrading_app"): ("create",),
    ("grant", "column", "public", "user_sessions", "ip_address", "algotrading_app"): ("create",),
    ("grant", "column", "public", "user_sessions", "session_id", "algotrading_app"): ("create",),
    ("grant", "column", "public", "user_sessions", "user_agent", "algotrading_app"): ("create",),
    ("grant", "column", "public", "user_sessions", "user_id", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "created_at", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "email", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "is_active", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "last_login", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "role", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "updated_at", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "user_id", "algotrading_app"): ("create",),
    ("grant", "column", "public", "users", "username", "algotrading_app"): ("create",),
    ("grant", "database", "algotrading_app"): ("create",),
    ("grant", "database", "algotrading_auth"): ("create",),
    ("grant", "schema", "public", "algotrading_app"): ("create",),
    ("grant", "schema", "public", "algotrading_auth"): ("create",),
    ("grant", "table", "public", "brokers", "algotrading_app"): ("create",),
    ("grant", "table", "public", "indicator_values", "algotrading_app"): ("create",),
    ("grant", "table", "public", "market_data", "algotrading_app"): ("create",),
    ("grant", "table", "public", "position_history", "algotrading_app"): ("create",),
    ("grant", "table", "public", "positions", "algotrading_app"): ("create",),
    ("grant", "table", "public", "risk_settings", "algotrading_app"): ("create",),
    ("grant", "table", "public", "strategies", "algotrading_app"): ("create",),
    ("grant", "table", "public", "strategy_performance", "algotrading_app"): ("create",),
    ("grant", "table", "public", "system_logs", "algotrading_app"): ("create",),
    ("grant", "table", "public", "system_logs", "algotrading_auth"): ("create",),
    ("grant", "table", "public", "trade_logs", "algotrading_app"): ("create",),
    ("grant", "table", "public", "trades", "algotrading_app"): ("create",),
    ("grant", "table", "public", "user_sessions", "algotrading_app"): ("create",),
    ("grant", "table", "public", "user_sessions", "algotrading_auth"): ("create",),
    ("grant", "table", "public", "users", "algotrading_auth"): ("create",),
    ("grant", "view", "public", "own_performance_summary", "algotrading_app"): ("create",),
    ("hypertable", "public", "market_data"): ("create",),
    ("index", "public", "idx_brokers_api_type"): ("create",),
    ("index", "public", "idx_brokers_is_active"): ("create",),
    ("index", "public", "idx_brokers_user_id"): ("create",),
    ("index", "public", "idx_daily_performance_summary_unique"): ("create",),
    ("index", "public", "idx_indicator_values_calculated_at"): ("create",),
    ("index", "public", "idx_indicator_values_data_id"): ("create",),
    ("index", "public", "idx_indicator_values_name"): ("create",),
    ("index", "public", "idx_market_data_interval"): ("create",),
    ("index", "public", "idx_market_data_symbol"): ("create",),
    ("index", "public", "idx_market_data_symbol_timestamp"): ("create",),
    ("index", "public", "idx_market_data_timestamp"): ("create",),
    ("index", "public", "idx_position_history_position_id"): ("create",),
    ("index", "public", "idx_position_history_timestamp"): ("create",),
    ("index", "public", "idx_positions_opened_at"): ("create",),
    ("index", "public", "idx_positions_status"): ("create",),
    ("index", "public", "idx_positions_symbol"): ("create",),
    ("index", "public", "idx_positions_trade_id"): ("create",),
    ("index", "public", "idx_positions_user_id"): ("create",),
    ("index", "public", "idx_risk_settings_user_id"): ("create",),
    ("index", "public", "idx_strategies_is_active"): ("create",),
    ("index", "public", "idx_strategies_is_running"): ("create",),
    ("index", "public", "idx_strategies_type"): ("create",),
    ("index", "public", "idx_strategies_user_id"): ("create",),
    ("index", "public", "idx_strategy_performance_date"): ("create",),
    ("index", "public", "idx_strategy_performance_strategy_id"): ("create",),
    ("index", "public", "idx_system_logs_component"): ("create",),
    ("index", "public", "idx_system_logs_created_at"): ("create",),
    ("index", "public", "idx_system_logs_level"): ("create",),
    ("index", "public", "idx_trade_logs_created_at"): ("create",),
    ("index", "public", "idx_trade_logs_level"): ("create",),
    ("index", "public", "idx_trade_logs_trade_id"): ("create",),
    ("index", "public", "idx_trades_broker_id"): ("create",),
    ("index", "public", "idx_trades_execution_timestamp"): ("create",),
    ("index", "public", "idx_trades_order_timestamp"): ("create",),
    ("index", "public", "idx_trades_status"): ("create",),
    ("index", "public", "idx_trades_strategy_id"): ("create",),
    ("index", "public", "idx_trades_symbol"): ("create",),
    ("index", "public", "idx_user_sessions_expires_at"): ("create",),
    ("index", "public", "idx_user_sessions_token_hash"): ("create",),
    ("index", "public", "idx_user_sessions_user_id"): ("create",),
    ("index", "public", "idx_users_email"): ("create",),
    ("index", "public", "idx_users_is_active"): ("create",),
    ("index", "public", "idx_users_role"): ("create",),
    ("index", "public", "idx_users_username"): ("create",),
    ("job", "public", "aggregate_old_minutes", "aggregate old minutes"): ("create",),
    ("materialized_view", "public", "daily_performance_summary"): ("create",),
    ("policy", "public", "brokers", "own"): ("create",),
    ("policy", "public", "position_history", "own"): ("create",),
    ("policy", "public", "positions", "own"): ("create",),
    ("policy", "public", "risk_settings", "own"): ("create",),
    ("policy", "public", "strategies", "own"): ("create",),
    ("policy", "public", "strategy_performance", "own"): ("create",),
    ("policy", "public", "trade_logs", "own"): ("create",),
    ("policy", "public", "trades", "own"): ("create",),
    ("policy", "public", "user_sessions", "authentication"): ("create",),
    ("policy", "public", "user_sessions", "own"): ("create",),
    ("policy", "public", "users", "authentication"): ("create",),
    ("policy", "public", "users", "own"): ("create",),
    ("role", "algotrading_app"): ("create",),
    ("role", "algotrading_auth"): ("create",),
    ("row_retention", "public", "market_data"): ("create",),
    ("row_retention", "public", "system_logs"): ("create",),
    ("row_retention", "public", "trade_logs"): ("create",),
    ("row_security", "public", "brokers"): ("create",),
    ("row_security", "public", "position_history"): ("create",),
    ("row_security", "public", "positions"): ("create",),
    ("row_security", "public", "risk_settings"): ("create",),
    ("row_security", "public", "strategies"): ("create",),
    ("row_security", "public", "strategy_performance"): ("create",),
    ("row_security", "public", "trade_logs"): ("create",),
    ("row_security", "public", "trades"): ("create",),
    ("row_security", "public", "user_sessions"): ("create",),
    ("row_security", "public", "users"): ("create",),
    ("table", "public", "brokers"): ("create",),
    ("table", "public", "indicator_values"): ("create",),
    ("table", "public", "market_data"): ("create",),
    ("table", "public", "position_history"): ("create",),
    ("table", "public", "positions"): ("create",),
    ("table", "public", "risk_settings"): ("create",),
    ("table", "public", "strategies"): ("create",),
    ("table", "public", "strategy_performance"): ("create",),
    ("table", "public", "system_logs"): ("create",),
    ("table", "public", "trade_logs"): ("create",),
    ("table", "public", "trades"): ("create",),
    ("table", "public", "user_sessions"): ("create",),
    ("table", "public", "users"): ("create",),
    ("trigger", "public", "brokers", "audit_brokers_trigger"): ("create",),
    ("trigger", "public", "brokers", "update_brokers_updated_at"): ("create",),
    ("trigger", "public", "market_data", "delete_indicator_values_trigger"): ("create",),
    ("trigger", "public", "positions", "calculate_position_pnl_trigger"): ("create",),
    ("trigger", "public", "positions", "update_positions_updated_at"): ("create",),
    ("trigger", "public", "risk_settings", "audit_risk_settings_trigger"): ("create",),
    ("trigger", "public", "risk_settings", "update_risk_settings_updated_at"): ("create",),
    ("trigger", "public", "strategies", "audit_strategies_trigger"): ("create",),
    ("trigger", "public", "strategies", "update_strategies_updated_at"): ("create",),
    ("trigger", "public", "strategy_performance", "update_strategy_performance_updated_at"): ("create",),
    ("trigger", "public", "trades", "audit_trades_trigger"): ("create",),
    ("trigger", "public", "trades", "update_trades_updated_at"): ("create",),
    ("trigger", "public", "users", "audit_users_trigger"): ("create",),
    ("trigger", "public", "users", "update_users_updated_at"): ("create",),
    ("view", "public", "own_performance_summary"): ("create",),
    ("view_refresh", "public", "daily_performance_summary"): ("create",),
}


def upgrade() -> None:
    # Creates role algotrading_app, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'algotrading_app') THEN
            CREATE ROLE algotrading_app WITH LOGIN;
          ELSE
            ALTER ROLE algotrading_app WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'algotrading_app'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE algotrading_app WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="algotrading_app",
        password_from="ALGOTRADING_APP_PASSWORD",
    )

    # Comments on role algotrading_app.
    step("""
    COMMENT ON ROLE algotrading_app IS 'Application; sees the rows of the user in app.user_id';
    """)

    # Creates role algotrading_auth, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'algotrading_auth') THEN
            CREATE ROLE algotrading_auth WITH LOGIN;
          ELSE
            ALTER ROLE algotrading_auth WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'algotrading_auth'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE algotrading_auth WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="algotrading_auth",
        password_from="ALGOTRADING_AUTH_PASSWORD",
    )

    # Comments on role algotrading_auth.
    step("""
    COMMENT ON ROLE algotrading_auth IS 'Registration and login; sees users and their sessions, and nothing else';
    """)

    # Installs extension timescaledb.
    step("""
    CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;
    """)

    # Creates procedure public.aggregate_old_minutes(integer, jsonb).
    step("""
    CREATE OR REPLACE PROCEDURE public.aggregate_old_minutes(IN job_id integer, IN config jsonb)
     LANGUAGE sql
    AS $procedure$
        WITH minutes AS (
            DELETE FROM market_data
            WHERE
                interval = '1min'
                AND "timestamp" < time_bucket('5 minutes', now() - (config ->> 'older_than')::interval)
            RETURNING *, time_bucket('5 minutes', "timestamp") AS bucket
        )

        INSERT INTO market_data (symbol, "timestamp", open, high, low, close, volume, oi, interval)
        SELECT
            symbol,
            bucket,
            first(open, "timestamp"),
            max(high),
            min(low),
            last(close, "timestamp"),
            sum(volume),
            last(oi, "timestamp"),
            '5min'
        FROM minutes
        WHERE NOT EXISTS (
            SELECT FROM market_data AS bar
            WHERE bar.symbol = minutes.symbol AND bar."timestamp" = bucket AND bar.interval = '5min'
        )
        GROUP BY symbol, bucket;
    $procedure$;
    """)

    # Comments on procedure public.aggregate_old_minutes(integer, jsonb).
    step("""
    COMMENT ON PROCEDURE public.aggregate_old_minutes(integer, jsonb) IS 'Aggregate 1-minute data to 5-minute after 90 days';
    """)

    # Creates function public.calculate_position_pnl().
    step("""
    CREATE OR REPLACE FUNCTION public.calculate_position_pnl()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        -- Update unrealized P&L when current price changes
        IF NEW.current_price IS DISTINCT FROM OLD.current_price THEN
            NEW.unrealized_pnl = (NEW.current_price - NEW.average_price) * NEW.quantity;
        END IF;
       \x20
        RETURN NEW;
    END;
    $function$;
    """)

    # Comments on function public.calculate_position_pnl().
    step("""
    COMMENT ON FUNCTION public.calculate_position_pnl() IS 'Position P&L Calculation Function';
    """)

    # Creates function public.delete_indicator_values().
    step("""
    CREATE OR REPLACE FUNCTION public.delete_indicator_values()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        DELETE FROM indicator_values WHERE data_id = OLD.data_id;
        RETURN NULL;
    END;
    $function$;
    """)

    # Comments on function public.delete_indicator_values().
    step("""
    COMMENT ON FUNCTION public.delete_indicator_values() IS 'Indicator values go with the row that they were calculated from';
    """)

    # Creates function public.record_audit().
    step("""
    CREATE OR REPLACE FUNCTION public.record_audit()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
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
    $function$;
    """)

    # Comments on function public.record_audit().
    step("""
    COMMENT ON FUNCTION public.record_audit() IS 'Audit Trail';
    """)

    # Creates function public.update_updated_at_column().
    step("""
    CREATE OR REPLACE FUNCTION public.update_updated_at_column()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        NEW.updated_at = CURRENT_TIMESTAMP;
        RETURN NEW;
    END;
    $function$;
    """)

    # Comments on function public.update_updated_at_column().
    step("""
    COMMENT ON FUNCTION public.update_updated_at_column() IS 'Update Timestamp Trigger';
    """)

    # Creates table public.indicator_values.
    step("""
    CREATE TABLE public.indicator_values (
      indicator_id uuid DEFAULT gen_random_uuid() NOT NULL,
      data_id uuid NOT NULL,
      indicator_name character varying(50) NOT NULL,
      "values" jsonb NOT NULL,
      calculated_at timestamp with time zone NOT NULL,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT indicator_values_pkey PRIMARY KEY (indicator_id)
    );
    """)

    # Comments on table public.indicator_values.
    step("""
    COMMENT ON TABLE public.indicator_values IS 'Stores calculated technical indicator values.';
    """)

    # Creates table public.market_data.
    step("""
    CREATE TABLE public.market_data (
      data_id uuid DEFAULT gen_random_uuid() NOT NULL,
      symbol character varying(50) NOT NULL,
      "timestamp" timestamp with time zone NOT NULL,
      open numeric(10,2) NOT NULL,
      high numeric(10,2) NOT NULL,
      low numeric(10,2) NOT NULL,
      close numeric(10,2) NOT NULL,
      volume bigint NOT NULL,
      oi numeric(15,2),
      "interval" character varying(10) NOT NULL,
      tick_data jsonb,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT market_data_interval_check CHECK ((("interval")::text = ANY (ARRAY[('tick'::character varying)::text, ('1min'::character varying)::text, ('5min'::character varying)::text, ('15min'::character varying)::text, ('30min'::character varying)::text, ('1hour'::character varying)::text, ('1day'::character varying)::text]))),
      CONSTRAINT market_data_pkey PRIMARY KEY (data_id, "timestamp")
    );
    """)

    # Comments on table public.market_data.
    step("""
    COMMENT ON TABLE public.market_data IS 'Stores market data with time-series optimization.';
    """)

    # Creates table public.system_logs.
    step("""
    CREATE TABLE public.system_logs (
      log_id uuid DEFAULT gen_random_uuid() NOT NULL,
      component character varying(50) NOT NULL,
      log_level character varying(10) NOT NULL,
      message text NOT NULL,
      data jsonb,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT system_logs_log_level_check CHECK (((log_level)::text = ANY (ARRAY[('DEBUG'::character varying)::text, ('INFO'::character varying)::text, ('WARNING'::character varying)::text, ('ERROR'::character varying)::text, ('CRITICAL'::character varying)::text]))),
      CONSTRAINT system_logs_pkey PRIMARY KEY (log_id)
    );
    """)

    # Comments on table public.system_logs.
    step("""
    COMMENT ON TABLE public.system_logs IS 'Stores system-wide logs for monitoring and debugging.';
    """)

    # Creates table public.users.
    step("""
    CREATE TABLE public.users (
      user_id uuid DEFAULT gen_random_uuid() NOT NULL,
      username character varying(50) NOT NULL,
      email character varying(255) NOT NULL,
      password_hash character varying(255) NOT NULL,
      role character varying(20) NOT NULL,
      is_active boolean DEFAULT true,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      last_login timestamp with time zone,
      CONSTRAINT users_email_key UNIQUE (email),
      CONSTRAINT users_pkey PRIMARY KEY (user_id),
      CONSTRAINT users_role_check CHECK (((role)::text = ANY (ARRAY[('trader'::character varying)::text, ('investor'::character varying)::text, ('admin'::character varying)::text]))),
      CONSTRAINT users_username_key UNIQUE (username)
    );
    """)

    # Comments on table public.users.
    step("""
    COMMENT ON TABLE public.users IS 'Stores user authentication and profile information.';
    """)

    # Creates table public.brokers.
    step("""
    CREATE TABLE public.brokers (
      broker_id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid NOT NULL,
      name character varying(100) NOT NULL,
      api_type character varying(50) NOT NULL,
      api_credentials_encrypted jsonb NOT NULL,
      is_active boolean DEFAULT true,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT brokers_api_type_check CHECK (((api_type)::text = ANY (ARRAY[('zerodha'::character varying)::text, ('angel'::character varying)::text, ('icici'::character varying)::text]))),
      CONSTRAINT brokers_pkey PRIMARY KEY (broker_id),
      CONSTRAINT brokers_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(user_id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.brokers.
    step("""
    COMMENT ON TABLE public.brokers IS 'Stores broker configuration and API credentials.';
    """)

    # Comments on column public.brokers.api_credentials_encrypted.
    step("""
    COMMENT ON COLUMN public.brokers.api_credentials_encrypted IS 'Encrypted by the application, which alone has the key';
    """)

    # Creates table public.risk_settings.
    step("""
    CREATE TABLE public.risk_settings (
      risk_id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid NOT NULL,
      daily_loss_limit numeric(15,2) NOT NULL,
      max_position_size numeric(15,2) NOT NULL,
      max_drawdown_percent numeric(5,2) NOT NULL,
      max_risk_per_trade numeric(5,2) NOT NULL,
      is_active boolean DEFAULT true,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT risk_settings_pkey PRIMARY KEY (risk_id),
      CONSTRAINT risk_settings_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(user_id) ON DELETE CASCADE,
      CONSTRAINT risk_settings_user_id_key UNIQUE (user_id)
    );
    """)

    # Comments on table public.risk_settings.
    step("""
    COMMENT ON TABLE public.risk_settings IS 'Stores user-specific risk management settings.';
    """)

    # Creates table public.strategies.
    step("""
    CREATE TABLE public.strategies (
      strategy_id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid NOT NULL,
      name character varying(100) NOT NULL,
      description text,
      parameters jsonb DEFAULT '{}'::jsonb NOT NULL,
      strategy_type character varying(50) NOT NULL,
      is_active boolean DEFAULT true,
      is_running boolean DEFAULT false,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      last_run timestamp with time zone,
      CONSTRAINT strategies_pkey PRIMARY KEY (strategy_id),
      CONSTRAINT strategies_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(user_id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.strategies.
    step("""
    COMMENT ON TABLE public.strategies IS 'Stores trading strategy configurations.';
    """)

    # Creates table public.strategy_performance.
    step("""
    CREATE TABLE public.strategy_performance (
      performance_id uuid DEFAULT gen_random_uuid() NOT NULL,
      strategy_id uuid NOT NULL,
      date date NOT NULL,
      total_trades integer DEFAULT 0,
      winning_trades integer DEFAULT 0,
      losing_trades integer DEFAULT 0,
      total_pnl numeric(15,2) DEFAULT 0,
      max_drawdown numeric(15,2) DEFAULT 0,
      sharpe_ratio numeric(10,4),
      win_rate numeric(5,2),
      metrics jsonb,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT strategy_performance_pkey PRIMARY KEY (performance_id),
      CONSTRAINT strategy_performance_strategy_id_date_key UNIQUE (strategy_id, date),
      CONSTRAINT strategy_performance_strategy_id_fkey FOREIGN KEY (strategy_id) REFERENCES public.strategies(strategy_id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.strategy_performance.
    step("""
    COMMENT ON TABLE public.strategy_performance IS 'Stores strategy performance metrics.';
    """)

    # Creates table public.trades.
    step("""
    CREATE TABLE public.trades (
      trade_id uuid DEFAULT gen_random_uuid() NOT NULL,
      strategy_id uuid NOT NULL,
      broker_id uuid NOT NULL,
      symbol character varying(50) NOT NULL,
      exchange character varying(20) NOT NULL,
      instrument_type character varying(20) NOT NULL,
      order_type character varying(20) NOT NULL,
      transaction_type character varying(10) NOT NULL,
      quantity integer NOT NULL,
      price numeric(10,2),
      trigger_price numeric(10,2),
      stoploss numeric(10,2),
      target numeric(10,2),
      status character varying(20) NOT NULL,
      order_id character varying(100),
      parent_order_id character varying(100),
      order_timestamp timestamp with time zone,
      execution_timestamp timestamp with time zone,
      average_price numeric(10,2),
      filled_quantity integer DEFAULT 0,
      metadata jsonb,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT trades_broker_id_fkey FOREIGN KEY (broker_id) REFERENCES public.brokers(broker_id) ON DELETE RESTRICT,
      CONSTRAINT trades_order_type_check CHECK (((order_type)::text = ANY (ARRAY[('MARKET'::character varying)::text, ('LIMIT'::character varying)::text, ('SL'::character varying)::text, ('SL-M'::character varying)::text]))),
      CONSTRAINT trades_pkey PRIMARY KEY (trade_id),
      CONSTRAINT trades_status_check CHECK (((status)::text = ANY (ARRAY[('PENDING'::character varying)::text, ('OPEN'::character varying)::text, ('PARTIALLY_FILLED'::character varying)::text, ('FILLED'::character varying)::text, ('CANCELLED'::character varying)::text, ('REJECTED'::character varying)::text]))),
      CONSTRAINT trades_strategy_id_fkey FOREIGN KEY (strategy_id) REFERENCES public.strategies(strategy_id) ON DELETE CASCADE,
      CONSTRAINT trades_transaction_type_check CHECK (((transaction_type)::text = ANY (ARRAY[('BUY'::character varying)::text, ('SELL'::character varying)::text])))
    );
    """)

    # Comments on table public.trades.
    step("""
    COMMENT ON TABLE public.trades IS 'Stores all trade orders and executions.';
    """)

    # Creates table public.positions.
    step("""
    CREATE TABLE public.positions (
      position_id uuid DEFAULT gen_random_uuid() NOT NULL,
      trade_id uuid NOT NULL,
      user_id uuid NOT NULL,
      symbol character varying(50) NOT NULL,
      exchange character varying(20) NOT NULL,
      instrument_type character varying(20) NOT NULL,
      quantity integer NOT NULL,
      average_price numeric(10,2) NOT NULL,
      current_price numeric(10,2),
      unrealized_pnl numeric(15,2) DEFAULT 0,
      realized_pnl numeric(15,2) DEFAULT 0,
      status character varying(20) NOT NULL,
      opened_at timestamp with time zone NOT NULL,
      closed_at timestamp with time zone,
      metadata jsonb,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT positions_pkey PRIMARY KEY (position_id),
      CONSTRAINT positions_status_check CHECK (((status)::text = ANY (ARRAY[('OPEN'::character varying)::text, ('CLOSED'::character varying)::text, ('PARTIALLY_CLOSED'::character varying)::text]))),
      CONSTRAINT positions_trade_id_fkey FOREIGN KEY (trade_id) REFERENCES public.trades(trade_id) ON DELETE CASCADE,
      CONSTRAINT positions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(user_id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.positions.
    step("""
    COMMENT ON TABLE public.positions IS 'Stores current and historical positions.';
    """)

    # Creates table public.position_history.
    step("""
    CREATE TABLE public.position_history (
      history_id uuid DEFAULT gen_random_uuid() NOT NULL,
      position_id uuid NOT NULL,
      price numeric(10,2) NOT NULL,
      quantity integer NOT NULL,
      pnl numeric(15,2) NOT NULL,
      action character varying(20) NOT NULL,
      "timestamp" timestamp with time zone NOT NULL,
      CONSTRAINT position_history_action_check CHECK (((action)::text = ANY (ARRAY[('OPEN'::character varying)::text, ('CLOSE'::character varying)::text, ('INCREASE'::character varying)::text, ('DECREASE'::character varying)::text]))),
      CONSTRAINT position_history_pkey PRIMARY KEY (history_id),
      CONSTRAINT position_history_position_id_fkey FOREIGN KEY (position_id) REFERENCES public.positions(position_id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.position_history.
    step("""
    COMMENT ON TABLE public.position_history IS 'Stores historical position changes.';
    """)

    # Creates table public.trade_logs.
    step("""
    CREATE TABLE public.trade_logs (
      log_id uuid DEFAULT gen_random_uuid() NOT NULL,
      trade_id uuid NOT NULL,
      log_level character varying(10) NOT NULL,
      message text NOT NULL,
      data jsonb,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      CONSTRAINT trade_logs_log_level_check CHECK (((log_level)::text = ANY (ARRAY[('DEBUG'::character varying)::text, ('INFO'::character varying)::text, ('WARNING'::character varying)::text, ('ERROR'::character varying)::text, ('CRITICAL'::character varying)::text]))),
      CONSTRAINT trade_logs_pkey PRIMARY KEY (log_id),
      CONSTRAINT trade_logs_trade_id_fkey FOREIGN KEY (trade_id) REFERENCES public.trades(trade_id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.trade_logs.
    step("""
    COMMENT ON TABLE public.trade_logs IS 'Stores detailed logs for each trade.';
    """)

    # Creates table public.user_sessions.
    step("""
    CREATE TABLE public.user_sessions (
      session_id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid NOT NULL,
      token_hash character varying(255) NOT NULL,
      expires_at timestamp with time zone NOT NULL,
      created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      ip_address inet,
      user_agent text,
      CONSTRAINT user_sessions_pkey PRIMARY KEY (session_id),
      CONSTRAINT user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(user_id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.user_sessions.
    step("""
    COMMENT ON TABLE public.user_sessions IS 'Stores user authentication sessions.';
    """)

    # Makes table public.market_data a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.market_data'::regclass,
      time_column_name => 'timestamp',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Creates materialized view public.daily_performance_summary.
    step("""
    CREATE MATERIALIZED VIEW public.daily_performance_summary AS
    SELECT u.user_id,
        u.username,
        date(t.execution_timestamp) AS trade_date,
        count(*) AS total_trades,
        sum(
            CASE
                WHEN ((t.transaction_type)::text = 'SELL'::text) THEN ((t.filled_quantity)::numeric * t.average_price)
                ELSE (0)::numeric
            END) AS total_sales,
        sum(
            CASE
                WHEN ((t.transaction_type)::text = 'BUY'::text) THEN ((t.filled_quantity)::numeric * t.average_price)
                ELSE (0)::numeric
            END) AS total_purchases,
        sum(p.realized_pnl) AS total_realized_pnl
       FROM (((public.users u
         JOIN public.strategies s ON ((u.user_id = s.user_id)))
         JOIN public.trades t ON ((s.strategy_id = t.strategy_id)))
         LEFT JOIN ( SELECT positions.trade_id,
                sum(positions.realized_pnl) AS realized_pnl
               FROM public.positions
              GROUP BY positions.trade_id) p ON ((t.trade_id = p.trade_id)))
      WHERE ((t.status)::text = 'FILLED'::text)
      GROUP BY u.user_id, u.username, (date(t.execution_timestamp))
    WITH NO DATA;
    """)

    # Fills materialized view public.daily_performance_summary.
    step(
        """
        REFRESH MATERIALIZED VIEW public.daily_performance_summary;
        """,
        alone=True,
    )

    # Comments on materialized view public.daily_performance_summary.
    step("""
    COMMENT ON MATERIALIZED VIEW public.daily_performance_summary IS 'Daily performance summary';
    """)

    # Creates view public.own_performance_summary.
    step("""
    CREATE VIEW public.own_performance_summary WITH (security_barrier = 'true') AS
    SELECT user_id,
        username,
        trade_date,
        total_trades,
        total_sales,
        total_purchases,
        total_realized_pnl
       FROM public.daily_performance_summary
      WHERE (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"));
    """)

    # Comments on view public.own_performance_summary.
    step("""
    COMMENT ON VIEW public.own_performance_summary IS 'Daily performance summary of the user in app.user_id';
    """)

    # Creates trigger audit_brokers_trigger of public.brokers.
    step("""
    CREATE TRIGGER audit_brokers_trigger AFTER INSERT OR DELETE OR UPDATE ON public.brokers FOR EACH ROW EXECUTE FUNCTION public.record_audit();
    """)

    # Creates trigger update_brokers_updated_at of public.brokers.
    step("""
    CREATE TRIGGER update_brokers_updated_at BEFORE UPDATE ON public.brokers FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger delete_indicator_values_trigger of public.market_data.
    step("""
    CREATE TRIGGER delete_indicator_values_trigger AFTER DELETE ON public.market_data FOR EACH ROW EXECUTE FUNCTION public.delete_indicator_values();
    """)

    # Creates trigger calculate_position_pnl_trigger of public.positions.
    step("""
    CREATE TRIGGER calculate_position_pnl_trigger BEFORE UPDATE ON public.positions FOR EACH ROW EXECUTE FUNCTION public.calculate_position_pnl();
    """)

    # Creates trigger update_positions_updated_at of public.positions.
    step("""
    CREATE TRIGGER update_positions_updated_at BEFORE UPDATE ON public.positions FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger audit_risk_settings_trigger of public.risk_settings.
    step("""
    CREATE TRIGGER audit_risk_settings_trigger AFTER INSERT OR DELETE OR UPDATE ON public.risk_settings FOR EACH ROW EXECUTE FUNCTION public.record_audit();
    """)

    # Creates trigger update_risk_settings_updated_at of public.risk_settings.
    step("""
    CREATE TRIGGER update_risk_settings_updated_at BEFORE UPDATE ON public.risk_settings FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger audit_strategies_trigger of public.strategies.
    step("""
    CREATE TRIGGER audit_strategies_trigger AFTER INSERT OR DELETE OR UPDATE ON public.strategies FOR EACH ROW EXECUTE FUNCTION public.record_audit();
    """)

    # Creates trigger update_strategies_updated_at of public.strategies.
    step("""
    CREATE TRIGGER update_strategies_updated_at BEFORE UPDATE ON public.strategies FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger update_strategy_performance_updated_at of public.strategy_performance.
    step("""
    CREATE TRIGGER update_strategy_performance_updated_at BEFORE UPDATE ON public.strategy_performance FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger audit_trades_trigger of public.trades.
    step("""
    CREATE TRIGGER audit_trades_trigger AFTER INSERT OR DELETE OR UPDATE ON public.trades FOR EACH ROW EXECUTE FUNCTION public.record_audit();
    """)

    # Creates trigger update_trades_updated_at of public.trades.
    step("""
    CREATE TRIGGER update_trades_updated_at BEFORE UPDATE ON public.trades FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger audit_users_trigger of public.users.
    step("""
    CREATE TRIGGER audit_users_trigger AFTER INSERT OR DELETE OR UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.record_audit();
    """)

    # Creates trigger update_users_updated_at of public.users.
    step("""
    CREATE TRIGGER update_users_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Switches row security on for table public.brokers.
    step("""
    ALTER TABLE public.brokers ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.brokers.
    step("""
    ALTER TABLE public.brokers FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.position_history.
    step("""
    ALTER TABLE public.position_history ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.position_history.
    step("""
    ALTER TABLE public.position_history FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.positions.
    step("""
    ALTER TABLE public.positions ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.positions.
    step("""
    ALTER TABLE public.positions FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.risk_settings.
    step("""
    ALTER TABLE public.risk_settings ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.risk_settings.
    step("""
    ALTER TABLE public.risk_settings FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.strategies.
    step("""
    ALTER TABLE public.strategies ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.strategies.
    step("""
    ALTER TABLE public.strategies FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.strategy_performance.
    step("""
    ALTER TABLE public.strategy_performance ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.strategy_performance.
    step("""
    ALTER TABLE public.strategy_performance FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.trade_logs.
    step("""
    ALTER TABLE public.trade_logs ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.trade_logs.
    step("""
    ALTER TABLE public.trade_logs FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.trades.
    step("""
    ALTER TABLE public.trades ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.trades.
    step("""
    ALTER TABLE public.trades FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.user_sessions.
    step("""
    ALTER TABLE public.user_sessions ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.user_sessions.
    step("""
    ALTER TABLE public.user_sessions FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.users.
    step("""
    ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.users.
    step("""
    ALTER TABLE public.users FORCE ROW LEVEL SECURITY;
    """)

    # Creates policy own of table public.brokers.
    step("""
    CREATE POLICY own ON public.brokers
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy own of table public.position_history.
    step("""
    CREATE POLICY own ON public.position_history
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((position_id IN ( SELECT p.position_id
       FROM public.positions p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))))
    WITH CHECK ((position_id IN ( SELECT p.position_id
       FROM public.positions p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))));
    """)

    # Creates policy own of table public.positions.
    step("""
    CREATE POLICY own ON public.positions
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK (((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) AND (trade_id IN ( SELECT t.trade_id
       FROM public.trades t
      WHERE (t.strategy_id IN ( SELECT s.strategy_id
               FROM public.strategies s
              WHERE (s.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))))))));
    """)

    # Creates policy own of table public.risk_settings.
    step("""
    CREATE POLICY own ON public.risk_settings
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy own of table public.strategies.
    step("""
    CREATE POLICY own ON public.strategies
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy own of table public.strategy_performance.
    step("""
    CREATE POLICY own ON public.strategy_performance
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((strategy_id IN ( SELECT s.strategy_id
       FROM public.strategies s
      WHERE (s.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))))
    WITH CHECK ((strategy_id IN ( SELECT s.strategy_id
       FROM public.strategies s
      WHERE (s.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))));
    """)

    # Creates policy own of table public.trade_logs.
    step("""
    CREATE POLICY own ON public.trade_logs
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((trade_id IN ( SELECT t.trade_id
       FROM public.trades t
      WHERE (t.strategy_id IN ( SELECT s.strategy_id
               FROM public.strategies s
              WHERE (s.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))))))
    WITH CHECK ((trade_id IN ( SELECT t.trade_id
       FROM public.trades t
      WHERE (t.strategy_id IN ( SELECT s.strategy_id
               FROM public.strategies s
              WHERE (s.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))))));
    """)

    # Creates policy own of table public.trades.
    step("""
    CREATE POLICY own ON public.trades
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((strategy_id IN ( SELECT s.strategy_id
       FROM public.strategies s
      WHERE (s.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))))
    WITH CHECK (((strategy_id IN ( SELECT s.strategy_id
       FROM public.strategies s
      WHERE (s.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))) AND (broker_id IN ( SELECT b.broker_id
       FROM public.brokers b
      WHERE (b.user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))))));
    """)

    # Creates policy authentication of table public.user_sessions.
    step("""
    CREATE POLICY authentication ON public.user_sessions
    AS PERMISSIVE
    FOR ALL
    TO algotrading_auth
    USING (true);
    """)

    # Creates policy own of table public.user_sessions.
    step("""
    CREATE POLICY own ON public.user_sessions
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy authentication of table public.users.
    step("""
    CREATE POLICY authentication ON public.users
    AS PERMISSIVE
    FOR ALL
    TO algotrading_auth
    USING (true);
    """)

    # Creates policy own of table public.users.
    step("""
    CREATE POLICY own ON public.users
    AS PERMISSIVE
    FOR ALL
    TO algotrading_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Adds job aggregate old minutes, every 1 day.
    step(
        """
        DO $dbtool$
        DECLARE
          procedure regproc := 'public.aggregate_old_minutes';
          job integer;
        BEGIN
          job := public.add_job(
            proc => procedure,
            schedule_interval => interval '1 day',
            config => '{"older_than": "90 days"}'::jsonb,
            scheduled => TRUE,
            job_name => 'aggregate old minutes'
          );
        END
        $dbtool$;
        """,
        community=True,
        declares=[
            {
                "key": ["job", "public", "aggregate_old_minutes", "aggregate old minutes"],
                "values": {
                    "procedure_schema": "public",
                    "procedure": "aggregate_old_minutes",
                    "name": "aggregate old minutes",
                    "schedule_interval": "1 day",
                    "config": '{"older_than": "90 days"}',
                },
            },
        ],
    )

    # Deletes rows of public.market_data after 30 days.
    step(
        """
        INSERT INTO dbtool.kept (kind, path, fact) VALUES (
          'row_retention',
          ARRAY['public', 'market_data'],
          '{"schema": "public", "table": "market_data", "column": "timestamp", "delete_after": "30 days", "where": "interval = ''tick''"}'::jsonb
        )
        ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
        """,
        hazards=("deletes-data",),
    )

    # Deletes rows of public.system_logs after 90 days.
    step(
        """
        INSERT INTO dbtool.kept (kind, path, fact) VALUES (
          'row_retention',
          ARRAY['public', 'system_logs'],
          '{"schema": "public", "table": "system_logs", "column": "created_at", "delete_after": "90 days"}'::jsonb
        )
        ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
        """,
        hazards=("deletes-data",),
    )

    # Deletes rows of public.trade_logs after 1 year.
    step(
        """
        INSERT INTO dbtool.kept (kind, path, fact) VALUES (
          'row_retention',
          ARRAY['public', 'trade_logs'],
          '{"schema": "public", "table": "trade_logs", "column": "created_at", "delete_after": "1 year"}'::jsonb
        )
        ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
        """,
        hazards=("deletes-data",),
    )

    # Refreshes public.daily_performance_summary every 1 day.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'view_refresh',
      ARRAY['public', 'daily_performance_summary'],
      '{"schema": "public", "name": "daily_performance_summary", "schedule_interval": "1 day", "concurrently": true}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Grants SELECT on column public.system_logs.created_at to algotrading_app.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.system_logs TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.system_logs.created_at to algotrading_auth.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.system_logs TO algotrading_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.system_logs.log_id to algotrading_app.
    step(
        """
        GRANT SELECT (log_id) ON TABLE public.system_logs TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.system_logs.log_id to algotrading_auth.
    step(
        """
        GRANT SELECT (log_id) ON TABLE public.system_logs TO algotrading_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.user_sessions.created_at to algotrading_app.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.user_sessions TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.user_sessions.expires_at to algotrading_app.
    step(
        """
        GRANT SELECT (expires_at) ON TABLE public.user_sessions TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.user_sessions.ip_address to algotrading_app.
    step(
        """
        GRANT SELECT (ip_address) ON TABLE public.user_sessions TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.user_sessions.session_id to algotrading_app.
    step(
        """
        GRANT SELECT (session_id) ON TABLE public.user_sessions TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.user_sessions.user_agent to algotrading_app.
    step(
        """
        GRANT SELECT (user_agent) ON TABLE public.user_sessions TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.user_sessions.user_id to algotrading_app.
    step(
        """
        GRANT SELECT (user_id) ON TABLE public.user_sessions TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.created_at to algotrading_app.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.email to algotrading_app.
    step(
        """
        GRANT SELECT (email), UPDATE (email) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.is_active to algotrading_app.
    step(
        """
        GRANT SELECT (is_active) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_login to algotrading_app.
    step(
        """
        GRANT SELECT (last_login) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.role to algotrading_app.
    step(
        """
        GRANT SELECT (role) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.updated_at to algotrading_app.
    step(
        """
        GRANT SELECT (updated_at) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.user_id to algotrading_app.
    step(
        """
        GRANT SELECT (user_id) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.username to algotrading_app.
    step(
        """
        GRANT SELECT (username), UPDATE (username) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants CONNECT on the database to algotrading_app.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO algotrading_app';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants CONNECT on the database to algotrading_auth.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO algotrading_auth';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants USAGE on schema public to algotrading_app.
    step(
        """
        GRANT USAGE ON SCHEMA public TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants USAGE on schema public to algotrading_auth.
    step(
        """
        GRANT USAGE ON SCHEMA public TO algotrading_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.brokers to algotrading_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.brokers TO algotrading_app;
    """)

    # Grants INSERT, SELECT, UPDATE on table public.indicator_values to algotrading_app.
    step("""
    GRANT INSERT, SELECT, UPDATE ON TABLE public.indicator_values TO algotrading_app;
    """)

    # Grants INSERT, SELECT, UPDATE on table public.market_data to algotrading_app.
    step("""
    GRANT INSERT, SELECT, UPDATE ON TABLE public.market_data TO algotrading_app;
    """)

    # Grants INSERT, SELECT on table public.position_history to algotrading_app.
    step("""
    GRANT INSERT, SELECT ON TABLE public.position_history TO algotrading_app;
    """)

    # Grants INSERT, SELECT, UPDATE on table public.positions to algotrading_app.
    step("""
    GRANT INSERT, SELECT, UPDATE ON TABLE public.positions TO algotrading_app;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.risk_settings to algotrading_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.risk_settings TO algotrading_app;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.strategies to algotrading_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.strategies TO algotrading_app;
    """)

    # Grants INSERT, SELECT, UPDATE on table public.strategy_performance to algotrading_app.
    step("""
    GRANT INSERT, SELECT, UPDATE ON TABLE public.strategy_performance TO algotrading_app;
    """)

    # Grants INSERT on table public.system_logs to algotrading_app.
    step("""
    GRANT INSERT ON TABLE public.system_logs TO algotrading_app;
    """)

    # Grants INSERT on table public.system_logs to algotrading_auth.
    step("""
    GRANT INSERT ON TABLE public.system_logs TO algotrading_auth;
    """)

    # Grants INSERT, SELECT on table public.trade_logs to algotrading_app.
    step("""
    GRANT INSERT, SELECT ON TABLE public.trade_logs TO algotrading_app;
    """)

    # Grants INSERT, SELECT, UPDATE on table public.trades to algotrading_app.
    step("""
    GRANT INSERT, SELECT, UPDATE ON TABLE public.trades TO algotrading_app;
    """)

    # Grants DELETE on table public.user_sessions to algotrading_app.
    step("""
    GRANT DELETE ON TABLE public.user_sessions TO algotrading_app;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.user_sessions to algotrading_auth.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.user_sessions TO algotrading_auth;
    """)

    # Grants INSERT, SELECT, UPDATE on table public.users to algotrading_auth.
    step("""
    GRANT INSERT, SELECT, UPDATE ON TABLE public.users TO algotrading_auth;
    """)

    # Grants SELECT on view public.own_performance_summary to algotrading_app.
    step("""
    GRANT SELECT ON TABLE public.own_performance_summary TO algotrading_app;
    """)

    # Creates index public.idx_brokers_api_type on table public.brokers.
    step("""
    CREATE INDEX idx_brokers_api_type
    ON public.brokers USING btree (api_type);
    """)

    # Creates index public.idx_brokers_is_active on table public.brokers.
    step("""
    CREATE INDEX idx_brokers_is_active
    ON public.brokers USING btree (is_active);
    """)

    # Creates index public.idx_brokers_user_id on table public.brokers.
    step("""
    CREATE INDEX idx_brokers_user_id
    ON public.brokers USING btree (user_id);
    """)

    # Creates index public.idx_daily_performance_summary_unique on materialized view
    # public.daily_performance_summary.
    step("""
    CREATE UNIQUE INDEX idx_daily_performance_summary_unique
    ON public.daily_performance_summary USING btree (user_id, trade_date);
    """)

    # Comments on index public.idx_daily_performance_summary_unique.
    step("""
    COMMENT ON INDEX public.idx_daily_performance_summary_unique IS 'For REFRESH MATERIALIZED VIEW CONCURRENTLY';
    """)

    # Creates index public.idx_indicator_values_calculated_at on table public.indicator_values.
    step("""
    CREATE INDEX idx_indicator_values_calculated_at
    ON public.indicator_values USING btree (calculated_at);
    """)

    # Creates index public.idx_indicator_values_data_id on table public.indicator_values.
    step("""
    CREATE INDEX idx_indicator_values_data_id
    ON public.indicator_values USING btree (data_id);
    """)

    # Creates index public.idx_indicator_values_name on table public.indicator_values.
    step("""
    CREATE INDEX idx_indicator_values_name
    ON public.indicator_values USING btree (indicator_name);
    """)

    # Creates index public.idx_market_data_interval on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_interval
    ON public.market_data USING btree ("interval");
    """)

    # Creates index public.idx_market_data_symbol on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_symbol
    ON public.market_data USING btree (symbol);
    """)

    # Creates index public.idx_market_data_symbol_timestamp on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_symbol_timestamp
    ON public.market_data USING btree (symbol, "timestamp");
    """)

    # Creates index public.idx_market_data_timestamp on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_timestamp
    ON public.market_data USING btree ("timestamp");
    """)

    # Creates index public.idx_position_history_position_id on table public.position_history.
    step("""
    CREATE INDEX idx_position_history_position_id
    ON public.position_history USING btree (position_id);
    """)

    # Creates index public.idx_position_history_timestamp on table public.position_history.
    step("""
    CREATE INDEX idx_position_history_timestamp
    ON public.position_history USING btree ("timestamp");
    """)

    # Creates index public.idx_positions_opened_at on table public.positions.
    step("""
    CREATE INDEX idx_positions_opened_at
    ON public.positions USING btree (opened_at);
    """)

    # Creates index public.idx_positions_status on table public.positions.
    step("""
    CREATE INDEX idx_positions_status
    ON public.positions USING btree (status);
    """)

    # Creates index public.idx_positions_symbol on table public.positions.
    step("""
    CREATE INDEX idx_positions_symbol
    ON public.positions USING btree (symbol);
    """)

    # Creates index public.idx_positions_trade_id on table public.positions.
    step("""
    CREATE INDEX idx_positions_trade_id
    ON public.positions USING btree (trade_id);
    """)

    # Creates index public.idx_positions_user_id on table public.positions.
    step("""
    CREATE INDEX idx_positions_user_id
    ON public.positions USING btree (user_id);
    """)

    # Creates index public.idx_risk_settings_user_id on table public.risk_settings.
    step("""
    CREATE INDEX idx_risk_settings_user_id
    ON public.risk_settings USING btree (user_id);
    """)

    # Creates index public.idx_strategies_is_active on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_is_active
    ON public.strategies USING btree (is_active);
    """)

    # Creates index public.idx_strategies_is_running on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_is_running
    ON public.strategies USING btree (is_running);
    """)

    # Creates index public.idx_strategies_type on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_type
    ON public.strategies USING btree (strategy_type);
    """)

    # Creates index public.idx_strategies_user_id on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_user_id
    ON public.strategies USING btree (user_id);
    """)

    # Creates index public.idx_strategy_performance_date on table public.strategy_performance.
    step("""
    CREATE INDEX idx_strategy_performance_date
    ON public.strategy_performance USING btree (date);
    """)

    # Creates index public.idx_strategy_performance_strategy_id on table
    # public.strategy_performance.
    step("""
    CREATE INDEX idx_strategy_performance_strategy_id
    ON public.strategy_performance USING btree (strategy_id);
    """)

    # Creates index public.idx_system_logs_component on table public.system_logs.
    step("""
    CREATE INDEX idx_system_logs_component
    ON public.system_logs USING btree (component);
    """)

    # Creates index public.idx_system_logs_created_at on table public.system_logs.
    step("""
    CREATE INDEX idx_system_logs_created_at
    ON public.system_logs USING btree (created_at);
    """)

    # Creates index public.idx_system_logs_level on table public.system_logs.
    step("""
    CREATE INDEX idx_system_logs_level
    ON public.system_logs USING btree (log_level);
    """)

    # Creates index public.idx_trade_logs_created_at on table public.trade_logs.
    step("""
    CREATE INDEX idx_trade_logs_created_at
    ON public.trade_logs USING btree (created_at);
    """)

    # Creates index public.idx_trade_logs_level on table public.trade_logs.
    step("""
    CREATE INDEX idx_trade_logs_level
    ON public.trade_logs USING btree (log_level);
    """)

    # Creates index public.idx_trade_logs_trade_id on table public.trade_logs.
    step("""
    CREATE INDEX idx_trade_logs_trade_id
    ON public.trade_logs USING btree (trade_id);
    """)

    # Creates index public.idx_trades_broker_id on table public.trades.
    step("""
    CREATE INDEX idx_trades_broker_id
    ON public.trades USING btree (broker_id);
    """)

    # Creates index public.idx_trades_execution_timestamp on table public.trades.
    step("""
    CREATE INDEX idx_trades_execution_timestamp
    ON public.trades USING btree (execution_timestamp);
    """)

    # Creates index public.idx_trades_order_timestamp on table public.trades.
    step("""
    CREATE INDEX idx_trades_order_timestamp
    ON public.trades USING btree (order_timestamp);
    """)

    # Creates index public.idx_trades_status on table public.trades.
    step("""
    CREATE INDEX idx_trades_status
    ON public.trades USING btree (status);
    """)

    # Creates index public.idx_trades_strategy_id on table public.trades.
    step("""
    CREATE INDEX idx_trades_strategy_id
    ON public.trades USING btree (strategy_id);
    """)

    # Creates index public.idx_trades_symbol on table public.trades.
    step("""
    CREATE INDEX idx_trades_symbol
    ON public.trades USING btree (symbol);
    """)

    # Creates index public.idx_user_sessions_expires_at on table public.user_sessions.
    step("""
    CREATE INDEX idx_user_sessions_expires_at
    ON public.user_sessions USING btree (expires_at);
    """)

    # Creates index public.idx_user_sessions_token_hash on table public.user_sessions.
    step("""
    CREATE INDEX idx_user_sessions_token_hash
    ON public.user_sessions USING btree (token_hash);
    """)

    # Creates index public.idx_user_sessions_user_id on table public.user_sessions.
    step("""
    CREATE INDEX idx_user_sessions_user_id
    ON public.user_sessions USING btree (user_id);
    """)

    # Creates index public.idx_users_email on table public.users.
    step("""
    CREATE INDEX idx_users_email
    ON public.users USING btree (email);
    """)

    # Creates index public.idx_users_is_active on table public.users.
    step("""
    CREATE INDEX idx_users_is_active
    ON public.users USING btree (is_active);
    """)

    # Creates index public.idx_users_role on table public.users.
    step("""
    CREATE INDEX idx_users_role
    ON public.users USING btree (role);
    """)

    # Creates index public.idx_users_username on table public.users.
    step("""
    CREATE INDEX idx_users_username
    ON public.users USING btree (username);
    """)


def downgrade() -> None:
    # Revokes CONNECT on the database from algotrading_app.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM algotrading_app';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Revokes CONNECT on the database from algotrading_auth.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM algotrading_auth';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Revokes USAGE on schema public from algotrading_app.
    step(
        """
        REVOKE USAGE ON SCHEMA public FROM algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Revokes USAGE on schema public from algotrading_auth.
    step(
        """
        REVOKE USAGE ON SCHEMA public FROM algotrading_auth;
        """,
        hazards=("changes-access",),
    )

    # Refreshes public.daily_performance_summary no more.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'view_refresh' AND path = ARRAY['public', 'daily_performance_summary'];
    """)

    # Deletes no more rows of public.market_data.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'row_retention' AND path = ARRAY['public', 'market_data'];
    """)

    # Deletes no more rows of public.system_logs.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'row_retention' AND path = ARRAY['public', 'system_logs'];
    """)

    # Deletes no more rows of public.trade_logs.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'row_retention' AND path = ARRAY['public', 'trade_logs'];
    """)

    # Deletes job aggregate old minutes.
    step(
        """
        DO $dbtool$
        DECLARE
          job record;
        BEGIN
          SELECT j.job_id INTO STRICT job
          FROM timescaledb_information.jobs AS j
          WHERE
            (j.proc_schema, j.proc_name) = ('public', 'aggregate_old_minutes')
            AND j.application_name = 'aggregate old minutes' || ' [' || j.job_id || ']';
          PERFORM public.delete_job(job.job_id);
        END
        $dbtool$;
        """,
        community=True,
        withdraws=[["job", "public", "aggregate_old_minutes", "aggregate old minutes"]],
    )

    # Drops view public.own_performance_summary.
    # Locks: ACCESS EXCLUSIVE on public.own_performance_summary.
    step(
        """
        DROP VIEW public.own_performance_summary;
        """,
        hazards=("breaks-clients",),
    )

    # Drops materialized view public.daily_performance_summary.
    # Locks: ACCESS EXCLUSIVE on public.daily_performance_summary.
    step(
        """
        DROP MATERIALIZED VIEW public.daily_performance_summary;
        """,
        hazards=("breaks-clients",),
    )

    # Drops table public.indicator_values.
    # Locks: ACCESS EXCLUSIVE on public.indicator_values.
    step(
        """
        DROP TABLE public.indicator_values;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.market_data.
    # Locks: ACCESS EXCLUSIVE on public.market_data.
    step(
        """
        DROP TABLE public.market_data;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.position_history.
    # Locks: ACCESS EXCLUSIVE on public.position_history.
    step(
        """
        DROP TABLE public.position_history;
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

    # Drops table public.risk_settings.
    # Locks: ACCESS EXCLUSIVE on public.risk_settings.
    step(
        """
        DROP TABLE public.risk_settings;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.strategy_performance.
    # Locks: ACCESS EXCLUSIVE on public.strategy_performance.
    step(
        """
        DROP TABLE public.strategy_performance;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.system_logs.
    # Locks: ACCESS EXCLUSIVE on public.system_logs.
    step(
        """
        DROP TABLE public.system_logs;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.trade_logs.
    # Locks: ACCESS EXCLUSIVE on public.trade_logs.
    step(
        """
        DROP TABLE public.trade_logs;
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

    # Drops table public.brokers.
    # Locks: ACCESS EXCLUSIVE on public.brokers.
    step(
        """
        DROP TABLE public.brokers;
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

    # Drops table public.user_sessions.
    # Locks: ACCESS EXCLUSIVE on public.user_sessions.
    step(
        """
        DROP TABLE public.user_sessions;
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

    # Drops procedure public.aggregate_old_minutes(integer, jsonb).
    step(
        """
        DROP PROCEDURE public.aggregate_old_minutes(integer, jsonb);
        """,
        hazards=("breaks-clients",),
    )

    # Drops function public.calculate_position_pnl().
    step(
        """
        DROP FUNCTION public.calculate_position_pnl();
        """,
        hazards=("breaks-clients",),
    )

    # Drops function public.delete_indicator_values().
    step(
        """
        DROP FUNCTION public.delete_indicator_values();
        """,
        hazards=("breaks-clients",),
    )

    # Drops function public.record_audit().
    step(
        """
        DROP FUNCTION public.record_audit();
        """,
        hazards=("breaks-clients",),
    )

    # Drops function public.update_updated_at_column().
    step(
        """
        DROP FUNCTION public.update_updated_at_column();
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

"""quant_timeseries as documented

Revision ID: 0001
Revises:
"""

from dbtool.revision import step

revision = "0001"
down_revision = None

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("column", "public", "executions", "broker_exec_id"): ("create",),
    ("column", "public", "executions", "commission"): ("create",),
    ("column", "public", "executions", "execution_id"): ("create",),
    ("column", "public", "executions", "order_id"): ("create",),
    ("column", "public", "executions", "price"): ("create",),
    ("column", "public", "executions", "quantity"): ("create",),
    ("column", "public", "executions", "side"): ("create",),
    ("column", "public", "executions", "symbol"): ("create",),
    ("column", "public", "executions", "time"): ("create",),
    ("column", "public", "executions", "venue"): ("create",),
    ("column", "public", "heston_parameters", "calibration_time_ms"): ("create",),
    ("column", "public", "heston_parameters", "feller_satisfied"): ("create",),
    ("column", "public", "heston_parameters", "kappa"): ("create",),
    ("column", "public", "heston_parameters", "n_options"): ("create",),
    ("column", "public", "heston_parameters", "r_squared"): ("create",),
    ("column", "public", "heston_parameters", "rho"): ("create",),
    ("column", "public", "heston_parameters", "rmse"): ("create",),
    ("column", "public", "heston_parameters", "sigma"): ("create",),
    ("column", "public", "heston_parameters", "symbol"): ("create",),
    ("column", "public", "heston_parameters", "theta"): ("create",),
    ("column", "public", "heston_parameters", "time"): ("create",),
    ("column", "public", "heston_parameters", "v0"): ("create",),
    ("column", "public", "market_data", "ask"): ("create",),
    ("column", "public", "market_data", "ask_size"): ("create",),
    ("column", "public", "market_data", "bid"): ("create",),
    ("column", "public", "market_data", "bid_size"): ("create",),
    ("column", "public", "market_data", "close"): ("create",),
    ("column", "public", "market_data", "high"): ("create",),
    ("column", "public", "market_data", "low"): ("create",),
    ("column", "public", "market_data", "open"): ("create",),
    ("column", "public", "market_data", "symbol"): ("create",),
    ("column", "public", "market_data", "time"): ("create",),
    ("column", "public", "market_data", "volume"): ("create",),
    ("column", "public", "market_data", "vwap"): ("create",),
    ("column", "public", "options_chains", "ask"): ("create",),
    ("column", "public", "options_chains", "bid"): ("create",),
    ("column", "public", "options_chains", "delta"): ("create",),
    ("column", "public", "options_chains", "expiration"): ("create",),
    ("column", "public", "options_chains", "gamma"): ("create",),
    ("column", "public", "options_chains", "implied_vol"): ("create",),
    ("column", "public", "options_chains", "last_price"): ("create",),
    ("column", "public", "options_chains", "open_interest"): ("create",),
    ("column", "public", "options_chains", "option_type"): ("create",),
    ("column", "public", "options_chains", "rho"): ("create",),
    ("column", "public", "options_chains", "strike"): ("create",),
    ("column", "public", "options_chains", "theta"): ("create",),
    ("column", "public", "options_chains", "time"): ("create",),
    ("column", "public", "options_chains", "underlying"): ("create",),
    ("column", "public", "options_chains", "vega"): ("create",),
    ("column", "public", "options_chains", "volume"): ("create",),
    ("column", "public", "orders", "avg_fill_price"): ("create",),
    ("column", "public", "orders", "broker_order_id"): ("create",),
    ("column", "public", "orders", "created_at"): ("create",),
    ("column", "public", "orders", "error_message"): ("create",),
    ("column", "public", "orders", "filled_quantity"): ("create",),
    ("column", "public", "orders", "order_id"): ("create",),
    ("column", "public", "orders", "order_type"): ("create",),
    ("column", "public", "orders", "price"): ("create",),
    ("column", "public", "orders", "quantity"): ("create",),
    ("column", "public", "orders", "side"): ("create",),
    ("column", "public", "orders", "signal_id"): ("create",),
    ("column", "public", "orders", "status"): ("create",),
    ("column", "public", "orders", "stop_price"): ("create",),
    ("column", "public", "orders", "strategy_id"): ("create",),
    ("column", "public", "orders", "symbol"): ("create",),
    ("column", "public", "orders", "time_in_force"): ("create",),
    ("column", "public", "orders", "updated_at"): ("create",),
    ("column", "public", "ou_parameters", "adf_pvalue"): ("create",),
    ("column", "public", "ou_parameters", "adf_statistic"): ("create",),
    ("column", "public", "ou_parameters", "asset1"): ("create",),
    ("column", "public", "ou_parameters", "asset2"): ("create",),
    ("column", "public", "ou_parameters", "entry_lower"): ("create",),
    ("column", "public", "ou_parameters", "entry_upper"): ("create",),
    ("column", "public", "ou_parameters", "exit_target"): ("create",),
    ("column", "public", "ou_parameters", "half_life"): ("create",),
    ("column", "public", "ou_parameters", "hedge_ratio"): ("create",),
    ("column", "public", "ou_parameters", "mu"): ("create",),
    ("column", "public", "ou_parameters", "pair_id"): ("create",),
    ("column", "public", "ou_parameters", "sigma"): ("create",),
    ("column", "public", "ou_parameters", "stop_loss"): ("create",),
    ("column", "public", "ou_parameters", "theta"): ("create",),
    ("column", "public", "ou_parameters", "time"): ("create",),
    ("column", "public", "portfolio_snapshots", "cash"): ("create",),
    ("column", "public", "portfolio_snapshots", "n_positions"): ("create",),
    ("column", "public", "portfolio_snapshots", "net_exposure"): ("create",),
    ("column", "public", "portfolio_snapshots", "positions_value"): ("create",),
    ("column", "public", "portfolio_snapshots", "realized_pnl"): ("create",),
    ("column", "public", "portfolio_snapshots", "time"): ("create",),
    ("column", "public", "portfolio_snapshots", "total_exposure"): ("create",),
    ("column", "public", "portfolio_snapshots", "total_pnl"): ("create",),
    ("column", "public", "portfolio_snapshots", "total_value"): ("create",),
    ("column", "public", "portfolio_snapshots", "unrealized_pnl"): ("create",),
    ("column", "public", "positions", "average_cost"): ("create",),
    ("column", "public", "positions", "opened_at"): ("create",),
    ("column", "public", "positions", "quantity"): ("create",),
    ("column", "public", "positions", "realized_pnl"): ("create",),
    ("column", "public", "positions", "strategy_id"): ("create",),
    ("column", "public", "positions", "symbol"): ("create",),
    ("column", "public", "positions", "updated_at"): ("create",),
    ("column", "public", "sabr_parameters", "alpha"): ("create",),
    ("column", "public", "sabr_parameters", "beta"): ("create",),
    ("column", "public", "sabr_parameters", "maturity"): ("create",),
    ("column", "public", "sabr_parameters", "n_options"): ("create",),
    ("column", "public", "sabr_parameters", "nu"): ("create",),
    ("column", "public", "sabr_parameters", "rho"): ("create",),
    ("column", "public", "sabr_parameters", "rmse"): ("create",),
    ("column", "public", "sabr_parameters", "symbol"): ("create",),
    ("column", "public", "sabr_parameters", "time"): ("create",),
    ("column", "public", "signals", "confidence"): ("create",),
    ("column", "public", "signals", "expiration"): ("create",),
    ("column", "public", "signals", "metadata"): ("create",),
    ("column", "public", "signals", "signal_id"): ("create",),
    ("column", "public", "signals", "signal_type"): ("create",),
    ("column", "public", "signals", "status"): ("create",),
    ("column", "public", "signals", "stop_loss"): ("create",),
    ("column", "public", "signals", "strategy_id"): ("create",),
    ("column", "public", "signals", "strength"): ("create",),
    ("column", "public", "signals", "symbol"): ("create",),
    ("column", "public", "signals", "target_price"): ("create",),
    ("column", "public", "signals", "time"): ("create",),
    ("column_default", "public", "executions", "commission"): ("create",),
    ("column_default", "public", "executions", "execution_id"): ("create",),
    ("column_default", "public", "orders", "created_at"): ("create",),
    ("column_default", "public", "orders", "filled_quantity"): ("create",),
    ("column_default", "public", "orders", "order_id"): ("create",),
    ("column_default", "public", "orders", "status"): ("create",),
    ("column_default", "public", "orders", "time_in_force"): ("create",),
    ("column_default", "public", "orders", "updated_at"): ("create",),
    ("column_default", "public", "positions", "realized_pnl"): ("create",),
    ("column_default", "public", "positions", "updated_at"): ("create",),
    ("column_default", "public", "signals", "signal_id"): ("create",),
    ("column_default", "public", "signals", "status"): ("create",),
    ("columnstore", "public", "market_data"): ("create",),
    ("columnstore_policy", "public", "market_data"): ("create",),
    ("constraint", "public", "executions", "executions_pkey"): ("create",),
    ("constraint", "public", "heston_parameters", "heston_parameters_pkey"): ("create",),
    ("constraint", "public", "market_data", "market_data_pkey"): ("create",),
    ("constraint", "public", "options_chains", "options_chains_pkey"): ("create",),
    ("constraint", "public", "orders", "orders_pkey"): ("create",),
    ("constraint", "public", "ou_parameters", "ou_parameters_pkey"): ("create",),
    ("constraint", "public", "portfolio_snapshots", "portfolio_snapshots_pkey"): ("create",),
    ("constraint", "public", "positions", "positions_pkey"): ("create",),
    ("constraint", "public", "sabr_parameters", "sabr_parameters_pkey"): ("create",),
    ("constraint", "public", "signals", "signals_pkey"): ("create",),
    ("constraint", "public", "signals", "valid_confidence"): ("create",),
    ("constraint", "public", "signals", "valid_strength"): ("create",),
    ("continuous_aggregate", "public", "market_data_daily"): ("create",),
    ("extension", "timescaledb"): ("create",),
    ("hypertable", "public", "executions"): ("create",),
    ("hypertable", "public", "heston_parameters"): ("create",),
    ("hypertable", "public", "market_data"): ("create",),
    ("hypertable", "public", "options_chains"): ("create",),
    ("hypertable", "public", "orders"): ("create",),
    ("hypertable", "public", "ou_parameters"): ("create",),
    ("hypertable", "public", "portfolio_snapshots"): ("create",),
    ("hypertable", "public", "sabr_parameters"): ("create",),
    ("hypertable", "public", "signals"): ("create",),
    ("index", "public", "executions_time_idx"): ("create",),
    ("index", "public", "heston_parameters_time_idx"): ("create",),
    ("index", "public", "idx_executions_order"): ("create",),
    ("index", "public", "idx_executions_symbol"): ("create",),
    ("index", "public", "idx_heston_symbol"): ("create",),
    ("index", "public", "idx_market_data_symbol"): ("create",),
    ("index", "public", "idx_options_expiration"): ("create",),
    ("index", "public", "idx_options_underlying"): ("create",),
    ("index", "public", "idx_orders_status"): ("create",),
    ("index", "public", "idx_orders_strategy"): ("create",),
    ("index", "public", "idx_orders_symbol"): ("create",),
    ("index", "public", "idx_ou_pair"): ("create",),
    ("index", "public", "idx_sabr_symbol"): ("create",),
    ("index", "public", "idx_signals_active"): ("create",),
    ("index", "public", "idx_signals_strategy"): ("create",),
    ("index", "public", "idx_signals_symbol"): ("create",),
    ("index", "public", "market_data_time_idx"): ("create",),
    ("index", "public", "options_chains_time_idx"): ("create",),
    ("index", "public", "orders_created_at_idx"): ("create",),
    ("index", "public", "ou_parameters_time_idx"): ("create",),
    ("index", "public", "sabr_parameters_time_idx"): ("create",),
    ("index", "public", "signals_time_idx"): ("create",),
    ("refresh", "public", "market_data_daily"): ("create",),
    ("retention", "public", "market_data"): ("create",),
    ("retention", "public", "options_chains"): ("create",),
    ("retention", "public", "portfolio_snapshots"): ("create",),
    ("retention", "public", "signals"): ("create",),
    ("table", "public", "executions"): ("create",),
    ("table", "public", "heston_parameters"): ("create",),
    ("table", "public", "market_data"): ("create",),
    ("table", "public", "options_chains"): ("create",),
    ("table", "public", "orders"): ("create",),
    ("table", "public", "ou_parameters"): ("create",),
    ("table", "public", "portfolio_snapshots"): ("create",),
    ("table", "public", "positions"): ("create",),
    ("table", "public", "sabr_parameters"): ("create",),
    ("table", "public", "signals"): ("create",),
}


def upgrade() -> None:
    # Installs extension timescaledb.
    step("""
    CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;
    """)

    # Creates table public.executions.
    step("""
    CREATE TABLE public.executions (
      execution_id uuid DEFAULT gen_random_uuid() NOT NULL,
      "time" timestamp with time zone NOT NULL,
      order_id uuid,
      symbol text NOT NULL,
      side text NOT NULL,
      quantity double precision NOT NULL,
      price double precision NOT NULL,
      commission double precision DEFAULT 0,
      venue text,
      broker_exec_id text,
      CONSTRAINT executions_pkey PRIMARY KEY (execution_id, "time")
    );
    """)

    # Comments on table public.executions.
    step("""
    COMMENT ON TABLE public.executions IS 'Individual execution/fill records';
    """)

    # Creates table public.heston_parameters.
    step("""
    CREATE TABLE public.heston_parameters (
      "time" timestamp with time zone NOT NULL,
      symbol text NOT NULL,
      kappa double precision NOT NULL,
      theta double precision NOT NULL,
      sigma double precision NOT NULL,
      rho double precision NOT NULL,
      v0 double precision NOT NULL,
      feller_satisfied boolean NOT NULL,
      rmse double precision,
      r_squared double precision,
      n_options integer,
      calibration_time_ms integer,
      CONSTRAINT heston_parameters_pkey PRIMARY KEY ("time", symbol)
    );
    """)

    # Comments on table public.heston_parameters.
    step("""
    COMMENT ON TABLE public.heston_parameters IS 'Calibrated Heston model parameters';
    """)

    # Creates table public.market_data.
    step("""
    CREATE TABLE public.market_data (
      "time" timestamp with time zone NOT NULL,
      symbol text NOT NULL,
      open double precision,
      high double precision,
      low double precision,
      close double precision NOT NULL,
      volume bigint,
      vwap double precision,
      bid double precision,
      ask double precision,
      bid_size integer,
      ask_size integer,
      CONSTRAINT market_data_pkey PRIMARY KEY ("time", symbol)
    );
    """)

    # Comments on table public.market_data.
    step("""
    COMMENT ON TABLE public.market_data IS 'OHLCV price data for all tracked symbols';
    """)

    # Creates table public.options_chains.
    step("""
    CREATE TABLE public.options_chains (
      "time" timestamp with time zone NOT NULL,
      underlying text NOT NULL,
      expiration date NOT NULL,
      strike double precision NOT NULL,
      option_type text NOT NULL,
      bid double precision,
      ask double precision,
      last_price double precision,
      volume integer,
      open_interest integer,
      implied_vol double precision,
      delta double precision,
      gamma double precision,
      theta double precision,
      vega double precision,
      rho double precision,
      CONSTRAINT options_chains_pkey PRIMARY KEY ("time", underlying, expiration, strike, option_type)
    );
    """)

    # Comments on table public.options_chains.
    step("""
    COMMENT ON TABLE public.options_chains IS 'Options market data including implied volatilities and Greeks';
    """)

    # Comments on column public.options_chains.option_type.
    step("""
    COMMENT ON COLUMN public.options_chains.option_type IS '''call'' or ''put''';
    """)

    # Creates table public.orders.
    step("""
    CREATE TABLE public.orders (
      order_id uuid DEFAULT gen_random_uuid() NOT NULL,
      created_at timestamp with time zone DEFAULT now() NOT NULL,
      updated_at timestamp with time zone DEFAULT now() NOT NULL,
      strategy_id text,
      signal_id uuid,
      symbol text NOT NULL,
      side text NOT NULL,
      order_type text NOT NULL,
      quantity double precision NOT NULL,
      price double precision,
      stop_price double precision,
      time_in_force text DEFAULT 'day'::text NOT NULL,
      status text DEFAULT 'pending'::text NOT NULL,
      filled_quantity double precision DEFAULT 0,
      avg_fill_price double precision,
      broker_order_id text,
      error_message text,
      CONSTRAINT orders_pkey PRIMARY KEY (order_id, created_at)
    );
    """)

    # Comments on table public.orders.
    step("""
    COMMENT ON TABLE public.orders IS 'All order records';
    """)

    # Comments on column public.orders.side.
    step("""
    COMMENT ON COLUMN public.orders.side IS '''buy'', ''sell''';
    """)

    # Comments on column public.orders.order_type.
    step("""
    COMMENT ON COLUMN public.orders.order_type IS '''market'', ''limit'', ''stop'', ''stop_limit''';
    """)

    # Creates table public.ou_parameters.
    step("""
    CREATE TABLE public.ou_parameters (
      "time" timestamp with time zone NOT NULL,
      pair_id text NOT NULL,
      asset1 text NOT NULL,
      asset2 text NOT NULL,
      hedge_ratio double precision NOT NULL,
      theta double precision NOT NULL,
      mu double precision NOT NULL,
      sigma double precision NOT NULL,
      half_life double precision NOT NULL,
      adf_statistic double precision,
      adf_pvalue double precision,
      entry_lower double precision,
      entry_upper double precision,
      exit_target double precision,
      stop_loss double precision,
      CONSTRAINT ou_parameters_pkey PRIMARY KEY ("time", pair_id)
    );
    """)

    # Comments on table public.ou_parameters.
    step("""
    COMMENT ON TABLE public.ou_parameters IS 'Fitted OU process parameters for pairs/spreads';
    """)

    # Creates table public.portfolio_snapshots.
    step("""
    CREATE TABLE public.portfolio_snapshots (
      "time" timestamp with time zone NOT NULL,
      total_value double precision NOT NULL,
      cash double precision NOT NULL,
      positions_value double precision NOT NULL,
      total_pnl double precision NOT NULL,
      unrealized_pnl double precision NOT NULL,
      realized_pnl double precision NOT NULL,
      total_exposure double precision NOT NULL,
      net_exposure double precision NOT NULL,
      n_positions integer NOT NULL,
      CONSTRAINT portfolio_snapshots_pkey PRIMARY KEY ("time")
    );
    """)

    # Comments on table public.portfolio_snapshots.
    step("""
    COMMENT ON TABLE public.portfolio_snapshots IS 'Periodic portfolio snapshots';
    """)

    # Creates table public.positions.
    step("""
    CREATE TABLE public.positions (
      symbol text NOT NULL,
      quantity double precision NOT NULL,
      average_cost double precision NOT NULL,
      realized_pnl double precision DEFAULT 0,
      strategy_id text,
      opened_at timestamp with time zone NOT NULL,
      updated_at timestamp with time zone DEFAULT now() NOT NULL,
      CONSTRAINT positions_pkey PRIMARY KEY (symbol)
    );
    """)

    # Comments on table public.positions.
    step("""
    COMMENT ON TABLE public.positions IS 'Current position records (non-time-series)';
    """)

    # Creates table public.sabr_parameters.
    step("""
    CREATE TABLE public.sabr_parameters (
      "time" timestamp with time zone NOT NULL,
      symbol text NOT NULL,
      maturity double precision NOT NULL,
      alpha double precision NOT NULL,
      beta double precision NOT NULL,
      rho double precision NOT NULL,
      nu double precision NOT NULL,
      rmse double precision,
      n_options integer,
      CONSTRAINT sabr_parameters_pkey PRIMARY KEY ("time", symbol, maturity)
    );
    """)

    # Comments on table public.sabr_parameters.
    step("""
    COMMENT ON TABLE public.sabr_parameters IS 'Calibrated SABR model parameters per maturity';
    """)

    # Comments on column public.sabr_parameters.maturity.
    step("""
    COMMENT ON COLUMN public.sabr_parameters.maturity IS 'Time to expiration in years';
    """)

    # Creates table public.signals.
    step("""
    CREATE TABLE public.signals (
      signal_id uuid DEFAULT gen_random_uuid() NOT NULL,
      "time" timestamp with time zone NOT NULL,
      strategy_id text NOT NULL,
      symbol text NOT NULL,
      signal_type text NOT NULL,
      strength double precision NOT NULL,
      confidence double precision NOT NULL,
      target_price double precision,
      stop_loss double precision,
      expiration timestamp with time zone,
      metadata jsonb,
      status text DEFAULT 'active'::text,
      CONSTRAINT signals_pkey PRIMARY KEY (signal_id, "time"),
      CONSTRAINT valid_confidence CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
      CONSTRAINT valid_strength CHECK (((strength >= (0)::double precision) AND (strength <= (1)::double precision)))
    );
    """)

    # Comments on table public.signals.
    step("""
    COMMENT ON TABLE public.signals IS 'All generated trading signals';
    """)

    # Comments on column public.signals.signal_type.
    step("""
    COMMENT ON COLUMN public.signals.signal_type IS '''LONG'', ''SHORT'', ''EXIT_LONG'', ''EXIT_SHORT''';
    """)

    # Comments on column public.signals.status.
    step("""
    COMMENT ON COLUMN public.signals.status IS '''active'', ''executed'', ''expired'', ''cancelled''';
    """)

    # Makes table public.executions a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.executions'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.heston_parameters a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.heston_parameters'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.market_data a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.market_data'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.options_chains a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.options_chains'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.orders a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.orders'::regclass,
      time_column_name => 'created_at',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.ou_parameters a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.ou_parameters'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.portfolio_snapshots a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.portfolio_snapshots'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.sabr_parameters a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.sabr_parameters'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.signals a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.signals'::regclass,
      time_column_name => 'time',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Keeps old chunks of public.market_data in the columnstore.
    step(
        """
        ALTER TABLE public.market_data SET (
          timescaledb.compress = TRUE,
          timescaledb.compress_segmentby = 'symbol'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["columnstore", "public", "market_data"],
                "values": {"schema": "public", "table": "market_data", "segment_by": ("symbol",)},
            },
        ],
    )

    # Creates continuous aggregate public.market_data_daily.
    step(
        """
        CREATE MATERIALIZED VIEW public.market_data_daily
        WITH (
          timescaledb.continuous,
          timescaledb.materialized_only = TRUE
        ) AS
        SELECT public.time_bucket('1 day'::interval, "time") AS day,
            symbol,
            public.first(open, "time") AS open,
            max(high) AS high,
            min(low) AS low,
            public.last(close, "time") AS close,
            sum(volume) AS volume,
            avg(close) AS avg_price
           FROM public.market_data
          GROUP BY (public.time_bucket('1 day'::interval, "time")), symbol
        WITH NO DATA;
        """,
        community=True,
    )

    # Fills continuous aggregate public.market_data_daily.
    step(
        """
        CALL public.refresh_continuous_aggregate('public.market_data_daily'::regclass, NULL, NULL);
        """,
        transactional=False,
        community=True,
    )

    # Comments on continuous aggregate public.market_data_daily.
    step(
        """
        COMMENT ON VIEW public.market_data_daily IS 'Pre-computed daily summaries for fast queries';
        """,
        community=True,
        declares=[
            {
                "key": ["continuous_aggregate", "public", "market_data_daily"],
                "values": {
                    "schema": "public",
                    "name": "market_data_daily",
                    "definition": ' SELECT public.time_bucket(\'1 day\'::interval, "time") AS day,\n    symbol,\n    public.first(open, "time") AS open,\n    max(high) AS high,\n    min(low) AS low,\n    public.last(close, "time") AS close,\n    sum(volume) AS volume,\n    avg(close) AS avg_price\n   FROM public.market_data\n  GROUP BY (public.time_bucket(\'1 day\'::interval, "time")), symbol',
                    "comment": "Pre-computed daily summaries for fast queries",
                },
            },
        ],
    )

    # Moves chunks of public.market_data to the columnstore after 7 days.
    step(
        """
        SELECT public.add_compression_policy(
          hypertable => 'public.market_data'::regclass,
          compress_after => interval '7 days'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["columnstore_policy", "public", "market_data"],
                "values": {"schema": "public", "table": "market_data", "after": "7 days"},
            },
        ],
    )

    # Drops chunks of public.market_data after 5 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.market_data'::regclass,
          drop_after => interval '5 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "market_data"],
                "values": {"schema": "public", "table": "market_data", "drop_after": "5 years"},
            },
        ],
    )

    # Drops chunks of public.options_chains after 5 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.options_chains'::regclass,
          drop_after => interval '5 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "options_chains"],
                "values": {"schema": "public", "table": "options_chains", "drop_after": "5 years"},
            },
        ],
    )

    # Drops chunks of public.portfolio_snapshots after 10 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.portfolio_snapshots'::regclass,
          drop_after => interval '10 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "portfolio_snapshots"],
                "values": {"schema": "public", "table": "portfolio_snapshots", "drop_after": "10 years"},
            },
        ],
    )

    # Drops chunks of public.signals after 5 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.signals'::regclass,
          drop_after => interval '5 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "signals"],
                "values": {"schema": "public", "table": "signals", "drop_after": "5 years"},
            },
        ],
    )

    # Refreshes continuous aggregate public.market_data_daily every 01:00:00.
    step(
        """
        SELECT public.add_continuous_aggregate_policy(
          continuous_aggregate => 'public.market_data_daily'::regclass,
          start_offset => interval '3 days',
          end_offset => interval '01:00:00',
          schedule_interval => interval '01:00:00'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["refresh", "public", "market_data_daily"],
                "values": {
                    "schema": "public",
                    "name": "market_data_daily",
                    "start_offset": "3 days",
                    "end_offset": "01:00:00",
                    "schedule_interval": "01:00:00",
                },
            },
        ],
    )

    # Creates index public.executions_time_idx on table public.executions.
    step("""
    CREATE INDEX executions_time_idx
    ON public.executions USING btree ("time" DESC);
    """)

    # Creates index public.heston_parameters_time_idx on table public.heston_parameters.
    step("""
    CREATE INDEX heston_parameters_time_idx
    ON public.heston_parameters USING btree ("time" DESC);
    """)

    # Creates index public.idx_executions_order on table public.executions.
    step("""
    CREATE INDEX idx_executions_order
    ON public.executions USING btree (order_id);
    """)

    # Comments on index public.idx_executions_order.
    step("""
    COMMENT ON INDEX public.idx_executions_order IS 'Order fills';
    """)

    # Creates index public.idx_executions_symbol on table public.executions.
    step("""
    CREATE INDEX idx_executions_symbol
    ON public.executions USING btree (symbol, "time" DESC);
    """)

    # Creates index public.idx_heston_symbol on table public.heston_parameters.
    step("""
    CREATE INDEX idx_heston_symbol
    ON public.heston_parameters USING btree (symbol, "time" DESC);
    """)

    # Creates index public.idx_market_data_symbol on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_symbol
    ON public.market_data USING btree (symbol, "time" DESC);
    """)

    # Comments on index public.idx_market_data_symbol.
    step("""
    COMMENT ON INDEX public.idx_market_data_symbol IS 'Symbol lookup';
    """)

    # Creates index public.idx_options_expiration on table public.options_chains.
    step("""
    CREATE INDEX idx_options_expiration
    ON public.options_chains USING btree (expiration);
    """)

    # Creates index public.idx_options_underlying on table public.options_chains.
    step("""
    CREATE INDEX idx_options_underlying
    ON public.options_chains USING btree (underlying, "time" DESC);
    """)

    # Comments on index public.idx_options_underlying.
    step("""
    COMMENT ON INDEX public.idx_options_underlying IS 'Options lookup';
    """)

    # Creates index public.idx_orders_status on table public.orders.
    step("""
    CREATE INDEX idx_orders_status
    ON public.orders USING btree (status) WHERE (status = ANY (ARRAY['pending'::text, 'open'::text]));
    """)

    # Comments on index public.idx_orders_status.
    step("""
    COMMENT ON INDEX public.idx_orders_status IS 'Pending orders';
    """)

    # Creates index public.idx_orders_strategy on table public.orders.
    step("""
    CREATE INDEX idx_orders_strategy
    ON public.orders USING btree (strategy_id, created_at DESC);
    """)

    # Creates index public.idx_orders_symbol on table public.orders.
    step("""
    CREATE INDEX idx_orders_symbol
    ON public.orders USING btree (symbol, created_at DESC);
    """)

    # Creates index public.idx_ou_pair on table public.ou_parameters.
    step("""
    CREATE INDEX idx_ou_pair
    ON public.ou_parameters USING btree (pair_id, "time" DESC);
    """)

    # Creates index public.idx_sabr_symbol on table public.sabr_parameters.
    step("""
    CREATE INDEX idx_sabr_symbol
    ON public.sabr_parameters USING btree (symbol, "time" DESC);
    """)

    # Creates index public.idx_signals_active on table public.signals.
    step("""
    CREATE INDEX idx_signals_active
    ON public.signals USING btree (status) WHERE (status = 'active'::text);
    """)

    # Comments on index public.idx_signals_active.
    step("""
    COMMENT ON INDEX public.idx_signals_active IS 'Active signals';
    """)

    # Creates index public.idx_signals_strategy on table public.signals.
    step("""
    CREATE INDEX idx_signals_strategy
    ON public.signals USING btree (strategy_id, "time" DESC);
    """)

    # Comments on index public.idx_signals_strategy.
    step("""
    COMMENT ON INDEX public.idx_signals_strategy IS 'Strategy signals';
    """)

    # Creates index public.idx_signals_symbol on table public.signals.
    step("""
    CREATE INDEX idx_signals_symbol
    ON public.signals USING btree (symbol, "time" DESC);
    """)

    # Creates index public.market_data_time_idx on table public.market_data.
    step("""
    CREATE INDEX market_data_time_idx
    ON public.market_data USING btree ("time" DESC);
    """)

    # Creates index public.options_chains_time_idx on table public.options_chains.
    step("""
    CREATE INDEX options_chains_time_idx
    ON public.options_chains USING btree ("time" DESC);
    """)

    # Creates index public.orders_created_at_idx on table public.orders.
    step("""
    CREATE INDEX orders_created_at_idx
    ON public.orders USING btree (created_at DESC);
    """)

    # Creates index public.ou_parameters_time_idx on table public.ou_parameters.
    step("""
    CREATE INDEX ou_parameters_time_idx
    ON public.ou_parameters USING btree ("time" DESC);
    """)

    # Creates index public.sabr_parameters_time_idx on table public.sabr_parameters.
    step("""
    CREATE INDEX sabr_parameters_time_idx
    ON public.sabr_parameters USING btree ("time" DESC);
    """)

    # Creates index public.signals_time_idx on table public.signals.
    step("""
    CREATE INDEX signals_time_idx
    ON public.signals USING btree ("time" DESC);
    """)


def downgrade() -> None:
    # Ends the retention of public.market_data.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.market_data'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "market_data"]],
    )

    # Ends the retention of public.options_chains.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.options_chains'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "options_chains"]],
    )

    # Ends the retention of public.portfolio_snapshots.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.portfolio_snapshots'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "portfolio_snapshots"]],
    )

    # Ends the retention of public.signals.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.signals'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "signals"]],
    )

    # Ends the columnstore policy of public.market_data.
    step(
        """
        SELECT public.remove_compression_policy(hypertable => 'public.market_data'::regclass);
        """,
        community=True,
        withdraws=[["columnstore_policy", "public", "market_data"]],
    )

    # Drops continuous aggregate public.market_data_daily.
    # Locks: ACCESS EXCLUSIVE on public.market_data_daily.
    step(
        """
        DROP MATERIALIZED VIEW public.market_data_daily;
        """,
        community=True,
        hazards=("deletes-data",),
        withdraws=[
            ["continuous_aggregate", "public", "market_data_daily"],
            ["refresh", "public", "market_data_daily"],
        ],
    )

    # Moves all chunks of public.market_data from the columnstore back to rows.
    # Locks: ACCESS EXCLUSIVE on public.market_data.
    step(
        """
        DO $dbtool$
        DECLARE
          chunk regclass;
        BEGIN
          FOR chunk IN SELECT c FROM public.show_chunks('public.market_data'::regclass) AS c LOOP
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

    # Switches the columnstore of public.market_data off.
    # Locks: ACCESS EXCLUSIVE on public.market_data.
    step(
        """
        ALTER TABLE public.market_data SET (timescaledb.compress = FALSE);
        """,
        community=True,
        withdraws=[["columnstore", "public", "market_data"]],
    )

    # Drops table public.executions.
    # Locks: ACCESS EXCLUSIVE on public.executions.
    step(
        """
        DROP TABLE public.executions;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.heston_parameters.
    # Locks: ACCESS EXCLUSIVE on public.heston_parameters.
    step(
        """
        DROP TABLE public.heston_parameters;
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

    # Drops table public.options_chains.
    # Locks: ACCESS EXCLUSIVE on public.options_chains.
    step(
        """
        DROP TABLE public.options_chains;
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

    # Drops table public.ou_parameters.
    # Locks: ACCESS EXCLUSIVE on public.ou_parameters.
    step(
        """
        DROP TABLE public.ou_parameters;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.portfolio_snapshots.
    # Locks: ACCESS EXCLUSIVE on public.portfolio_snapshots.
    step(
        """
        DROP TABLE public.portfolio_snapshots;
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

    # Drops table public.sabr_parameters.
    # Locks: ACCESS EXCLUSIVE on public.sabr_parameters.
    step(
        """
        DROP TABLE public.sabr_parameters;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.signals.
    # Locks: ACCESS EXCLUSIVE on public.signals.
    step(
        """
        DROP TABLE public.signals;
        """,
        hazards=("deletes-data",),
    )

    # Removes extension timescaledb.
    step(
        """
        DROP EXTENSION timescaledb;
        """,
        hazards=("breaks-clients",),
    )

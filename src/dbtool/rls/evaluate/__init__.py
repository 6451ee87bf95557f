"""The evaluator: PostgreSQL itself evaluates the effective policies over invented rows."""

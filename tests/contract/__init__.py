"""What every kind must fulfil, whoever adds it."""

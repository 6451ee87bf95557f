"""Results as text and as JSON values: no terminal, no streams."""

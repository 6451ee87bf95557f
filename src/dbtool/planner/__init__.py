"""Changes to ordered actions."""

"""The verbs, as functions."""

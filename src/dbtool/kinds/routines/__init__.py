"""Functions, procedures and triggers."""

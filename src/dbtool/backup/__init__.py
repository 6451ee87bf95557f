"""Backups: made by the server's own programs, known to restore, never half there."""

"""Acceptance cases: one file for each kind, run on a real server."""

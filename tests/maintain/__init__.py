"""Tests of maintenance: every task on a real server."""

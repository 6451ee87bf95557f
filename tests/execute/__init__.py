"""Tests of the executor: revisions and plans on a real server."""

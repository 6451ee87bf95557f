"""Tests of where a server comes from and of the sandbox."""

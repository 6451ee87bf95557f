"""Acceptance cases of public schema tools, tried with dbtool; see docs/suites.md."""

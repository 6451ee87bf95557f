"""RULES: the only registration of checks, in the order of their codes."""

from __future__ import annotations

from dbtool.checks.base import Rule

RULES: tuple[Rule, ...] = ()

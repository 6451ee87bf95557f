"""Logical replication: publications and subscriptions."""

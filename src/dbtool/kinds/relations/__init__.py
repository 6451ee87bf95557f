"""Schemas, types, tables and what belongs to them."""

"""Roles, memberships, privileges and row security."""

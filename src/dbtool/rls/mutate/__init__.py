"""Mutation: every protection weakened once in a shadow database, and whether the weakening is noticed."""

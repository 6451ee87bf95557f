"""How TimescaleDB's data lives on: chunks, policies and the jobs that carry them out."""

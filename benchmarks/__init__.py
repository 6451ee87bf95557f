"""Benchmarks: whole processes timed side by side with their floor; `make bench` runs them all."""

"""A real server to work on: found, started or built, and taken away again."""

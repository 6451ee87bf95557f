"""The commands of `dbtool backup`, and what their words and options name."""

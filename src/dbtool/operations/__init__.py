"""The verbs of the command line as functions: each takes a `Subject` and gives a result."""

"""The command line: a command parses, calls one function of `dbtool.api`, prints and returns an exit status."""

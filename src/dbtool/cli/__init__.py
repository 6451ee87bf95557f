"""The command line: a command parses, calls one function of `dbtool.api`, prints, gives an exit status."""

"""`python -m dbtool` is the dbtool command."""

from dbtool.cli.main import main

main()

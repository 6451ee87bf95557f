"""One file for each command; `dbtool.cli.main` lists them."""

"""What dbtool itself carries out: declared in dbtool.kept, done by apply or by `dbtool maintain run`."""

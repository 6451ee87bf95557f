"""The tests of dbtool; a package, so that `tests.support` can be imported everywhere."""

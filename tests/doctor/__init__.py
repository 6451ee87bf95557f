"""Tests of `dbtool doctor` and `dbtool pool`."""

"""The rules of dbtool check."""

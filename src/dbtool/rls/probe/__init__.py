"""The non-interference probe: synthetic tenants, and each role acting for one, all of it rolled back."""

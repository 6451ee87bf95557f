"""A live server read into a `Database`: one snapshot, one bulk query per kind, nothing left out silently."""

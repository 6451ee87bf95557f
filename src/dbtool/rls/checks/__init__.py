"""Static checks of a live database: ways past row security that the catalogs show."""

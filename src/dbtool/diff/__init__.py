"""Two databases to changes."""

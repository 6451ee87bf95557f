"""Foreign data: wrappers, servers, user mappings, foreign tables."""

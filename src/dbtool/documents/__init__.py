"""Documents that hold SQL: Markdown and SQL files as statements with their places. No server, no driver."""

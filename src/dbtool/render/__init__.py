"""Plans to text: statements through each kind's templates, and Alembic revisions."""

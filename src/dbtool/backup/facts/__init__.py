"""What a backup knows of its database besides rows: what a restore must give again."""

"""Row security that is proved: what every role reaches, by which path, measured against what is meant."""

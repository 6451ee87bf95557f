"""Statements of a document run on scratch; those that the server refuses are mended or left out."""

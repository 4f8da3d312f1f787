"""Sentences about data."""

SENTENCES: dict[str, str] = {}
REPAIRS: dict[str, str] = {}

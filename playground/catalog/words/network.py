"""Sentences about networks and training."""

SENTENCES: dict[str, str] = {}
REPAIRS: dict[str, str] = {}

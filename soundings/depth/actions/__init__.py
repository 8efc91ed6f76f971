"""Writes, each leaving its trace."""

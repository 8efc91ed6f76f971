"""Reads, starting from what the viewer may see."""

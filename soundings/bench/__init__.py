"""The benchmark table of the project."""

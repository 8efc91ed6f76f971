"""Collaborative case review: how good practice is, looked at together with the people who did it."""

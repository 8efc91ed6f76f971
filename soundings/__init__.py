"""Soundings: quality assurance for children's services that use Signs of Safety."""

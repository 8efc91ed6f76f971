"""Shared nouns: the agency, the trail of reads and changes, tenancy, who a page is for."""

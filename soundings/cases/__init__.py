"""Children, families, cases, allocation, activity."""

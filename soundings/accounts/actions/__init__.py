"""Every write of staff, users, roles and the agency's tree."""

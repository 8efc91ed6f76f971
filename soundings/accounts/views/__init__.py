"""Pages of signing in, setting up, people, roles and the agency's tree."""

"""Staff, users, services and teams, roles, sign-in, who may see what."""

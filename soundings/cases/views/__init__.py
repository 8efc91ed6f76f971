"""The pages of cases, one noun per file."""

"""What the pages of cases ask."""

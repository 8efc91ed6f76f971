"""The invented agency. Every person in it is made up."""

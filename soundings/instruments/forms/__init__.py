"""What is typed on the room's pages."""

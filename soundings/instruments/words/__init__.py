"""What the room says: kinds, faults, fixed answers, and what is wrong with a spreadsheet."""

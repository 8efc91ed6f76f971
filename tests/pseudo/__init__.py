"""Two languages that nobody speaks, made for the tests: they show what breaks when words grow or run the other way."""

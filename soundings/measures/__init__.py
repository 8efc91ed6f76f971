"""The registry of figures: what each is, its value at a place, the lists behind it, what is noted on its chart."""

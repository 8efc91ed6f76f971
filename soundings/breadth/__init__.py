"""Practice elements, records, boards: is the practice happening?"""

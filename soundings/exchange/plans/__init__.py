"""What an import would do, decided before anything is stored: one module for each kind of file, and no Django.

Each takes the rows of a file and what stands stored now, and returns a Plan; `actions` shows it and stores it.
"""

"""Figures of a programme of reviews: pictures, agreement, second ratings, reports."""

"""What people fill in about reviews and programmes."""

"""What there is to learn: a course in files, read safely, checked, and compiled once."""

"""Programs that make what is kept in the repository: pages of reference, pictures."""

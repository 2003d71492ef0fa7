"""Small screens on top of another that ask or tell one thing."""

"""One module a format, in or out."""

"""A terminal study companion: one command, no account, no network."""

__version__ = "0.1.0"

"""Whole screens: each shows one thing and calls the desk."""

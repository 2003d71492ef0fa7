"""Widgets: given values, posting messages; none of them knows the desk."""

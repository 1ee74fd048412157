"""A copy of another installation, kept in step by its feed of changes."""

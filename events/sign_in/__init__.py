"""Signing in to the admin: limits for guessing, the second factor, how long a session lives."""

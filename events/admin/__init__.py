"""Curation: one file a screen."""

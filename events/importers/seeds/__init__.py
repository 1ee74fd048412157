"""Compiles seeds/ (raw articles and the structure that people wrote) into fixtures/, and loads these."""

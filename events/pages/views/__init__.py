"""The views of the pages for people."""

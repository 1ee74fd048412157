"""How records come in from outside, one source a file or folder."""

from events.choices import Collection

WRITE_ORDER = (
    *(Collection.DATASETS, Collection.LOCATIONS, Collection.ACTORS, Collection.OUTLETS),
    *(Collection.ARTICLES, Collection.EVENTS, Collection.CLAIMS),
)
"""The order in which records can be written: they refer to earlier ones, their child rows to all."""

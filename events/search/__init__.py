"""Full text search and suggestions: the indexed fields, the indexes and their upkeep, and snippets."""

from events.search.indexed_fields import INDEXED_RELATIONS, indexed_tiers
from events.search.indexer import find_drift, purge_deleted, rebuild, reindex_changed
from events.search.name_index import find_by_words, find_namesakes
from events.search.snippets import snippets
from events.search.suggest import near_queries, suggest
from events.search.suggestion_index import adjust_use_counts, used_records

__all__ = [
    "INDEXED_RELATIONS",
    "adjust_use_counts",
    "find_by_words",
    "find_drift",
    "find_namesakes",
    "indexed_tiers",
    "near_queries",
    "purge_deleted",
    "rebuild",
    "reindex_changed",
    "snippets",
    "suggest",
    "used_records",
]

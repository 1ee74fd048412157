"""Full text search and suggestions: the indexed fields, the indexes and their upkeep, and snippets."""

from events.search.indexed_fields import INDEXED_RELATIONS, indexed_tiers
from events.search.indexer import find_drift, purge_deleted, rebuild, reindex_changed
from events.search.name_index import find_by_words, find_namesakes
from events.search.snippets import snippets
from events.search.suggest import near_queries, suggest
from events.search.suggestion_index import adjust_use_counts, used_records
